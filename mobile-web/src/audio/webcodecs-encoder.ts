/** The browser's own Opus encoder (WebCodecs). */
import { SAMPLE_RATE_HZ } from "../domain/stream";
import type { Encoded, MicEncoder } from "./encoder";

export const MIC_BITRATE_BPS = 64_000;

// 20 ms packets, tuned for sound rather than speech; not yet in every DOM library.
const CONFIG = {
  codec: "opus",
  sampleRate: SAMPLE_RATE_HZ,
  numberOfChannels: 1,
  bitrate: MIC_BITRATE_BPS,
  opus: { application: "audio", frameDuration: 20_000, complexity: 5, usedtx: false },
} as AudioEncoderConfig;

export async function isWebCodecsOpusSupported(): Promise<boolean> {
  if (typeof AudioEncoder === "undefined") return false;
  try {
    return (await AudioEncoder.isConfigSupported(CONFIG)).supported === true;
  } catch {
    return false;
  }
}

export class WebCodecsEncoder implements MicEncoder {
  private readonly encoder: AudioEncoder;
  private readonly startFrames: number[] = []; // of the packets inside the encoder; one or two

  constructor(encoded: Encoded) {
    this.encoder = new AudioEncoder({
      output: (chunk) => {
        const startFrame = this.startFrames.shift();
        if (startFrame === undefined) return;
        const payload = new Uint8Array(chunk.byteLength);
        chunk.copyTo(payload);
        encoded(payload, startFrame);
      },
      error: () => this.startFrames.splice(0), // the encoder is closed; the next mic makes another
    });
    this.encoder.configure(CONFIG);
  }

  encode(samples: Float32Array, startFrame: number): void {
    if (this.encoder.state !== "configured") return;
    this.startFrames.push(startFrame);
    const block = new AudioData({
      format: "f32-planar",
      sampleRate: SAMPLE_RATE_HZ,
      numberOfFrames: samples.length,
      numberOfChannels: 1,
      timestamp: Math.round((startFrame * 1e6) / SAMPLE_RATE_HZ),
      data: samples.slice(), // WebCodecs may keep it; ours goes back to the pool
    });
    this.encoder.encode(block);
    block.close();
  }

  close(): void {
    if (this.encoder.state !== "closed") this.encoder.close();
  }
}
