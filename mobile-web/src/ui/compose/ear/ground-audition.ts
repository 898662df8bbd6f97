/**
 * Hearing a kind of ground before it is taken.
 *
 * Grounds that are latents alone are played as latents that wander twice a second: of their kind, not
 * the zone's own. One's own sound and the model's dreaming cannot be played so: for those the draft
 * is really saved with that ground for as long as one listens, and put back afterwards.
 */
import { featureOf } from "../../../compose/document";
import { between, circling, DRIFT_HZ, drifting, type Wander } from "../../../compose/ear/drift";
import { type GroundName, soundsBetween, withGround } from "../../../compose/ear/grounds";
import type { PlaceM } from "../../../compose/place";
import { middleOf } from "../../../compose/shape";
import { isMicOn } from "../../walking-view";
import { type EarDesk, latentSizeOf } from "./ear-desk";

const NO_MODEL = "silence"; // a model that is not loaded sounds like nothing
const TRULY_MS = 350; // a pointer that only passes by saves nothing

/** What is heard now. */
export interface Auditioned {
  readonly zone: string;
  readonly ground: GroundName;
}

export class GroundAudition {
  private now: Auditioned | null = null;
  private timer: ReturnType<typeof setInterval> | null = null;
  private waiting: ReturnType<typeof setTimeout> | null = null;
  private from: PlaceM | null = null; // where the listener stood before

  /** @param changed - Hears what is heard now. */
  constructor(
    private readonly desk: EarDesk,
    private readonly changed: (heard: Auditioned | null) => void,
  ) {}

  /** What is heard now. */
  get heard(): Auditioned | null {
    return this.now;
  }

  begin(zone: string, ground: GroundName): void {
    if (this.now?.zone === zone && this.now.ground === ground) return;
    this.end();
    if (!this.desk.listening.isOn) return;
    this.now = { zone, ground };
    if (isTruly(ground)) this.waiting = setTimeout(() => this.truly(zone, ground), TRULY_MS);
    else this.wander(zone, ground);
    this.changed(this.now);
  }

  end(): void {
    if (this.now === null) return;
    const { listening, store } = this.desk;
    this.now = null;
    clearInterval(this.timer ?? undefined);
    clearTimeout(this.waiting ?? undefined);
    if (this.from !== null) listening.senses.moveTo(this.from);
    this.from = null;
    store.preview(null);
    listening.release();
    this.changed(null);
  }

  private wander(zone: string, ground: GroundName): void {
    const { listening } = this.desk;
    const model = this.modelOf(zone);
    const wander = this.wanderOf(zone, ground);
    let step = 0;
    const next = (): void => {
      listening.try(wander === null ? NO_MODEL : model, wander?.(step) ?? []);
      step += 1;
    };
    next();
    this.timer = setInterval(next, 1000 / DRIFT_HZ);
  }

  private wanderOf(zone: string, ground: GroundName): Wander | null {
    const { store } = this.desk;
    const size = latentSizeOf(this.desk, this.modelOf(zone));
    switch (ground) {
      case "drifting":
        return drifting(size, Date.now());
      case "between":
        return between(soundsBetween(store.document, zone, size), size);
      case "axes":
        return circling(size);
      default:
        return null;
    }
  }

  private truly(zone: string, ground: GroundName): void {
    const { store, plane, listening } = this.desk;
    const feature = featureOf(store.document, zone);
    const isDeaf = ground === "steps" && !isMicOn(listening.state); // it would only be silent
    if (feature === null || isDeaf) return;
    const size = latentSizeOf(this.desk, this.modelOf(zone));
    this.from = listening.senses.place;
    listening.senses.moveTo(middleOf(feature, plane));
    store.preview(withGround(store.document, zone, ground, size, plane));
  }

  private modelOf(zone: string): string {
    const { document } = this.desk.store;
    return featureOf(document, zone)?.properties.sound?.model ?? document.latentwalk.model;
  }
}

/** Whether it can only be heard by really becoming it. */
export function isTruly(ground: GroundName): boolean {
  return ground === "steps" || ground === "dreaming";
}
