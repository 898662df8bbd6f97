/** The phone's position, watched for as long as the page is visible. */
import {
  ACCESS_MISSING,
  ACCESS_READY,
  ACCESS_REFUSED,
  ACCESS_WAITING,
  type Access,
} from "./access";

/** One fix; `null` where the phone does not say. */
export interface Fix {
  readonly lonDeg: number;
  readonly latDeg: number;
  readonly accuracyM: number | null;
  readonly speedMps: number | null;
}

const COARSE_M = 500; // iOS "approximate location" is 1–10 km
const REARM_MS = 1000;
const QUIET_MS = 4000; // a watch tells only changes; a new one tells where we are now
const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 1000, timeout: 15_000 };
const PERMISSION_DENIED = 1;

/**
 * Watches the position and re-arms the watch after an error, which ends it on iOS, when the page
 * becomes visible again, and when it is quiet: someone who stands still must not look lost.
 */
export class Geolocation {
  private watchId: number | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private hasFix = false;

  constructor(
    private readonly onFix: (fix: Fix) => void,
    private readonly onAccess: (access: Access) => void,
  ) {}

  /** Start watching; call inside a tap so that the prompt may open. */
  open(): void {
    if (!("geolocation" in navigator)) {
      this.onAccess(ACCESS_MISSING);
      return;
    }
    this.onAccess(ACCESS_WAITING);
    document.addEventListener("visibilitychange", this.onVisibility);
    this.arm();
  }

  close(): void {
    document.removeEventListener("visibilitychange", this.onVisibility);
    this.disarm();
  }

  private readonly onVisibility = (): void => {
    if (document.visibilityState === "visible") this.arm();
  };

  private arm(): void {
    this.disarm();
    this.watchId = navigator.geolocation.watchPosition(
      (position) => this.receive(position),
      (error) => this.fail(error),
      OPTIONS,
    );
  }

  private disarm(): void {
    if (this.watchId !== null) navigator.geolocation.clearWatch(this.watchId);
    if (this.timer !== null) clearTimeout(this.timer);
    this.watchId = null;
    this.timer = null;
  }

  private receive(position: GeolocationPosition): void {
    const { coords } = position;
    this.hasFix = true;
    this.rearmAfter(QUIET_MS);
    this.onFix({
      lonDeg: coords.longitude,
      latDeg: coords.latitude,
      accuracyM: finiteOrNull(coords.accuracy),
      speedMps: finiteOrNull(coords.speed), // null or NaN when standing, by browser
    });
    this.onAccess(accessOf(coords.accuracy));
  }

  private fail(error: GeolocationPositionError): void {
    if (error.code === PERMISSION_DENIED) {
      this.onAccess(ACCESS_REFUSED);
      this.disarm();
      return;
    }
    if (!this.hasFix) this.onAccess({ state: "waiting", reason: "no-fix" });
    this.rearmAfter(REARM_MS);
  }

  private rearmAfter(ms: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.arm(), ms);
  }
}

function accessOf(accuracyM: number): Access {
  if (!(accuracyM > COARSE_M)) return ACCESS_READY;
  return { state: "waiting", reason: "approximate" };
}

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
