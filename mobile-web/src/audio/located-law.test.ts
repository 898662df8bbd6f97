import { expect, test } from "vitest";
import { heardAt, seamless } from "./located-law";

const at = (eastM: number, northM: number) => ({ eastM, northM, upM: 0 });
const BELL = { position: at(0, 10), radiusM: 20, gainDb: -6 };

test("it is loudest at its place and silent from its radius on", () => {
  expect(heardAt(BELL, at(0, 10), 0).gain).toBeCloseTo(10 ** (-6 / 20));
  expect(heardAt(BELL, at(0, 20), 0).gain).toBeCloseTo(10 ** (-6 / 20) * 0.75 ** 2);
  expect(heardAt(BELL, at(0, 30), 0).gain).toBe(0);
  expect(heardAt(BELL, at(0, 90), 0).gain).toBe(0);
});

test.each([
  ["ahead", 0, 0],
  ["facing west it is at the right", 270, 1],
  ["facing east it is at the left", 90, -1],
  ["behind", 180, 0],
])("%s: heading %i° hears it at %f", (_, headingDeg, side) => {
  expect(heardAt(BELL, at(0, 0), headingDeg).side).toBeCloseTo(side * (10 / Math.hypot(10, 1)));
});

test("without a heading, and at the place itself, it is in the middle", () => {
  expect(heardAt(BELL, at(3, 0), null).side).toBe(0);
  expect(heardAt(BELL, at(0, 10), 90).side).toBeCloseTo(0);
  expect(Math.abs(heardAt(BELL, at(0.5, 10), 0).side)).toBeLessThan(0.5);
});

test("a loop's end runs into its beginning without an edge, as loud as both", () => {
  const rateHz = 8000;
  const sound = Float32Array.from({ length: 8000 }, (_, i) => Math.sin(i * 0.7) + i / 8000);
  const looped = seamless(sound, rateHz);
  expect(looped.length).toBe(8000 - 400);
  const [last, first] = [looped.at(-1) ?? 0, looped[0] ?? 0];
  expect(Math.abs(first - (sound[7600] ?? 0))).toBeLessThan(0.01); // where the end goes on
  expect(last).toBe(sound[7599]);
  expect([...looped.subarray(400)]).toEqual([...sound.subarray(400, 7600)]);
});

test("a very short loop keeps three quarters of itself; nothing stays nothing", () => {
  expect(seamless(new Float32Array(100).fill(1), 48_000).length).toBe(75);
  expect(seamless(new Float32Array(0), 48_000).length).toBe(0);
});
