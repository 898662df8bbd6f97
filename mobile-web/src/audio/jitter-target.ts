/**
 * How much sound to keep in hand: the 98th percentile of arrival jitter over 10 s, plus one packet.
 *
 * Jitter is a packet's delay above the smallest delay in the window. The target rises at once and
 * falls by 10 ms a second, so that a bad minute is not forgotten in a good second.
 */
import { framesToMs, PACKET_MS } from "../domain/stream";

const WINDOW = 500; // packets: 10 s
const START_MS = 60;
const FLOOR_MS = 40; // DESIGN §13's budget
const CEILING_MS = 350; // mobile networks, facts §3.1
const PERCENTILE = 0.98; // between p95 and p99
const FALL_MS_PER_S = 10;
const MIN_PACKETS = 20; // fewer say little

export class JitterTarget {
  private readonly delaysMs = new Float64Array(WINDOW);
  private readonly sorted = new Float64Array(WINDOW);
  private count = 0;
  private target = START_MS;
  private updatedMs: number | null = null;

  get targetMs(): number {
    return this.target;
  }

  /** Take one packet's arrival; returns the target that holds now, ms. */
  observe(startFrame: number, arrivalMs: number): number {
    this.delaysMs[this.count % WINDOW] = arrivalMs - framesToMs(startFrame);
    this.count++;
    if (this.count >= MIN_PACKETS && this.count % 10 === 0) this.update(arrivalMs);
    return this.target;
  }

  reset(): void {
    this.count = 0;
    this.updatedMs = null;
    this.target = START_MS;
  }

  /** Forget the delays, keep the target: a new connection has another base delay. */
  rebase(): void {
    this.count = 0;
  }

  private update(nowMs: number): void {
    const wantedMs = clamp(this.percentile() + PACKET_MS, FLOOR_MS, CEILING_MS);
    const fallMs = (FALL_MS_PER_S * Math.max(0, nowMs - (this.updatedMs ?? nowMs))) / 1000;
    this.updatedMs = nowMs;
    this.target = wantedMs >= this.target ? wantedMs : Math.max(wantedMs, this.target - fallMs);
  }

  private percentile(): number {
    const n = Math.min(this.count, WINDOW);
    const window = this.sorted.subarray(0, n);
    window.set(this.delaysMs.subarray(0, n));
    window.sort();
    const at = Math.min(n - 1, Math.floor(n * PERCENTILE));
    return (window[at] as number) - (window[0] as number);
  }
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
