/**
 * Streaming resampler with a ratio that may change from call to call.
 *
 * Push input, pull output; nothing is allocated after construction. Output frame 0 is input frame
 * 0; producing a frame needs `latencyFrames` (input rate) of input after it.
 */
import { SincKernel } from "./sinc-kernel";

const CAPACITY_FRAMES = 4096; // far above one render quantum at any ratio

/** One stream of one or more channels. */
export class Resampler {
  readonly latencyFrames: number;
  private readonly kernel: SincKernel;
  private readonly lines: readonly Float32Array[];
  private readonly weights: Float32Array;
  private filled: number; // frames in the lines, history included
  private position: number; // where the next output frame lies in the lines

  constructor(
    channels: number,
    readonly rateInHz: number,
    readonly rateOutHz: number,
  ) {
    this.kernel = new SincKernel(rateInHz, rateOutHz);
    this.latencyFrames = this.kernel.half;
    this.weights = new Float32Array(this.kernel.taps);
    this.lines = Array.from({ length: channels }, () => new Float32Array(CAPACITY_FRAMES));
    this.filled = this.kernel.half;
    this.position = this.kernel.half;
  }

  /** Input frames per output frame at nominal speed. */
  get step(): number {
    return this.rateInHz / this.rateOutHz;
  }

  /** Input frames still to be pushed before `nFrames` can be pulled at `step`. */
  framesNeeded(nFrames: number, step: number): number {
    const last = Math.floor(this.position + (nFrames - 1) * step) + this.kernel.half + 1;
    return Math.max(0, last - this.filled);
  }

  /** Output frames that can be pulled now at `step`. */
  framesReady(step: number): number {
    const room = this.filled - this.kernel.half - 1 - this.position;
    return room < 0 ? 0 : Math.floor(room / step) + 1;
  }

  /** Take the first `nFrames` of each channel; frames beyond the capacity are dropped. */
  push(channels: readonly Float32Array[], nFrames: number): void {
    this.compact();
    const count = Math.min(nFrames, CAPACITY_FRAMES - this.filled);
    for (let c = 0; c < this.lines.length; c++) {
      const line = this.lines[c] as Float32Array;
      const source = channels[c] as Float32Array;
      for (let i = 0; i < count; i++) line[this.filled + i] = source[i] as number;
    }
    this.filled += count;
  }

  /** Write `nFrames` into each channel from `offset`; `framesReady` must allow it. */
  pull(channels: readonly Float32Array[], offset: number, nFrames: number, step: number): void {
    for (let i = 0; i < nFrames; i++) {
      const base = Math.floor(this.position);
      this.weigh((this.position - base) * this.kernel.phases);
      for (let c = 0; c < this.lines.length; c++) {
        const out = channels[c] as Float32Array;
        out[offset + i] = this.dot(this.lines[c] as Float32Array, base - this.kernel.half + 1);
      }
      this.position += step;
    }
  }

  reset(): void {
    for (const line of this.lines) line.fill(0);
    this.filled = this.kernel.half;
    this.position = this.kernel.half;
  }

  /** The kernel between its two nearest phases; one set of weights serves every channel. */
  private weigh(scaledPhase: number): void {
    const { table, taps } = this.kernel;
    const phase = Math.floor(scaledPhase);
    const blend = scaledPhase - phase;
    let row = phase * taps;
    for (let tap = 0; tap < taps; tap++, row++) {
      const near = table[row] as number;
      this.weights[tap] = near + blend * ((table[row + taps] as number) - near);
    }
  }

  private dot(line: Float32Array, first: number): number {
    let sum = 0;
    for (let tap = 0; tap < this.kernel.taps; tap++) {
      sum += (line[first + tap] as number) * (this.weights[tap] as number);
    }
    return sum;
  }

  /** Forget what no future output needs. */
  private compact(): void {
    const spent = Math.floor(this.position) - this.kernel.half;
    if (spent <= 0) return;
    for (const line of this.lines) line.copyWithin(0, spent, this.filled);
    this.filled -= spent;
    this.position -= spent;
  }
}
