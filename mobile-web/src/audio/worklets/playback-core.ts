// audio thread
/** What the playback worklet does each quantum: ring → resampler with drift control → stage → gate. */
import { SAMPLE_RATE_HZ } from "../../domain/stream";
import { BedGate } from "../bed-gate";
import { Drift } from "../drift";
import { JitterReader } from "../jitter-reader";
import { Control, type JitterRing, LEVEL_SCALE } from "../jitter-ring";
import { Resampler } from "../resampler";
import { Stage } from "../stage";

const MAX_INPUT_FRAMES = 2048; // a quantum of 128 needs at most 770 even at 8 kHz
const LEVEL_SMOOTHING_S = 0.1;

/** Plays a ring at the context's rate. Adds `latencyFrames` (48 kHz) to the ring's fill. */
export class PlaybackCore {
  private readonly reader: JitterReader;
  private readonly drift = new Drift();
  private readonly resampler: Resampler;
  private readonly stage = new Stage();
  readonly gate: BedGate;
  private readonly input = [
    new Float32Array(MAX_INPUT_FRAMES),
    new Float32Array(MAX_INPUT_FRAMES),
  ] as const;
  private readonly output: Float32Array[] = [];
  private meanSquare = 0;

  constructor(
    private readonly ring: JitterRing,
    private readonly contextRateHz: number,
  ) {
    this.reader = new JitterReader(ring);
    this.gate = new BedGate(ring, contextRateHz);
    this.resampler = new Resampler(2, SAMPLE_RATE_HZ, contextRateHz);
  }

  get latencyFrames(): number {
    return this.resampler.latencyFrames;
  }

  /** Fill both channels of one quantum. */
  render(left: Float32Array, right: Float32Array): void {
    const step = this.resampler.step * this.speed(left.length / this.contextRateHz);
    const needed = this.resampler.framesNeeded(left.length, step);
    this.reader.read(this.input[0], this.input[1], needed);
    this.resampler.push(this.input, needed);
    this.output[0] = left;
    this.output[1] = right;
    this.resampler.pull(this.output, 0, left.length, step);
    this.turn();
    this.stage.rotate(left, right);
    this.gate.pass(left, right, this.reader.state);
    this.measure(left, right);
  }

  private speed(dtS: number): number {
    if (this.reader.state !== "playing") {
      this.drift.reset();
      this.ring.set(Control.fillFrames, Math.max(0, this.reader.fillFrames));
      return 1;
    }
    const fillS = this.reader.fillFrames / SAMPLE_RATE_HZ;
    const targetS = this.ring.get(Control.targetFrames) / SAMPLE_RATE_HZ;
    const ratio = this.drift.ratio(fillS, targetS, dtS);
    this.ring.set(Control.fillFrames, Math.round(this.drift.fillS * SAMPLE_RATE_HZ));
    return ratio;
  }

  private turn(): void {
    const heading = this.ring.get(Control.heading);
    this.stage.face(
      heading === 0 ? Number.NaN : (heading - 1) / 100,
      this.ring.get(Control.stageLeft) / 100,
      this.ring.get(Control.stageRight) / 100,
    );
  }

  private measure(left: Float32Array, right: Float32Array): void {
    let sum = 0;
    for (let i = 0; i < left.length; i++) {
      const l = left[i] as number;
      const r = right[i] as number;
      sum += l * l + r * r;
    }
    const gain = left.length / this.contextRateHz / LEVEL_SMOOTHING_S;
    this.meanSquare += gain * (sum / (2 * left.length) - this.meanSquare);
    this.ring.set(Control.level, Math.round(Math.sqrt(this.meanSquare) * LEVEL_SCALE));
  }
}
