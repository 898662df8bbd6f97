/**
 * Which heading wins, decided by the fields an event carries, never by the browser's name.
 *
 * | event carries | source | heading |
 * |---|---|---|
 * | `absolute` and finite angles | absolute | formula of heading.ts |
 * | finite `webkitCompassHeading` | compass | formula with alpha + learned offset |
 * | neither, yet | none | unknown |
 *
 * A phone that lies still sends no events and keeps its heading. Headings are magnetic, not true.
 */
import { turnDeg, wrapDeg } from "../domain/angle";
import { headingOf, tiltDeg } from "./heading";

/** What an orientation event may carry; anything may be missing, `null` or NaN. */
export interface OrientationSample {
  readonly alpha: number | null;
  readonly beta: number | null;
  readonly gamma: number | null;
  readonly absolute: boolean;
  readonly webkitCompassHeading?: number | null;
  readonly webkitCompassAccuracy?: number | null;
}

export type HeadingSource = "none" | "absolute" | "compass";

export interface Heading {
  readonly source: HeadingSource;
  readonly headingDeg: number | null;
  readonly accuracyDeg: number | null;
}

export const NO_HEADING: Heading = { source: "none", headingDeg: null, accuracyDeg: null };

const FLAT_DEG = 40; // iOS's compass is the top edge's; near flat that is our heading too
const WORST_ACCURACY_DEG = 25; // a compass worse than this must not teach the offset
const OFFSET_GAIN = 0.05; // about 0.3 s at 60 events a second: slow drift, no jitter

/** Keeps the best heading of a stream of orientation events. */
export class Compass {
  private latest: Heading = NO_HEADING;
  private offsetDeg: number | null = null;

  /** Take one event; those without a usable north are ignored. */
  receive(sample: OrientationSample, screenDeg: number): void {
    const heading = this.absoluteHeading(sample, screenDeg) ?? this.iosHeading(sample, screenDeg);
    if (heading !== null) this.latest = heading;
  }

  /** The heading that holds now. */
  get heading(): Heading {
    return this.latest;
  }

  /** Forget where the phone pointed: nobody saw it move. */
  reset(): void {
    this.latest = NO_HEADING;
  }

  private absoluteHeading(sample: OrientationSample, screenDeg: number): Heading | null {
    const angles = anglesOf(sample);
    if (!sample.absolute || angles === null) return null;
    return { source: "absolute", headingDeg: headingOf(angles, screenDeg), accuracyDeg: null };
  }

  private iosHeading(sample: OrientationSample, screenDeg: number): Heading | null {
    const north = sample.webkitCompassHeading;
    if (!isFiniteNumber(north) || north < 0) return null;
    const reported = sample.webkitCompassAccuracy;
    const accuracyDeg = isFiniteNumber(reported) && reported >= 0 ? reported : null;
    const angles = anglesOf(sample);
    if (angles === null) {
      return { source: "compass", headingDeg: wrapDeg(north + screenDeg), accuracyDeg };
    }
    if (tiltDeg(angles) <= FLAT_DEG && accuracyDeg !== null && accuracyDeg <= WORST_ACCURACY_DEG) {
      this.learn(wrapDeg(360 - north - angles.alphaDeg));
    }
    const headingDeg =
      this.offsetDeg === null
        ? wrapDeg(north + screenDeg)
        : headingOf({ ...angles, alphaDeg: angles.alphaDeg + this.offsetDeg }, screenDeg);
    return { source: "compass", headingDeg, accuracyDeg };
  }

  private learn(offsetDeg: number): void {
    this.offsetDeg =
      this.offsetDeg === null
        ? offsetDeg
        : wrapDeg(this.offsetDeg + OFFSET_GAIN * turnDeg(this.offsetDeg, offsetDeg));
  }
}

function anglesOf(sample: OrientationSample) {
  const { alpha, beta, gamma } = sample;
  if (!isFiniteNumber(alpha) || !isFiniteNumber(beta) || !isFiniteNumber(gamma)) return null;
  return { alphaDeg: alpha, betaDeg: beta, gammaDeg: gamma };
}

function isFiniteNumber(value: number | null | undefined): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
