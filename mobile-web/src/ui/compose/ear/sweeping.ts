/** One axis played from −2 to +2, looked at while it is heard. */

import type { Latents } from "../../../compose/ear/palette";
import { type Heard, heardIn, SWEEP_S, sweepAt } from "../../../compose/ear/sweep";
import { SAMPLE_RATE_HZ } from "../../../domain/stream";
import type { Listening } from "./listening";
import type { Spectrogram } from "./spectrogram";

const LOOK_MS = 25;
const MOST_LOST_S = 0.4;
const SETTLE_MS = 300; // at the low end, before it moves
const PATH_MS = 120; // a tick, a block, the way there and back; the buffer comes on top

/** What a sweep left behind. */
export interface Swept {
  readonly heard: readonly Heard[];
  /** Whether the sound came through; where it broke off nothing can be measured. */
  readonly isWhole: boolean;
}

export class Sweeping {
  private stopping: (() => void) | null = null;
  private number = 0;

  constructor(private readonly listening: Listening) {}

  /** End the sweep that is under way. */
  stop(): void {
    this.stopping?.();
  }

  /**
   * Sweep; what is heard is drawn as it comes. Resolves to what was heard, also where it was stopped.
   *
   * @param around - Where the other axes rest.
   */
  async sweep(
    model: string,
    axis: number,
    around: Latents,
    latentSize: number,
    picture: Spectrogram,
  ): Promise<Swept> {
    this.stop();
    const mine = ++this.number;
    const heard: Heard[] = [];
    const concealedFrames = this.concealedFrames;
    const delayMs = PATH_MS + (this.listening.state.meters?.fillMs ?? 0);
    const beginMs = performance.now() + SETTLE_MS;
    const play = (share: number): void =>
      this.listening.try(model, sweepAt(around, axis, share, latentSize));
    picture.clear();
    play(0);
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        const nowMs = performance.now();
        const playedShare = (nowMs - beginMs) / (SWEEP_S * 1000);
        const heardShare = (nowMs - beginMs - delayMs) / (SWEEP_S * 1000);
        if (playedShare >= 0 && playedShare <= 1.05) play(playedShare);
        if (heardShare >= 0) this.look(picture, heardShare, heard);
        if (heardShare >= 1) this.stopping?.();
      }, LOOK_MS);
      this.stopping = () => {
        clearInterval(timer);
        this.stopping = null;
        resolve();
      };
    });
    if (mine === this.number) this.listening.release();
    const lostS = (this.concealedFrames - concealedFrames) / SAMPLE_RATE_HZ;
    const isOver = (heard.at(-1)?.share ?? 0) >= 1;
    return { heard, isWhole: isOver && lostS < MOST_LOST_S };
  }

  private get concealedFrames(): number {
    return this.listening.state.meters?.concealedFrames ?? 0;
  }

  private look(picture: Spectrogram, share: number, heard: Heard[]): void {
    const { analyser } = this.listening;
    if (analyser === null) return;
    const spectrumDb = new Float32Array(analyser.frequencyBinCount);
    analyser.getFloatFrequencyData(spectrumDb);
    const binHz = analyser.context.sampleRate / analyser.fftSize;
    picture.draw(spectrumDb, binHz, share);
    heard.push({ share, ...heardIn(spectrumDb, binHz) });
  }
}
