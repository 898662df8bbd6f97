import { describe, expect, test } from "vitest";
import { PACKET_FRAMES, SAMPLE_RATE_HZ } from "../../domain/stream";
import { nearToneSnrDb, toneOf } from "../../testing/tone";
import { Control, JitterRing } from "../jitter-ring";
import { RingWriter } from "../ring-writer";
import { PlaybackCore } from "./playback-core";

const HZ = 997;
const TARGET_MS = 60;

/** Render `seconds` of a walk that goes on; the sender's clock runs `ppm` faster than the context's. */
function run(rateHz: number, seconds: number, ppm = 0) {
  const ring = new JitterRing();
  ring.set(Control.isResumed, 1);
  const writer = new RingWriter(ring);
  const core = new PlaybackCore(ring, rateHz);
  ring.set(Control.targetFrames, (TARGET_MS * SAMPLE_RATE_HZ) / 1000);
  const output: number[] = [];
  const [left, right] = [new Float32Array(128), new Float32Array(128)];
  let sent = 0;
  for (let frame = 0; frame < seconds * rateHz; frame += 128) {
    const mediaFrames = (frame / rateHz) * SAMPLE_RATE_HZ * (1 + ppm / 1e6);
    for (; sent * PACKET_FRAMES <= mediaFrames; sent++) {
      const samples = toneOf(HZ, SAMPLE_RATE_HZ, PACKET_FRAMES, sent * PACKET_FRAMES);
      writer.write(sent * PACKET_FRAMES, samples, samples);
    }
    core.render(left, right);
    output.push(...left);
  }
  return { ring, output: Float32Array.from(output) };
}

describe.each([48_000, 44_100])("at a context of %i Hz", (rateHz) => {
  test("a tone is played without a gap and without distortion", () => {
    const { ring, output } = run(rateHz, 2);
    expect(ring.get(Control.concealed)).toBe(0);
    expect(nearToneSnrDb(output.subarray(rateHz, rateHz + 2400), HZ, rateHz)).toBeGreaterThan(45);
  });

  test.each([300, -300])("a sender off by %i ppm never runs dry or over", (ppm) => {
    const { ring } = run(rateHz, 30, ppm);
    expect(ring.get(Control.concealed)).toBe(0);
    expect(ring.get(Control.jumps)).toBe(0);
    const fillMs = (ring.get(Control.fillFrames) * 1000) / SAMPLE_RATE_HZ;
    expect(Math.abs(fillMs - TARGET_MS)).toBeLessThan(12);
  });
});

test("the level is that of what is played", () => {
  const { ring } = run(48_000, 2);
  expect(ring.get(Control.level) / 2 ** 20).toBeCloseTo(0.5 / Math.SQRT2, 2);
});
