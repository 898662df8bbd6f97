/**
 * How a walk ends: by itself at its time, thinning out over a minute; or by the walker's hand, who
 * has already decided, within three seconds. Then the last sentence; then silence; then the page.
 */
import type { Narrator, Sentence } from "./narrator";
import type { Session } from "./session";
import type { WalkClock } from "./walk-clock";

const THIN_S = 60;
const BY_HAND_S = 3;
const LINGER_MS = 12_000; // of the last sentence, once it is said

/** `thinning`: the walk goes on while it does · `farewell`: the last sentence · `done`: the last page. */
export type Ending = "thinning" | "farewell" | "done";

export class Closing {
  private ending: Ending | null = null;
  private thinned: unknown = null; // the playback that thins
  private timer: ReturnType<typeof setTimeout> | null = null;

  /**
   * @param afterS - When it ends by itself; `null`: never.
   * @param sentence - The last one; `null`: the walk ends without a word, at once.
   * @param tell - Hears of each step.
   */
  constructor(
    private readonly session: Session,
    private readonly clock: WalkClock,
    private readonly narrator: Narrator,
    private readonly afterS: number | null,
    private readonly sentence: Sentence | null,
    private readonly tell: (ending: Ending) => void,
  ) {}

  /** Whether it has gone so far that nothing new begins. */
  get isFarewell(): boolean {
    return this.ending === "farewell" || this.ending === "done";
  }

  /** See whether it is time; called several times a second. */
  look(): void {
    const leftS = this.leftS;
    if (leftS === null || this.isFarewell) return;
    if (leftS <= 0) {
      void this.sayFarewell();
    } else if (leftS < THIN_S) {
      if (this.ending === null) this.become("thinning");
      const { playback } = this.session;
      if (playback !== null && playback !== this.thinned) playback.thin(leftS / THIN_S, leftS);
      this.thinned = playback;
    }
  }

  /** The walker stops; a second time, at once. */
  leave(): void {
    const isBegun = this.session.store.value.hasBegun;
    if (this.isFarewell || this.sentence === null || !isBegun) {
      this.finish();
      return;
    }
    void this.session.setMic(false);
    const share = Math.min(1, (this.leftS ?? THIN_S) / THIN_S);
    this.session.playback?.thin(share, BY_HAND_S);
    this.become("farewell");
    this.narrator.stop();
    const isHeard = this.session.store.value.silence === "none";
    this.timer = setTimeout(() => void this.sayFarewell(), isHeard ? BY_HAND_S * 1000 : 0);
  }

  /** Go to the last page. */
  finish(): void {
    if (this.ending === "done") return;
    if (this.timer !== null) clearTimeout(this.timer);
    this.become("done");
    this.clock.end();
    this.narrator.stop();
    this.stop();
  }

  private stop(): void {
    if (this.session.store.value.phase !== "stopped") void this.session.stop();
  }

  /** Until all has thinned out; `null` where it never does. */
  private get leftS(): number | null {
    const { walkedS } = this.clock;
    return this.afterS === null || walkedS === null ? null : this.afterS + THIN_S - walkedS;
  }

  private async sayFarewell(): Promise<void> {
    if (this.sentence === null) {
      this.finish();
      return;
    }
    this.become("farewell");
    this.clock.end();
    void this.session.setMic(false);
    await this.narrator.interrupt(this.sentence);
    if (this.ending !== "farewell") return;
    this.stop();
    this.timer = setTimeout(() => this.finish(), LINGER_MS);
  }

  private become(ending: Ending): void {
    if (this.ending === ending) return;
    this.ending = ending;
    this.tell(ending);
  }
}
