import { describe, expect, test } from "vitest";
import { PACKET_FRAMES } from "../../domain/stream";
import { toneOf, toneSnrDb } from "../../testing/tone";
import { CaptureCore } from "./capture-core";

interface Caught {
  readonly samples: Float32Array<ArrayBuffer>;
  readonly startFrame: number;
}

/** Capture `seconds` of a 997 Hz tone; buffers are given back unless `isStuck`. */
function capture(rateHz: number, seconds: number, firstFrame = 0, isStuck = false) {
  const caught: Caught[] = [];
  const core: CaptureCore = new CaptureCore(rateHz, (samples, startFrame) => {
    caught.push({ samples: samples.slice(), startFrame });
    if (!isStuck) core.giveBack(samples);
  });
  for (let frame = 0; frame < seconds * rateHz; frame += 128) {
    const quantum = toneOf(997, rateHz, 128, frame);
    core.push(quantum, firstFrame + frame);
  }
  return { core, caught };
}

describe.each([48_000, 44_100, 16_000])("a microphone at %i Hz", (rateHz) => {
  test("gives 50 packets a second, numbered without a gap", () => {
    const { caught } = capture(rateHz, 2);
    expect(caught.length).toBeGreaterThanOrEqual(99);
    expect(caught.length).toBeLessThanOrEqual(100);
    expect(caught.every(({ startFrame }, i) => startFrame === i * PACKET_FRAMES)).toBe(true);
  });

  test("keeps a tone itself", () => {
    const { caught } = capture(rateHz, 1);
    const joined = Float32Array.from(caught.slice(2, 40).flatMap(({ samples }) => [...samples]));
    expect(toneSnrDb(joined, 997, 48_000)).toBeGreaterThan(65);
  });

  test("starts on the context's clock", () => {
    const { caught } = capture(rateHz, 0.1, 10 * rateHz);
    expect(caught[0]?.startFrame).toBe(480_000);
  });
});

test("an emptied pool drops packets, counts them, and media time goes on", () => {
  const { core, caught } = capture(48_000, 1, 0, true);
  expect(caught.length).toBe(16);
  expect(core.dropped).toBeGreaterThan(30);
});
