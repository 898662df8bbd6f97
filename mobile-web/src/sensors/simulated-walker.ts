/** A walker at a desk: steered by keys, dragged, or led along a track. Pure; time is the walk's own. */
import { toDegrees, wrapDeg } from "../domain/angle";
import type { Metres } from "./simulated-earth";
import type { Truth } from "./simulated-phone";
import type { SimulatedTrack } from "./simulated-track";

export const PACE_MPS = 1.2; // an easy walk
const HURRY = 2.2; // Shift: a jog, and no ride, which the piece would refuse
const TURN_DEG_PER_S = 90;
const RESPONSE_S = 0.25;
const STILL_MPS = 0.02;
const HAND_S = 2; // who is moved by a hand walks for so long: a phone that says it rests is believed
const LEAST_COURSE_M = 0.3; // a hand's tremble while dragging has no direction

/** What the keys ask for, each −1..1; north is up on the map. */
export interface Steer {
  readonly east: number;
  readonly north: number;
  readonly turn: number;
  readonly isHurried: boolean;
}

export class SimulatedWalker {
  place: Metres;
  headingDeg: number;
  speedMps = 0;
  private east = 0; // m/s, smoothed
  private north = 0;
  private handS = 0;
  private courseFrom: Metres;

  constructor(place: Metres, headingDeg: number) {
    this.place = place;
    this.courseFrom = place;
    this.headingDeg = wrapDeg(headingDeg);
  }

  /** What a perfect phone would know. */
  get truth(): Truth {
    const { place, headingDeg, speedMps } = this;
    return { place, headingDeg, speedMps };
  }

  /** Walk as the keys say for `dtS`; returns whether anything moved. */
  steer({ east, north, turn, isHurried }: Steer, dtS: number): boolean {
    const length = Math.max(1, Math.hypot(east, north));
    const speed = (PACE_MPS * (isHurried ? HURRY : 1)) / length;
    const blend = 1 - Math.exp(-dtS / RESPONSE_S);
    this.east += blend * (east * speed - this.east);
    this.north += blend * (north * speed - this.north);
    this.handS = Math.max(0, this.handS - dtS);
    this.speedMps = Math.max(Math.hypot(this.east, this.north), this.handS > 0 ? PACE_MPS : 0);
    this.headingDeg = wrapDeg(this.headingDeg + turn * TURN_DEG_PER_S * dtS);
    if (east !== 0 || north !== 0) this.headingDeg = courseOf(east, north);
    if (Math.hypot(this.east, this.north) < STILL_MPS) {
      this.halt();
      return turn !== 0;
    }
    const { eastM, northM } = this.place;
    this.place = { eastM: eastM + this.east * dtS, northM: northM + this.north * dtS };
    return true;
  }

  /** Be put somewhere, and face where the hand goes. */
  drag(place: Metres): void {
    const [eastM, northM] = [
      place.eastM - this.courseFrom.eastM,
      place.northM - this.courseFrom.northM,
    ];
    if (Math.hypot(eastM, northM) >= LEAST_COURSE_M) {
      this.headingDeg = courseOf(eastM, northM);
      this.courseFrom = place;
    }
    this.place = place;
    this.moved();
  }

  /** Be put somewhere, facing as before. */
  jump(place: Metres): void {
    this.place = place;
    this.courseFrom = place;
    this.moved();
  }

  /** Be where the track is at `timeS`. */
  follow(track: SimulatedTrack, timeS: number): void {
    const { place, courseDeg, speedMps } = track.at(timeS);
    this.place = place;
    this.courseFrom = place;
    this.halt();
    this.speedMps = speedMps;
    if (courseDeg !== null) this.headingDeg = courseDeg;
  }

  /** A hand has moved the walker. */
  private moved(): void {
    this.halt();
    this.handS = HAND_S;
    this.speedMps = PACE_MPS;
  }

  private halt(): void {
    this.east = 0;
    this.north = 0;
    if (this.handS <= 0) this.speedMps = 0;
  }
}

function courseOf(eastM: number, northM: number): number {
  return wrapDeg(toDegrees(Math.atan2(eastM, northM)));
}
