/** The phone: position, orientation, and a screen that stays on. */
import type { GeoPoint } from "../domain/pose";
import { ACCESS_WAITING, type Access } from "../sensors/access";
import type { HeadingSource } from "../sensors/compass";
import { type Fix, Geolocation } from "../sensors/geolocation";
import { Orientation } from "../sensors/orientation";
import type { PoseReading } from "../sensors/pose-builder";
import { WakeLock } from "../sensors/wake-lock";
import type { Senses } from "./senses";

const STALE_MS = 10_000; // ten missed fixes: the server must hear that the place is unknown

export class OutdoorSenses implements Senses {
  private readonly orientation = new Orientation(() => this.turned());
  private readonly wakeLock = new WakeLock();
  private turned: () => void = () => undefined;
  private geolocation: Geolocation | null = null;
  private fix: Fix | null = null;
  private point: GeoPoint | null = null;
  private fixMs = 0;

  get headingSource(): HeadingSource {
    return this.orientation.heading.source;
  }

  open(report: (sense: "motion" | "location", access: Access) => void, turned: () => void): void {
    this.turned = turned;
    report("motion", ACCESS_WAITING);
    void this.orientation.open().then((access) => report("motion", access));
    this.geolocation = new Geolocation(
      (fix) => this.receive(fix),
      (access) => report("location", access),
    );
    this.geolocation.open();
    this.wakeLock.open();
  }

  reading(): PoseReading {
    const heading = this.orientation.heading;
    const isStale = performance.now() - this.fixMs > STALE_MS;
    return {
      point: isStale ? null : this.point,
      accuracyM: isStale ? null : (this.fix?.accuracyM ?? null),
      speedMps: isStale ? null : (this.fix?.speedMps ?? null),
      headingDeg: heading.headingDeg,
      headingAccuracyDeg: heading.accuracyDeg,
    };
  }

  close(): void {
    this.orientation.close();
    this.geolocation?.close();
    this.wakeLock.close();
  }

  private receive(fix: Fix): void {
    this.fix = fix;
    this.fixMs = performance.now();
    this.point = { kind: "geographic", lonDeg: fix.lonDeg, latDeg: fix.latDeg };
  }
}
