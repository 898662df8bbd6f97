/** Payloads of the downlink to 20 ms of stereo sound. */
import { OpusDecoder } from "opus-decoder";
import { PACKET_FRAMES, SAMPLE_RATE_HZ } from "../domain/stream";
import { decodePcm16 } from "./pcm16";

export interface StereoFrames {
  readonly left: Float32Array;
  readonly right: Float32Array;
}

/** Opus (WebAssembly, libopus) and PCM16. */
export class SoundDecoder {
  private opus: OpusDecoder<typeof SAMPLE_RATE_HZ> | null = null;
  errors = 0;

  /** Compile the codec. Rejects where WebAssembly is missing or forbidden. */
  async open(): Promise<void> {
    const opus = new OpusDecoder<typeof SAMPLE_RATE_HZ>({
      channels: 2,
      sampleRate: SAMPLE_RATE_HZ,
    });
    await opus.ready;
    this.opus = opus;
  }

  /** Decode Opus; `null` (and counted) where the payload is no packet of ours. */
  decodeOpus(payload: Uint8Array): StereoFrames | null {
    if (this.opus === null || payload.length === 0) return null; // empty makes 120 ms of guessing
    const { channelData, samplesDecoded, errors } = this.opus.decodeFrame(payload);
    const [left, right] = channelData;
    if (errors.length > 0 || samplesDecoded !== PACKET_FRAMES || !left || !right) {
      this.errors++;
      return null;
    }
    return { left, right };
  }

  decodePcm(payload: Uint8Array, channels: number): StereoFrames | null {
    const [left, right = left] = decodePcm16(payload, channels);
    return left && right ? { left, right } : null;
  }
}
