/** How long to wait before the next attempt to connect. */

const FIRST_MS = 200; // a switched network is usually back at once
const LONGEST_MS = 5000;
const SPREAD = 0.2; // a restarted server must not meet everyone at the same instant

export class Backoff {
  private attempts = 0;

  constructor(private readonly random: () => number = Math.random) {}

  /** Delay of the next attempt, ms: 200, 400 … 5000, each ± 20 %. */
  next(): number {
    const nominalMs = Math.min(LONGEST_MS, FIRST_MS * 2 ** this.attempts);
    this.attempts++;
    return nominalMs * (1 + SPREAD * (2 * this.random() - 1));
  }

  reset(): void {
    this.attempts = 0;
  }
}
