/** How long to wait before the next attempt to connect. */
import type { Closing } from "../protocol/close-code";

const SPREAD = 0.2; // a restarted server must not meet everyone at the same instant

export class Backoff {
  private attempts = 0;

  constructor(private readonly random: () => number = Math.random) {}

  /** Delay of the next attempt, ms: from the first, doubling to the longest, each ± 20 %. */
  next({ firstMs, longestMs }: NonNullable<Closing["retry"]>): number {
    const nominalMs = Math.min(longestMs, firstMs * 2 ** this.attempts);
    this.attempts++;
    return nominalMs * (1 + SPREAD * (2 * this.random() - 1));
  }

  reset(): void {
    this.attempts = 0;
  }
}
