/**
 * Sentences, one after another: written for as long as reading takes, and spoken over the bed.
 *
 * A recording speaks where there is one, else the device's own voice where it has one of that
 * language. In a silence nothing is spoken; what is written stands all the same.
 */
import { OwnVoice } from "../audio/own-voice";
import type { Session } from "./session";

const LEAST_MS = 4000;
const MOST_MS = 15_000;
const LETTER_MS = 70; // read while walking
const PATIENCE_MS = 6000; // with a network that gives no recording
const AFTER_MS = 400; // a breath, also for the bed to come back

export interface Sentence {
  readonly text: string; // what is written
  readonly isShown: boolean; // the page itself writes it
  readonly spoken: string; // what a device's own voice says; empty says nothing
  readonly language: string; // of that text, a primary tag
  /** Fetches and decodes it; `null` where nobody has recorded it. */
  readonly recording: ((context: BaseAudioContext) => Promise<AudioBuffer>) | null;
}

export class Narrator {
  private readonly voice = new OwnVoice();
  private turn: Promise<void> = Promise.resolve();
  private abort = new AbortController();

  /** @param write - Shows a line; an empty one is none. */
  constructor(
    private readonly session: Session,
    private readonly write: (line: string) => void,
  ) {}

  /** Say it after all others; resolves once it has been said and could be read. */
  say(sentence: Sentence): Promise<void> {
    const { signal } = this.abort;
    this.turn = this.turn.then(() => (signal.aborted ? undefined : this.tell(sentence, signal)));
    return this.turn;
  }

  /** Say it now: what is being said ends, what waits is left out. */
  interrupt(sentence: Sentence): Promise<void> {
    this.stop();
    return this.say(sentence);
  }

  /** Say and write no more of what was asked so far. */
  stop(): void {
    this.abort.abort();
    this.abort = new AbortController();
    this.hush();
  }

  /** A silence has begun: what is being said is heard no further. */
  hush(): void {
    this.voice.hush();
    this.session.playback?.speech.hush();
  }

  private get isHeard(): boolean {
    const { phase, silence } = this.session.store.value;
    return phase === "walking" && silence === "none";
  }

  private async tell(sentence: Sentence, signal: AbortSignal): Promise<void> {
    const { text, isShown } = sentence;
    if (!isShown) this.write(text);
    const spoken = this.speak(sentence, signal).catch(() => undefined);
    const done = Promise.all([pause(readingMs(text), signal), spoken]);
    await Promise.race([done, aborted(signal)]); // a slow network holds up nothing that warns
    if (!isShown) this.write("");
  }

  private async speak(sentence: Sentence, signal: AbortSignal): Promise<void> {
    const late = pause(PATIENCE_MS, signal).then(() => null);
    const words = await Promise.race([this.recorded(sentence), late]);
    const playback = this.session.playback;
    if (signal.aborted || playback === null || !this.isHeard) return;
    if (words !== null) {
      playback.speech.say(words);
      await pause(words.duration * 1000 + AFTER_MS, signal);
    } else if (sentence.spoken !== "") {
      const { speech } = playback;
      const { spoken, language } = sentence;
      const begins = (): boolean => {
        const isWanted = !signal.aborted && this.isHeard;
        if (isWanted) speech.stepBack();
        return isWanted;
      };
      if ((await this.voice.say(spoken, language, begins)) && !signal.aborted) speech.hush();
    }
  }

  /** Offline there is none. */
  private async recorded({ recording }: Sentence): Promise<AudioBuffer | null> {
    const context = this.session.playback?.beside.context;
    if (recording === null || context === undefined) return null;
    return recording(context).catch(() => null);
  }
}

function readingMs(text: string): number {
  return text === "" ? 0 : Math.min(MOST_MS, Math.max(LEAST_MS, text.length * LETTER_MS));
}

/** Wait, unless it is called off. */
function pause(ms: number, signal: AbortSignal): Promise<unknown> {
  return Promise.race([new Promise((resolve) => setTimeout(resolve, ms)), aborted(signal)]);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve());
  });
}
