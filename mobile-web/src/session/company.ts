/**
 * What goes with a walker beside the stream: sentences, recordings at their places, the closing.
 *
 * Listens to a session's store and needs nothing else of it; a page shows `store`.
 */
import { CUES, type Cue, fetchCue } from "../audio/cue";
import type { Located } from "../audio/located";
import type { Walk } from "../domain/walk";
import type { EventMessage } from "../protocol/control";
import { walkFile } from "../transport/walk-api";
import type { Tongue } from "../words/catalogue";
import { fill, toldIn, type Words } from "../words/words";
import { Closing, type Ending } from "./closing";
import { Narrator, type Sentence } from "./narrator";
import type { Session } from "./session";
import type { SessionState, Silence } from "./session-state";
import { Store } from "./store";
import { Usher } from "./usher";
import { WalkClock } from "./walk-clock";

const FIRST_WORDS_MS = 4000; // the bed has risen for three, and been there for one

export interface CompanyState {
  readonly line: string; // written now; empty is none
  readonly isOpening: boolean; // the walk's own first words have not been read yet
  readonly ending: Ending | null;
}

export class Company {
  readonly store = new Store<CompanyState>({ line: "", isOpening: false, ending: null });
  private readonly clock: WalkClock;
  private readonly narrator: Narrator;
  private readonly closing: Closing;
  private readonly ushering = new Usher();
  private located: Located | null = null;
  private event: EventMessage | null = null;
  private silence: Silence = "none";
  private hasBegun = false;

  constructor(
    private readonly session: Session,
    private readonly walk: Walk,
    private readonly tongue: Tongue,
  ) {
    this.clock = new WalkClock(walk.id, session.options.door);
    this.narrator = new Narrator(session, (line) => this.store.update({ line }));
    const tell = (ending: Ending): void => this.store.update({ ending });
    const { afterS } = walk.closing;
    const sentence = this.farewell();
    this.closing = new Closing(session, this.clock, this.narrator, afterS, sentence, tell);
    session.store.listen((state) => this.hear(state));
  }

  /** Since the first sound; `null` before it. */
  get walkedS(): number | null {
    return this.clock.walkedS;
  }

  /** What is said at the end, as it is written; empty where nothing is. */
  get lastWords(): string {
    return this.farewell()?.text ?? "";
  }

  /** The walker stops; a second time, at once. Who waits in line has nothing to take leave of. */
  leave(): void {
    if (this.session.store.value.place === null) this.closing.leave();
    else this.closing.finish();
  }

  private hear(state: SessionState): void {
    if (state.phase === "stopped") {
      this.clock.end();
      this.located?.close();
      return;
    }
    if (state.silence !== this.silence && state.silence !== "none") this.narrator.hush();
    this.silence = state.silence;
    this.usher(state);
    const isIn = state.place === null && state.isResumed !== null;
    if (state.hasBegun && isIn && !this.hasBegun) this.begin(state.isResumed === true);
    if (state.event !== null && state.event !== this.event) {
      this.event = state.event;
      this.act(state.event);
    }
    this.closing.look();
    this.listenAround(state);
  }

  /** Who waits is told their place, and when it is their turn. */
  private usher({ place, isResumed }: SessionState): void {
    const call = this.ushering.look(place, isResumed !== null, performance.now());
    if (call === null || this.store.value.ending !== null) return;
    const { waiting } = this.tongue.words;
    const isTurn = call.kind === "turn";
    const texts = { first: waiting.spoken, ...waiting };
    const text = fill(texts[call.kind], { place: call.place });
    const { language } = this.tongue;
    // The page of the line writes the place itself.
    void this.narrator.interrupt({
      text,
      isShown: !isTurn,
      spoken: text,
      language,
      recording: null,
    });
  }

  private begin(isResumed: boolean): void {
    this.hasBegun = true;
    this.clock.begin(isResumed);
    if (!isResumed) {
      this.store.update({ isOpening: this.hasOwnOpening });
      setTimeout(() => void this.open(), FIRST_WORDS_MS);
    }
    if (this.walk.samples.length > 0) void this.locate();
  }

  private async open(): Promise<void> {
    if (!this.closing.isFarewell) await this.narrator.say(this.opening());
    this.store.update({ isOpening: false });
  }

  private act({ cue, say, play }: EventMessage): void {
    if (this.closing.isFarewell) return;
    const known = CUES.find((name) => name === cue);
    // What warns comes first.
    if (known !== undefined) void this.narrator.interrupt(this.cue(known));
    if (this.store.value.ending !== null) return;
    if (say !== null) void this.narrator.say(this.sentence(say, null));
    if (play !== null) this.located?.play(play);
  }

  /** Only walks that have recordings load what plays them. */
  private async locate(): Promise<void> {
    const [{ Located }, { SampleShelf }] = await Promise.all([
      import("../audio/located"),
      import("../audio/sample-shelf"),
    ]);
    const { id, samples } = this.walk;
    this.located = new Located(samples, new SampleShelf((file) => fetch(walkFile(id, file))));
    this.listenAround(this.session.store.value);
  }

  private listenAround({ position, isPositionStale, headingDeg, gain }: SessionState): void {
    const { playback } = this.session;
    if (this.located === null || playback === null) return;
    this.located.connect(playback.beside);
    this.located.hear({ position: isPositionStale ? null : position, headingDeg, gain });
  }

  private get hasOwnOpening(): boolean {
    const { words, file } = this.walk.opening;
    return words !== "" || file !== "";
  }

  /** The walk's own words, or those for everybody; the page writes them. */
  private opening(): Sentence {
    const { words, file } = this.walk.opening;
    const spoken = this.hasOwnOpening ? this.sentence(words, file) : this.cue("turn-then-walk");
    return { ...spoken, isShown: true };
  }

  /** Everybody outdoors is told to take the headphones off; worlds end with their own words only. */
  private farewell(): Sentence | null {
    const { words, afterS } = this.walk.closing;
    const isOutdoors = this.session.options.door === "outdoor";
    if (words !== "") return this.sentence(words, null);
    return isOutdoors || afterS !== null ? this.cue("closing") : null;
  }

  private cue(cue: Cue): Sentence {
    const { language, words } = this.tongue;
    const text = words.cues[cue];
    const recording = (context: BaseAudioContext) => fetchCue(context, cue, language);
    return { text, isShown: false, spoken: text, language, recording };
  }

  /** @param file - Its recording in the walk's folder; empty or `null` is none. */
  private sentence(words: Words, file: string | null): Sentence {
    const { id, cover } = this.walk;
    const { text, language } = toldIn(words, this.tongue.language, cover.language);
    const recording = async (context: BaseAudioContext): Promise<AudioBuffer> => {
      const response = await fetch(walkFile(id, file ?? ""));
      if (!response.ok) throw new Error(`opening: expected 200, got ${response.status}`);
      return context.decodeAudioData(await response.arrayBuffer());
    };
    return { text, isShown: false, spoken: text, language, recording: file ? recording : null };
  }
}
