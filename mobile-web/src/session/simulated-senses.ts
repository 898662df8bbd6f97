/** A rehearsed walker's senses: the same poses a phone would send, made up at a desk. */
import { ACCESS_READY } from "../sensors/access";
import type { PoseReading } from "../sensors/pose-builder";
import type { LocalEarth } from "../sensors/simulated-earth";
import type { SimulatedPhone } from "../sensors/simulated-phone";
import type { SenseReports, Senses } from "./senses";

export class SimulatedSenses implements Senses {
  readonly headingSource = "absolute";
  private turned: () => void = () => undefined;
  private isPlanted: boolean;
  private readonly planting: PoseReading;

  /**
   * @param plantsHere - Whether the server plants the ground where the first fix lies. Until it has,
   * the phone says, exactly, that it stands on the ground's own origin, so that ground and map agree.
   */
  constructor(
    private readonly phone: SimulatedPhone,
    earth: LocalEarth,
    private readonly plantsHere: boolean,
  ) {
    this.isPlanted = !plantsHere;
    this.planting = {
      point: earth.toGeo({ eastM: 0, northM: 0 }),
      accuracyM: null,
      speedMps: 0,
      headingDeg: 0,
      headingAccuracyDeg: null,
    };
  }

  get isPositionStale(): boolean {
    return this.phone.isStale;
  }

  open(reports: SenseReports, turned: () => void): void {
    this.turned = turned;
    reports.access("motion", ACCESS_READY);
    reports.access("location", ACCESS_READY);
  }

  /** The phone has moved or turned. */
  moved(): void {
    this.turned();
  }

  /** The server has placed the walker. */
  planted(): void {
    this.isPlanted = true;
  }

  /** Another server session has not. */
  unplant(): void {
    this.isPlanted = !this.plantsHere;
  }

  reading(): PoseReading {
    const { headingDeg } = this.phone;
    return this.isPlanted ? this.phone.reading() : { ...this.planting, headingDeg };
  }

  close(): void {
    // Nothing was opened.
  }
}
