/** The listener's senses: wherever the dot lies on the map, exactly, facing where the knob says. */
import type { PlaceM } from "../../../compose/place";
import { wrapDeg } from "../../../domain/angle";
import type { PoseReading } from "../../../sensors/pose-builder";
import type { Teleport } from "../../../session/hooks";
import type { Senses } from "../../../session/senses";

export class ListenerSenses implements Senses, Teleport {
  readonly headingSource = "camera";
  private turned: () => void = () => undefined;
  private read: PoseReading;

  /** @param changed - Hears of every move and turn. */
  constructor(
    private standing: PlaceM,
    private readonly upM: number,
    private facingDeg: number,
    private readonly changed: () => void,
  ) {
    this.read = this.readingNow();
  }

  get place(): PlaceM {
    return this.standing;
  }

  get headingDeg(): number {
    return this.facingDeg;
  }

  /** A dot needs no permission. */
  open(_reports: unknown, turned: () => void): void {
    this.turned = turned;
  }

  close(): void {
    this.turned = () => undefined;
  }

  reading(): PoseReading {
    return this.read;
  }

  moveTo(place: PlaceM): void {
    this.standing = place;
    this.tell();
  }

  turnTo(headingDeg: number): void {
    this.facingDeg = wrapDeg(headingDeg);
    this.tell();
  }

  setPosition(eastM: number, northM: number): void {
    this.moveTo({ eastM, northM });
  }

  setHeading(headingDeg: number): void {
    this.turnTo(headingDeg);
  }

  private tell(): void {
    this.read = this.readingNow();
    this.turned();
    this.changed();
  }

  private readingNow(): PoseReading {
    const { eastM, northM } = this.standing;
    return {
      point: { kind: "local", eastM, northM, upM: this.upM },
      accuracyM: null, // exact: the server must not smooth it as it does a fix
      speedMps: null,
      headingDeg: this.facingDeg,
      headingAccuracyDeg: null,
    };
  }
}
