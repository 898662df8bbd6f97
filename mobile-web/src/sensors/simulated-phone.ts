/**
 * The phone in a simulated walker's hand: fixes once a second, wrong as its surroundings make them,
 * and a compass that is off. Pure; time is the walk's own, which may run faster than the page's.
 */
import { wrapDeg } from "../domain/angle";
import type { GeoPoint } from "../domain/pose";
import type { PoseReading } from "./pose-builder";
import { SimulatedCompass } from "./simulated-compass";
import type { LocalEarth, Metres } from "./simulated-earth";
import { type FixError, SimulatedGps } from "./simulated-gps";
import type { Surroundings } from "./simulated-surroundings";

const FIX_S = 1;
const STALE_S = 10; // as a real phone's senses hold a fix (outdoor-senses.ts)
const MOST_FIXES = 20; // caught up at once after a page has slept

/** What is true of the walker now. */
export interface Truth {
  readonly place: Metres;
  readonly headingDeg: number;
  readonly speedMps: number;
}

/** The newest fix, in metres of the ground. */
export interface Fix extends Metres {
  readonly accuracyM: number | null; // `null`: exact
}

const NEVER = Number.POSITIVE_INFINITY;

export class SimulatedPhone {
  headingDeg = 0;
  fix: Fix | null = null;
  private gps: SimulatedGps;
  private compass: SimulatedCompass;
  private point: GeoPoint | null = null;
  private speedMps = 0;
  private dueS = 0;
  private ageS = NEVER;

  constructor(
    private surroundings: Surroundings,
    private seed: number,
    private readonly earth: LocalEarth,
  ) {
    this.gps = new SimulatedGps(surroundings, seed);
    this.compass = new SimulatedCompass(surroundings, seed + 1);
  }

  /** Be somewhere else: another radius alone goes on with the errors there are. */
  surround(surroundings: Surroundings): void {
    const { biasDeg, wanderDeg } = surroundings;
    const before = this.surroundings;
    const rest = { radiusM: before.radiusM, biasDeg: before.biasDeg, wanderDeg: before.wanderDeg };
    const isSamePlace = isAlike({ ...surroundings, ...rest }, before);
    this.surroundings = surroundings;
    if (isSamePlace) this.gps.surroundings = surroundings;
    else {
      this.gps = new SimulatedGps(surroundings, this.seed);
      this.dueS = 0;
    }
    const isSameCompass = isAlike({ ...before, biasDeg, wanderDeg }, before);
    if (!isSamePlace || !isSameCompass) {
      this.compass = new SimulatedCompass(surroundings, this.seed + 1);
    }
  }

  /** Err otherwise, of the same kind. */
  reseed(seed: number): void {
    this.seed = seed;
    this.gps = new SimulatedGps(this.surroundings, seed);
    this.compass = new SimulatedCompass(this.surroundings, seed + 1);
    this.dueS = 0;
  }

  /** Go on by `dtS`. */
  step(truth: Truth, dtS: number): void {
    this.headingDeg = wrapDeg(truth.headingDeg + this.compass.next(dtS));
    this.ageS += dtS;
    if (this.surroundings.radiusM === 0) {
      this.take(truth, null);
      return;
    }
    this.dueS -= dtS;
    for (let fixes = 0; this.dueS <= 0 && fixes < MOST_FIXES; fixes += 1) {
      this.dueS += FIX_S;
      const error = this.gps.next(FIX_S);
      if (error !== null) this.take(truth, error);
    }
    if (this.dueS <= 0) this.dueS = FIX_S;
  }

  /** Whether there is no fix that can still be gone by. */
  get isStale(): boolean {
    return this.ageS > STALE_S;
  }

  reading(): PoseReading {
    const { isStale } = this;
    return {
      point: isStale ? null : this.point,
      accuracyM: isStale ? null : (this.fix?.accuracyM ?? null),
      speedMps: isStale ? null : this.speedMps,
      headingDeg: this.headingDeg,
      headingAccuracyDeg: null,
    };
  }

  private take({ place, speedMps }: Truth, error: FixError | null): void {
    this.ageS = 0;
    const eastM = place.eastM + (error?.eastM ?? 0);
    const northM = place.northM + (error?.northM ?? 0);
    this.speedMps = Math.max(0, speedMps + (error?.speedMps ?? 0));
    const { fix } = this;
    if (error === null && fix?.eastM === eastM && fix.northM === northM && fix.accuracyM === null) {
      return; // nobody moved: the point stays the same object, and is not sent again
    }
    this.fix = { eastM, northM, accuracyM: error?.accuracyM ?? null };
    this.point = this.earth.toGeo(this.fix);
  }
}

function isAlike(one: Surroundings, other: Surroundings): boolean {
  return (
    JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort())
  );
}
