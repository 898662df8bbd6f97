import fc from "fast-check";
import { expect, test } from "vitest";
import { between, circling, drifting } from "./drift";
import { FAR, NEAR, neighbours, PLACES, padPlaces, sized, tidied } from "./palette";
import { normals, seeded } from "./seeded";
import { heardIn, hintsOf, sweepAt } from "./sweep";

test("chance is the same for the same seed, and even", () => {
  const [one, same, other] = [seeded(7), seeded(7), seeded(8)];
  const drawn = Array.from({ length: 2000 }, one);
  expect(Array.from({ length: 2000 }, same)).toEqual(drawn);
  expect(other()).not.toBe(drawn[0]);
  expect(drawn.reduce((sum, x) => sum + x, 0) / 2000).toBeCloseTo(0.5, 1);
});

test("normals have mean 0 and deviation 1", () => {
  const drawn = Array.from({ length: 4000 }, normals(3));
  const mean = drawn.reduce((sum, x) => sum + x, 0) / drawn.length;
  const variance = drawn.reduce((sum, x) => sum + (x - mean) ** 2, 0) / drawn.length;
  expect(mean).toBeCloseTo(0, 1);
  expect(variance).toBeCloseTo(1, 1);
});

test("the pad grows rightwards along one axis and upwards along the other", () => {
  const places = padPlaces({ across: 0, up: 2, seed: 1 }, 8);
  expect(places).toHaveLength(PLACES);
  expect(places.slice(0, 4).map((values) => values[0])).toEqual([-1.5, -0.5, 0.5, 1.5]);
  expect([0, 4, 8, 12].map((place) => places[place]?.[2])).toEqual([1.5, 0.5, -0.5, -1.5]);
  expect(new Set(places.map((values) => values[1])).size).toBe(PLACES);
});

test("a pad of one axis, or of axes the model lacks, is still sixteen places", () => {
  expect(padPlaces({ across: 0, up: 0, seed: 1 }, 1)).toHaveLength(PLACES);
  for (const values of padPlaces({ across: 9, up: 12, seed: 1 }, 4)) expect(values).toHaveLength(4);
});

test.each([NEAR, FAR])("neighbours at %f lie that far away on each axis", (sigma) => {
  const places = neighbours([0, 0, 0, 0, 0, 0, 0, 0], sigma, 5).flat();
  const rms = Math.sqrt(places.reduce((sum, x) => sum + x * x, 0) / places.length);
  expect(rms / sigma).toBeGreaterThan(0.75);
  expect(rms / sigma).toBeLessThan(1.25);
});

test("latents are kept within reach of the model and never minus nothing", () => {
  expect(tidied([9, -9, -0.00001, 0.12345])).toEqual([3, -3, 0, 0.123]);
  expect(sized([1], 3)).toEqual([1, 0, 0]);
  expect(sized([1, 2, 3, 4], 2)).toEqual([1, 2]);
});

test("drifting moves with every step and stays where the model is", () => {
  const wander = drifting(8, 1);
  const steps = Array.from({ length: 200 }, (_, step) => wander(step));
  for (const [index, step] of steps.entries()) {
    expect(step).not.toEqual(steps[index + 1]);
    expect(Math.max(...step.map(Math.abs))).toBeLessThanOrEqual(3);
  }
});

test("circling comes back and leaves the other axes alone", () => {
  const wander = circling(4);
  expect(wander(16)).toEqual(wander(0));
  expect(wander(5).slice(2)).toEqual([0, 0]);
});

test("between sounds it passes through each of them", () => {
  const wander = between(
    [
      [1, 0],
      [0, 2],
    ],
    2,
  );
  expect([wander(0), wander(2), wander(4), wander(8)]).toEqual([
    [1, 0],
    [0.5, 1],
    [0, 2],
    [1, 0],
  ]);
});

test("a sweep goes from -2 to +2 on one axis only", () => {
  expect(sweepAt([0.5, 0.5], 1, 0, 3)).toEqual([0.5, -2, 0]);
  expect(sweepAt([0.5, 0.5], 1, 1, 3)).toEqual([0.5, 2, 0]);
  fc.assert(
    fc.property(fc.double({ noNaN: true }), (share) => {
      expect(Math.abs(sweepAt([], 0, share, 1)[0] ?? 9)).toBeLessThanOrEqual(2);
    }),
  );
});

test("hints name what a sweep does, and nothing that is hardly heard", () => {
  const sweep = (db: number, octaves: number) =>
    Array.from({ length: 20 }, (_, step) => ({
      share: step / 19,
      levelDb: -30 + (db * step) / 19,
      brightnessHz: 1000 * 2 ** ((octaves * step) / 19),
    }));
  const { louderDb, brighterRatio } = hintsOf(sweep(-6, 1));
  expect(louderDb).toBeLessThan(-3);
  expect(brighterRatio).toBeGreaterThan(1.5);
  expect(hintsOf(sweep(1, 0.1))).toEqual({ louderDb: null, brighterRatio: null });
  const risen = sweep(0, 0).map((each) => (each.share < 0.5 ? { ...each, levelDb: -120 } : each));
  expect(hintsOf(risen)).toEqual({ louderDb: 45, brighterRatio: null });
  expect(hintsOf([])).toEqual({ louderDb: null, brighterRatio: null });
});

test("one loud bin is its own brightness", () => {
  const spectrum = new Float32Array(1024).fill(Number.NEGATIVE_INFINITY);
  spectrum[100] = -20;
  const { levelDb, brightnessHz } = heardIn(spectrum, 23.4375);
  expect(levelDb).toBeCloseTo(-20);
  expect(brightnessHz).toBeCloseTo(2343.75);
  expect(heardIn(new Float32Array(8).fill(-200), 10).brightnessHz).toBe(0);
});
