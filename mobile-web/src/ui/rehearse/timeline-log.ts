/** What the last two minutes were like, a look every fifth of a second. Pure. */

export const KEPT_S = 120;
export const LOOK_S = 0.2;
const MOST_LOOKS = KEPT_S / LOOK_S;

export interface Look {
  readonly timeS: number;
  /** Of the zones in document order. */
  readonly weights: readonly number[];
  readonly latents: readonly number[]; // of the first model that sounds; empty where not told
  readonly levelDb: number | null;
  readonly errorM: number | null; // heard beside the truth
}

/** A bounded list: the oldest look goes when it is full. */
export class TimelineLog {
  private readonly kept: Look[] = [];

  get looks(): readonly Look[] {
    return this.kept;
  }

  take(look: Look): void {
    this.kept.push(look);
    if (this.kept.length > MOST_LOOKS) this.kept.shift();
  }

  clear(): void {
    this.kept.length = 0;
  }
}
