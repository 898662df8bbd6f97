// audio thread
/** Microphone quanta at the context's rate to 20 ms packets at 48 kHz. */
import { PACKET_FRAMES, SAMPLE_RATE_HZ } from "../../domain/stream";
import { Resampler } from "../resampler";

const POOL_PACKETS = 16; // 320 ms until buffers must have come back
const MAX_QUANTUM_FRAMES = 1024;

export type Emit = (samples: Float32Array<ArrayBuffer>, startFrame: number) => void;

/**
 * Fills pooled buffers and emits them; when the pool is empty a packet is dropped and counted, and
 * media time goes on. Resampling delays by `latencyFrames` (context rate), which start frames allow
 * for.
 */
export class CaptureCore {
  readonly latencyFrames: number;
  dropped = 0;
  private readonly resampler: Resampler | null;
  private readonly pool: Float32Array<ArrayBuffer>[] = [];
  private readonly input: Float32Array[] = [];
  private readonly scratch = [new Float32Array(MAX_QUANTUM_FRAMES * 8)] as const;
  private packet: Float32Array<ArrayBuffer> | null;
  private filled = 0;
  private startFrame: number | null = null;

  constructor(
    private readonly rateHz: number,
    private readonly emit: Emit,
  ) {
    this.resampler = rateHz === SAMPLE_RATE_HZ ? null : new Resampler(1, rateHz, SAMPLE_RATE_HZ);
    this.latencyFrames = this.resampler?.latencyFrames ?? 0;
    for (let i = 0; i < POOL_PACKETS; i++) this.pool.push(new Float32Array(PACKET_FRAMES));
    this.packet = this.pool.pop() ?? null;
  }

  /** Take one quantum; `currentFrame` is the context's clock at its first frame. */
  push(quantum: Float32Array, currentFrame: number): void {
    this.startFrame ??= Math.round((currentFrame * SAMPLE_RATE_HZ) / this.rateHz);
    if (this.resampler === null) {
      this.collect(quantum, quantum.length);
      return;
    }
    this.input[0] = quantum;
    this.resampler.push(this.input, quantum.length);
    const ready = this.resampler.framesReady(this.resampler.step);
    this.resampler.pull(this.scratch, 0, ready, this.resampler.step);
    this.collect(this.scratch[0], ready);
  }

  /** A buffer has been read and may be filled again. */
  giveBack(samples: Float32Array<ArrayBuffer>): void {
    if (samples.length === PACKET_FRAMES && this.pool.length < POOL_PACKETS)
      this.pool.push(samples);
  }

  private collect(samples: Float32Array, nFrames: number): void {
    for (let i = 0; i < nFrames; i++) {
      if (this.packet !== null) this.packet[this.filled] = samples[i] as number;
      if (++this.filled === PACKET_FRAMES) this.finish();
    }
  }

  private finish(): void {
    const startFrame = this.startFrame ?? 0;
    if (this.packet === null) this.dropped++;
    else this.emit(this.packet, startFrame);
    this.startFrame = startFrame + PACKET_FRAMES;
    this.filled = 0;
    this.packet = this.pool.pop() ?? null;
  }
}
