/** Poses from the world's camera, and the test hook's hand on it. */
import { wrapDeg } from "../domain/angle";
import type { PoseReading } from "../sensors/pose-builder";
import type { Teleport } from "../session/hooks";
import type { Senses } from "../session/senses";
import type { Rig } from "./rig";

export class WorldSenses implements Senses, Teleport {
  readonly headingSource = "camera";
  private listener: () => void = () => undefined;

  constructor(
    private readonly rig: Rig,
    private readonly changed: () => void,
  ) {}

  /** A camera needs no permission. */
  open(_report: unknown, turned: () => void): void {
    this.listener = turned;
  }

  /** The camera has moved or turned. */
  turned(): void {
    this.listener();
  }

  close(): void {
    // Nothing was opened.
  }

  reading(): PoseReading {
    const { point, headingDeg, speedMps } = this.rig;
    // No accuracy: a world's own pose is exact, and the server must not smooth it as it does a fix.
    return { point, accuracyM: null, speedMps, headingDeg, headingAccuracyDeg: null };
  }

  setPosition(eastM: number, northM: number, upM = this.rig.point.upM): void {
    this.rig.moveTo(eastM, northM, upM);
    this.changed();
  }

  setHeading(headingDeg: number): void {
    this.rig.headingDeg = wrapDeg(headingDeg);
    this.changed();
  }
}
