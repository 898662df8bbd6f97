import { describe, expect, test } from "vitest";
import { toneOf, toneSnrDb } from "../testing/tone";
import { Resampler } from "./resampler";

function tone(hz: number, rateHz: number, seconds: number): Float32Array {
  return toneOf(hz, rateHz, Math.round(rateHz * seconds));
}

/** Run a whole signal through in pieces of `pieces` frames, cycling. */
function resample(
  input: Float32Array,
  inHz: number,
  outHz: number,
  pieces: readonly number[],
): Float32Array {
  const resampler = new Resampler(1, inHz, outHz);
  const output: number[] = [];
  const scratch = new Float32Array(4096);
  for (let at = 0, i = 0; at < input.length; i++) {
    const count = Math.min(pieces[i % pieces.length] as number, input.length - at);
    resampler.push([input.subarray(at, at + count)], count);
    const ready = resampler.framesReady(resampler.step);
    resampler.pull([scratch], 0, ready, resampler.step);
    output.push(...scratch.subarray(0, ready));
    at += count;
  }
  return Float32Array.from(output);
}

const PAIRS = [
  [44_100, 48_000],
  [48_000, 44_100],
  [48_000, 48_000],
  [16_000, 48_000],
  [96_000, 48_000],
] as const;

describe.each(PAIRS)("%i Hz → %i Hz", (inHz, outHz) => {
  test.each([100, 997, 6000])("a tone of %i Hz stays itself: SNR above 70 dB", (hz) => {
    const output = resample(tone(hz, inHz, 0.5), inHz, outHz, [128]).subarray(200);
    expect(toneSnrDb(output, hz, outHz)).toBeGreaterThan(70);
  });

  test("the length is that of the time, less the latency", () => {
    const output = resample(tone(440, inHz, 0.5), inHz, outHz, [128]);
    const { latencyFrames } = new Resampler(1, inHz, outHz);
    expect(output.length).toBeCloseTo(0.5 * outHz - (latencyFrames * outHz) / inHz, -1);
  });

  test("any split of the input gives the same output", () => {
    const input = tone(997, inHz, 0.2);
    const whole = resample(input, inHz, outHz, [128]);
    const split = resample(input, inHz, outHz, [1, 77, 128, 1000]);
    const n = Math.min(whole.length, split.length); // the last frame may fall either side of the end
    expect(Math.abs(whole.length - split.length)).toBeLessThanOrEqual(1);
    const error = whole.subarray(0, n).map((value, i) => value - (split[i] as number));
    expect(Math.max(...error.map(Math.abs))).toBeLessThan(1e-6);
  });

  test("output frame 0 is input frame 0: no delay but the declared wait", () => {
    const step = Float32Array.from({ length: 2000 }, (_, i) => (i >= 1000 ? 1 : 0));
    const output = resample(step, inHz, outHz, [128]);
    const crossing = output.findIndex((value) => value >= 0.5);
    expect(Math.abs(crossing / outHz - 999.5 / inHz)).toBeLessThan(1 / Math.min(inHz, outHz));
  });
});

test("a tone above the lower Nyquist does not fold back: below −55 dB", () => {
  const output = resample(tone(23_500, 48_000, 0.5), 48_000, 44_100, [128]).subarray(200);
  const peak = output.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(20 * Math.log10(peak / 0.5)).toBeLessThan(-55);
});

test("a reset resampler equals a fresh one", () => {
  const input = tone(997, 44_100, 0.05);
  const run = (resampler: Resampler): Float32Array => {
    const out = new Float32Array(4096);
    resampler.push([input], input.length);
    resampler.pull([out], 0, resampler.framesReady(resampler.step), resampler.step);
    return out;
  };
  const used = new Resampler(1, 44_100, 48_000);
  run(used);
  used.reset();
  expect(run(used)).toEqual(run(new Resampler(1, 44_100, 48_000)));
});
