/** The phone: position, orientation, and a screen that stays on. */
import type { GeoPoint } from "../domain/pose";
import { ACCESS_WAITING } from "../sensors/access";
import type { HeadingSource } from "../sensors/compass";
import { type Fix, Geolocation } from "../sensors/geolocation";
import { Orientation } from "../sensors/orientation";
import type { PoseReading } from "../sensors/pose-builder";
import { WakeLock } from "../sensors/wake-lock";
import type { SenseReports, Senses } from "./senses";

const STALE_MS = 10_000; // ten missed fixes: the server must hear that the place is unknown

export class OutdoorSenses implements Senses {
  private readonly orientation = new Orientation(() => this.turned());
  private wakeLock: WakeLock | null = null;
  private turned: () => void = () => undefined;
  private geolocation: Geolocation | null = null;
  private fix: Fix | null = null;
  private point: GeoPoint | null = null;
  private fixMs = 0;

  get headingSource(): HeadingSource {
    return this.orientation.heading.source;
  }

  /** Ten seconds without a fix: until then the last one holds, now the place is unknown. */
  get isPositionStale(): boolean {
    return this.fix !== null && performance.now() - this.fixMs > STALE_MS;
  }

  open(reports: SenseReports, turned: () => void): void {
    this.turned = turned;
    reports.access("motion", ACCESS_WAITING);
    void this.orientation
      .open(() => reports.answered())
      .then((access) => reports.access("motion", access));
    this.geolocation = new Geolocation(
      (fix) => this.receive(fix),
      (access) => reports.access("location", access),
    );
    this.geolocation.open();
    void hearAnswer("geolocation", () => reports.answered());
    this.wakeLock = new WakeLock((state) => reports.wakeLock(state));
    this.wakeLock.open();
  }

  reading(): PoseReading {
    const heading = this.orientation.heading;
    const fix = this.isPositionStale ? null : this.fix;
    return {
      point: fix && this.point,
      accuracyM: fix?.accuracyM ?? null,
      speedMps: fix?.speedMps ?? null,
      headingDeg: heading.headingDeg,
      headingAccuracyDeg: heading.accuracyDeg,
    };
  }

  close(): void {
    this.orientation.close();
    this.geolocation?.close();
    this.wakeLock?.close();
  }

  private receive(fix: Fix): void {
    this.fix = fix;
    this.fixMs = performance.now();
    this.point = { kind: "geographic", lonDeg: fix.lonDeg, latDeg: fix.latDeg };
  }
}

/** Call `answered` when an open prompt is, where the browser tells. */
async function hearAnswer(name: PermissionName, answered: () => void): Promise<void> {
  const status = await navigator.permissions?.query({ name }).catch(() => null);
  status?.addEventListener("change", answered, { once: true });
}
