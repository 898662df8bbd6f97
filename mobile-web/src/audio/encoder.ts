/** Microphone packets to payloads: what every encoder promises, and which one this browser has. */
import type { CodecName } from "../protocol/wire";
import { encodePcm16 } from "./pcm16";
import { WasmOpus, WasmOpusEncoder } from "./wasm-opus";
import { isWebCodecsOpusSupported, WebCodecsEncoder } from "./webcodecs-encoder";

export type Encoded = (payload: Uint8Array, startFrame: number) => void;

/** Encodes 20 ms packets of mono sound in order; payloads may come a little later. */
export interface MicEncoder {
  encode(samples: Float32Array, startFrame: number): void;
  close(): void;
}

/** A way to make encoders; a fresh one is made whenever the microphone opens. */
export interface EncoderMaker {
  readonly codec: CodecName;
  readonly name: "webcodecs" | "wasm" | "pcm16";
  make(encoded: Encoded): MicEncoder;
}

const PCM16: EncoderMaker = {
  codec: "pcm16",
  name: "pcm16",
  make: (encoded) => ({
    encode: (samples, startFrame) => encoded(encodePcm16(samples), startFrame),
    close: () => undefined,
  }),
};

/** The best encoder there is: the browser's Opus, else ours in WebAssembly, else PCM16. */
export async function findEncoder(wanted: CodecName, wasmUrl: string): Promise<EncoderMaker> {
  if (wanted === "pcm16") return PCM16;
  if (await isWebCodecsOpusSupported()) {
    return { codec: "opus", name: "webcodecs", make: (encoded) => new WebCodecsEncoder(encoded) };
  }
  try {
    const codec = await WasmOpus.load(wasmUrl);
    return { codec: "opus", name: "wasm", make: (encoded) => new WasmOpusEncoder(codec, encoded) };
  } catch {
    return PCM16; // no WebAssembly or no file: the walk still works on a good network
  }
}
