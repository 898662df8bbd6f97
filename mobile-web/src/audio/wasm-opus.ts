/**
 * libopus in WebAssembly (the binary of @evan/opus), for browsers without an Opus encoder.
 *
 * That package's own loader reads the file system; this one takes a URL or the bytes.
 */
import { SAMPLE_RATE_HZ } from "../domain/stream";
import type { Encoded, MicEncoder } from "./encoder";
import { encodePcm16 } from "./pcm16";
import { MIC_BITRATE_BPS } from "./webcodecs-encoder";

interface OpusExports {
  readonly memory: WebAssembly.Memory;
  _initialize(): void;
  malloc(bytes: number): number;
  free(pointer: number): void;
  opus_encoder_get_size(channels: number): number;
  opus_encoder_init(encoder: number, rateHz: number, channels: number, application: number): number;
  opus_encoder_ctl_set(encoder: number, request: number, value: number): number;
  opus_encode(encoder: number, pcm: number, nFrames: number, out: number, outBytes: number): number;
}

// opus_defines.h
const APPLICATION_AUDIO = 2049;
const SET_BITRATE = 4002;
const SET_COMPLEXITY = 4010;
const COMPLEXITY = 5;
const MAX_PAYLOAD_BYTES = 1275;
const MAX_PCM_BYTES = 2 * 960;

const nothing = (): number => 0;

/** The compiled codec. */
export class WasmOpus {
  private constructor(readonly exports: OpusExports) {}

  static async load(url: string): Promise<WasmOpus> {
    const response = await fetch(url);
    if (!response.ok) throw new Error(`${url}: expected the codec, got HTTP ${response.status}`);
    return WasmOpus.compile(await response.arrayBuffer());
  }

  static async compile(bytes: BufferSource): Promise<WasmOpus> {
    const { instance } = await WebAssembly.instantiate(bytes, {
      env: { emscripten_notify_memory_growth: nothing },
      wasi_snapshot_preview1: {
        proc_exit: nothing,
        fd_close: nothing,
        fd_write: nothing,
        fd_seek: nothing,
      },
    });
    const exports = instance.exports as unknown as OpusExports;
    exports._initialize();
    return new WasmOpus(exports);
  }
}

/** One mono encoder at 48 kHz. */
export class WasmOpusEncoder implements MicEncoder {
  private readonly encoder: number;
  private readonly pcm: number;
  private readonly out: number;

  constructor(
    private readonly codec: WasmOpus,
    private readonly encoded: Encoded,
  ) {
    const { exports } = codec;
    this.encoder = exports.malloc(exports.opus_encoder_get_size(1));
    this.pcm = exports.malloc(MAX_PCM_BYTES);
    this.out = exports.malloc(MAX_PAYLOAD_BYTES);
    const status = exports.opus_encoder_init(this.encoder, SAMPLE_RATE_HZ, 1, APPLICATION_AUDIO);
    if (status !== 0) throw new Error(`opus encoder: expected 0, got ${status}`);
    exports.opus_encoder_ctl_set(this.encoder, SET_BITRATE, MIC_BITRATE_BPS);
    exports.opus_encoder_ctl_set(this.encoder, SET_COMPLEXITY, COMPLEXITY);
  }

  encode(samples: Float32Array, startFrame: number): void {
    const { exports } = this.codec;
    new Uint8Array(exports.memory.buffer).set(encodePcm16(samples), this.pcm);
    const bytes = exports.opus_encode(
      this.encoder,
      this.pcm,
      samples.length,
      this.out,
      MAX_PAYLOAD_BYTES,
    );
    if (bytes <= 0) return;
    // The memory may have grown: take the view now, and a copy, for the socket keeps it.
    this.encoded(new Uint8Array(exports.memory.buffer, this.out, bytes).slice(), startFrame);
  }

  close(): void {
    for (const pointer of [this.encoder, this.pcm, this.out]) this.codec.exports.free(pointer);
  }
}
