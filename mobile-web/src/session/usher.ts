/** What is said to one who waits in line, and when: at first, when much has changed, and at the end. Pure. */

const PAUSE_MS = 20_000; // between two places said: a line that moves fast is no countdown
const NEAR = 0.5; // of the place last said: half the way is worth a word

/** `first`: why one waits, and where · `moved`: much nearer · `next`: nobody before · `turn`: in. */
export type CallKind = "first" | "moved" | "next" | "turn";

export interface Call {
  readonly kind: CallKind;
  readonly place: number;
}

export class Usher {
  private told: number | null = null; // the place said last; `null` while nobody waits
  private toldMs = 0;

  /**
   * See how the line stands; called whenever it may have changed.
   *
   * @param place - In the line, from 1; `null` when not in it.
   * @param isIn - The server has said welcome.
   * @returns What to say now; `null` is nothing.
   */
  look(place: number | null, isIn: boolean, nowMs: number): Call | null {
    if (place === null) return this.end(isIn);
    const kind = this.kindOf(place, nowMs);
    if (kind === null) return null;
    this.told = place;
    this.toldMs = nowMs;
    return { kind, place };
  }

  private kindOf(place: number, nowMs: number): CallKind | null {
    if (this.told === null) return "first";
    if (place >= this.told) return null;
    if (place === 1) return "next";
    const isMuch = place <= this.told * NEAR;
    return isMuch && nowMs - this.toldMs >= PAUSE_MS ? "moved" : null;
  }

  private end(isIn: boolean): Call | null {
    const hasWaited = this.told !== null;
    this.told = null;
    return hasWaited && isIn ? { kind: "turn", place: 0 } : null;
  }
}
