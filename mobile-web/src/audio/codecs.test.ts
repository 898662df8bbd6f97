import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { PACKET_FRAMES } from "../domain/stream";
import { toneOf, toneSnrDb } from "../testing/tone";
import { SoundDecoder } from "./decoder";
import { decodePcm16, encodePcm16 } from "./pcm16";
import { WasmOpus, WasmOpusEncoder } from "./wasm-opus";

const WASM = new URL("../../node_modules/@evan/opus/wasm/opus.wasm", import.meta.url);

function tonePacket(packet: number): Float32Array {
  return toneOf(440, 48_000, PACKET_FRAMES, packet * PACKET_FRAMES);
}

describe("Opus", () => {
  test("a tone through our encoder and decoder is still that tone", async () => {
    const payloads: Uint8Array[] = [];
    const starts: number[] = [];
    const encoder = new WasmOpusEncoder(
      await WasmOpus.compile(readFileSync(WASM)),
      (payload, start) => {
        payloads.push(payload);
        starts.push(start);
      },
    );
    for (let packet = 0; packet < 50; packet++)
      encoder.encode(tonePacket(packet), packet * PACKET_FRAMES);
    encoder.close();
    expect(starts).toEqual(Array.from({ length: 50 }, (_, i) => i * PACKET_FRAMES));
    const bytes = payloads.reduce((sum, { length }) => sum + length, 0);
    expect(bytes).toBeLessThan(12_000); // 64 kb/s is 8000 in a second
    const decoder = new SoundDecoder();
    await decoder.open();
    const decoded = payloads.map((payload) => decoder.decodeOpus(payload));
    expect(decoder.errors).toBe(0);
    const sound = Float32Array.from(
      decoded.slice(10).flatMap((frames) => [...(frames?.left ?? [])]),
    );
    expect(sound.length).toBe(40 * PACKET_FRAMES);
    expect(toneSnrDb(sound, 440, 48_000)).toBeGreaterThan(20);
  });

  test("garbage and emptiness are refused and counted, and the decoder lives on", async () => {
    const decoder = new SoundDecoder();
    await decoder.open();
    expect(decoder.decodeOpus(new Uint8Array())).toBeNull();
    expect(decoder.decodeOpus(Uint8Array.of(255, 255, 255, 255))).toBeNull();
    expect(decoder.errors).toBe(1);
    expect(decoder.decodeOpus(Uint8Array.of(0xfc, 0xff, 0xfe))?.left.length).toBe(PACKET_FRAMES);
  });
});

describe("PCM16", () => {
  test("survives within half a step, and clips instead of wrapping", () => {
    const samples = Float32Array.of(0, 0.25, -0.25, 1, -1, 2, -2);
    const [decoded] = decodePcm16(encodePcm16(samples), 1);
    expect(decoded?.[1]).toBe(0.25);
    expect(decoded?.[2]).toBe(-0.25);
    expect(decoded?.[5]).toBeCloseTo(1, 4);
    expect(decoded?.[6]).toBe(-1);
  });

  test("stereo is interleaved", () => {
    const bytes = encodePcm16(Float32Array.of(0.5, -0.5, 0.25, -0.25));
    const [left, right] = decodePcm16(bytes, 2);
    expect([...(left ?? [])]).toEqual([0.5, 0.25]);
    expect([...(right ?? [])]).toEqual([-0.5, -0.25]);
  });
});
