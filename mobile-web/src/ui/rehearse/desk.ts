/** A walk at a desk: the walker, the phone in their hand, the way they are led; one step at a time. */
import type { Walk } from "../../domain/walk";
import { LocalEarth, type Metres } from "../../sensors/simulated-earth";
import { SimulatedPhone } from "../../sensors/simulated-phone";
import type { Surroundings } from "../../sensors/simulated-surroundings";
import { SimulatedTrack, type TrackPoint } from "../../sensors/simulated-track";
import { SimulatedWalker, type Steer } from "../../sensors/simulated-walker";
import { SimulatedSenses } from "../../session/simulated-senses";

const ANYWHERE = { lonDeg: 5.448, latDeg: 43.522 }; // a local walk is planted; it lies nowhere yet
const ORIGIN: Metres = { eastM: 0, northM: 0 };
const LONGEST_STEP_S = 1.5; // of the page; a page that slept longer has not walked meanwhile
const STRIDE_M = 1; // the trail's points lie at least so far apart
const MOST_STRIDES = 20_000;

export class Desk {
  readonly walker: SimulatedWalker;
  readonly phone: SimulatedPhone;
  readonly senses: SimulatedSenses;
  /** How much faster than the page's the walk's time runs. */
  speed = 1;
  track: SimulatedTrack | null = null;
  isPlaying = false;
  atS = 0;
  readonly trail: Metres[] = [];
  private readonly earth: LocalEarth;
  private readonly isLocal: boolean;

  constructor(walk: Walk, surroundings: Surroundings, seed: number) {
    const { origin, start, startHeadingDeg } = walk;
    this.isLocal = origin === null;
    this.earth = new LocalEarth(origin ?? ANYWHERE);
    this.walker = new SimulatedWalker(
      this.isLocal ? ORIGIN : { eastM: start.eastM, northM: start.northM },
      startHeadingDeg,
    );
    this.phone = new SimulatedPhone(surroundings, seed, this.earth);
    this.senses = new SimulatedSenses(this.phone, this.earth, this.isLocal);
    this.phone.step(this.walker.truth, 0);
  }

  /** Go on by `pageS` seconds of the page; steering stops a track that plays. */
  step(pageS: number, steer: Steer): void {
    const dtS = Math.min(pageS, LONGEST_STEP_S) * this.speed;
    if (steer.east !== 0 || steer.north !== 0) this.isPlaying = false;
    if (this.isPlaying && this.track !== null) this.lead(this.track, dtS);
    else this.walker.steer(steer, dtS);
    this.phone.step(this.walker.truth, dtS);
    this.senses.moved();
    this.note();
  }

  drag(place: Metres): void {
    this.isPlaying = false;
    this.walker.drag(place);
  }

  jump(place: Metres): void {
    this.isPlaying = false;
    this.walker.jump(place);
  }

  /** Take a track to be led along; a local walk is planted at its first point. Says whether it is one. */
  load(points: readonly TrackPoint[]): boolean {
    const [first] = points;
    const earth = this.isLocal && first !== undefined ? new LocalEarth(first) : this.earth;
    const track = SimulatedTrack.through(points, earth);
    if (track === null) return false;
    this.track = track;
    this.isPlaying = false;
    this.seek(0);
    return true;
  }

  /** Play from here, or from the start where the track has been walked to its end. */
  play(): void {
    if (this.track === null) return;
    if (this.atS >= this.track.durationS) this.atS = 0;
    this.isPlaying = true;
  }

  seek(timeS: number): void {
    if (this.track === null) return;
    this.atS = Math.min(Math.max(0, timeS), this.track.durationS);
    this.walker.follow(this.track, this.atS);
  }

  /** What was walked, on Earth; a walk that is planted begins at its origin. */
  get walked(): { readonly lonDeg: number; readonly latDeg: number }[] {
    const places = this.isLocal ? [ORIGIN, ...this.trail] : this.trail;
    return places.map((place) => this.earth.toGeo(place));
  }

  forget(): void {
    this.trail.length = 0;
    this.track = null;
    this.isPlaying = false;
  }

  private lead(track: SimulatedTrack, dtS: number): void {
    this.seek(this.atS + dtS);
    if (this.atS >= track.durationS) this.isPlaying = false;
  }

  private note(): void {
    const { place } = this.walker;
    const last = this.trail.at(-1);
    const isFar =
      last === undefined ||
      Math.hypot(place.eastM - last.eastM, place.northM - last.northM) >= STRIDE_M;
    if (!isFar) return;
    this.trail.push(place);
    if (this.trail.length > MOST_STRIDES) this.trail.shift();
  }
}

/** How long a way is, metres. */
export function lengthM(places: readonly Metres[]): number {
  return places.reduce((sum, place, i) => {
    const before = places[i - 1] ?? place;
    return sum + Math.hypot(place.eastM - before.eastM, place.northM - before.northM);
  }, 0);
}
