/** How long it took until something was heard: from the tap, and from the last prompt's answer. */

export interface OpeningTimes {
  readonly firstSoundMs: number | null; // after the tap
  readonly firstSoundAfterAnswersMs: number | null; // negative where sound began before the last one
}

/** Times on one clock, ms. */
export class Opening {
  private tappedMs: number | null = null;
  private answeredMs: number | null = null;
  private begunMs: number | null = null;

  tap(nowMs: number): void {
    this.tappedMs = nowMs;
  }

  /** A prompt has been answered; the last one counts. */
  answer(nowMs: number): void {
    this.answeredMs = nowMs;
  }

  /** The first sound; later ones change nothing. */
  begin(nowMs: number): void {
    this.begunMs ??= nowMs;
  }

  get times(): OpeningTimes {
    return {
      firstSoundMs: since(this.tappedMs, this.begunMs),
      firstSoundAfterAnswersMs: since(this.answeredMs, this.begunMs),
    };
  }
}

function since(fromMs: number | null, toMs: number | null): number | null {
  return fromMs === null || toMs === null ? null : toMs - fromMs;
}
