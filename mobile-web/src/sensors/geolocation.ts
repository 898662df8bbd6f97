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
const LOST_MS = 20_000; // later than its own timeout: the watch has ended without a word
const OPTIONS: PositionOptions = { enableHighAccuracy: true, maximumAge: 1000, timeout: 15_000 };
const PERMISSION_DENIED = 1;

const NO_FIX: Access = { state: "waiting", reason: "no-fix" };
const APPROXIMATE: Access = { state: "waiting", reason: "approximate" };

/**
 * Watches the position and re-arms the watch after an error, which ends it on iOS, when the page
 * becomes visible again, and when it is quiet: someone who stands still must not look lost. A fix
 * of half a kilometre or worse is told by its access only: nobody can walk by it.
 */
export class Geolocation {
  private watchId: number | null = null;
  private timer: ReturnType<typeof setTimeout> | null = null;
  private hasAnswered = false; // before, a prompt may be open, and a new watch would close it
  private hasFix = false;

  constructor(
    private readonly onFix: (fix: Fix) => void,
    private readonly onAccess: (access: Access) => void,
  ) {}

  /** Start watching; call inside a tap so that the prompt may open. */
  open(): void {
    if (!navigator.geolocation) {
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
    if (this.hasAnswered) this.rearmAfter(LOST_MS);
  }

  private disarm(): void {
    if (this.watchId !== null) navigator.geolocation.clearWatch(this.watchId);
    if (this.timer !== null) clearTimeout(this.timer);
    this.watchId = null;
    this.timer = null;
  }

  private receive({ coords }: GeolocationPosition): void {
    this.hasAnswered = true;
    this.rearmAfter(QUIET_MS);
    if (coords.accuracy > COARSE_M) {
      if (!this.hasFix) this.onAccess(APPROXIMATE);
      return;
    }
    this.hasFix = true;
    this.onFix({
      lonDeg: coords.longitude,
      latDeg: coords.latitude,
      accuracyM: finiteOrNull(coords.accuracy),
      speedMps: finiteOrNull(coords.speed), // null or NaN when standing, by browser
    });
    this.onAccess(ACCESS_READY);
  }

  private fail(error: GeolocationPositionError): void {
    this.hasAnswered = true;
    if (error.code === PERMISSION_DENIED) {
      this.onAccess(ACCESS_REFUSED);
      this.disarm(); // until the page returns, perhaps from the settings
      return;
    }
    if (!this.hasFix) this.onAccess(NO_FIX);
    this.rearmAfter(REARM_MS);
  }

  private rearmAfter(ms: number): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = setTimeout(() => this.arm(), ms);
  }
}

function finiteOrNull(value: number | null): number | null {
  return value !== null && Number.isFinite(value) ? value : null;
}
