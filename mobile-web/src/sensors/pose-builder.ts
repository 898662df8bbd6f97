/** When to send which pose: pure, the time is an argument. */
import { turnDeg } from "../domain/angle";
import type { GeoPoint, LocalPoint, Pose } from "../domain/pose";

const MIN_INTERVAL_MS = 45; // a 50 ms timer sometimes fires early; 20 a second on average
const MAX_INTERVAL_MS = 1000; // one a second otherwise: the server knows the phone still speaks
const TURN_DEG = 0.5; // finer turns are sensor noise

/** What the sensors know now; a new `point` object is a new measurement. */
export interface PoseReading {
  readonly point: GeoPoint | LocalPoint | null;
  readonly accuracyM: number | null;
  readonly speedMps: number | null;
  readonly headingDeg: number | null;
  readonly headingAccuracyDeg: number | null;
}

/** Turns readings into poses, at most 20 a second and at least one. */
export class PoseBuilder {
  private sent: PoseReading | null = null;
  private sentMs = Number.NEGATIVE_INFINITY;

  /**
   * The pose to send now, or `null`.
   *
   * @param nowMs - Any monotonic clock, ms.
   * @param timeUs - The sender's clock that goes into the pose, µs, an integer.
   */
  next(reading: PoseReading, nowMs: number, timeUs: number): Pose | null {
    const waitedMs = nowMs - this.sentMs;
    if (waitedMs < MIN_INTERVAL_MS) return null;
    if (waitedMs < MAX_INTERVAL_MS && !this.hasChanged(reading)) return null;
    this.sent = reading;
    this.sentMs = nowMs;
    return { timeUs, ...reading };
  }

  reset(): void {
    this.sent = null;
    this.sentMs = Number.NEGATIVE_INFINITY;
  }

  private hasChanged(reading: PoseReading): boolean {
    const { sent } = this;
    if (sent === null || reading.point !== sent.point) return true;
    if (reading.headingDeg === null || sent.headingDeg === null) {
      return reading.headingDeg !== sent.headingDeg;
    }
    return Math.abs(turnDeg(sent.headingDeg, reading.headingDeg)) >= TURN_DEG;
  }
}
