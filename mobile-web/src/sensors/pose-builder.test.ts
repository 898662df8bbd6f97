import { expect, test } from "vitest";
import { PoseBuilder, type PoseReading } from "./pose-builder";

const HERE: PoseReading = {
  point: { kind: "geographic", lonDeg: -4.5, latDeg: 48.4 },
  accuracyM: 5,
  speedMps: null,
  headingDeg: 90,
  headingAccuracyDeg: null,
};

/** Poses sent over `seconds` with a reading every 10 ms. */
function run(seconds: number, readingAt: (ms: number) => PoseReading): number[] {
  const builder = new PoseBuilder();
  const sentMs: number[] = [];
  for (let ms = 0; ms < seconds * 1000; ms += 10) {
    if (builder.next(readingAt(ms), ms, ms * 1000) !== null) sentMs.push(ms);
  }
  return sentMs;
}

test("a walker who stands still is heard of once a second", () => {
  expect(run(5, () => HERE)).toEqual([0, 1000, 2000, 3000, 4000]);
});

test("a walker who turns sends at most 20 poses a second", () => {
  const sent = run(5, (ms) => ({ ...HERE, headingDeg: (ms / 10) % 360 }));
  expect(sent.length).toBeGreaterThan(95);
  expect(sent.length).toBeLessThanOrEqual(100);
});

test("a new fix is sent at once", () => {
  const there = { ...HERE, point: { kind: "geographic", lonDeg: -4.6, latDeg: 48.4 } as const };
  expect(run(1, (ms) => (ms < 400 ? HERE : there))).toEqual([0, 400]);
});

test("a heading that appears or vanishes is a change, across north too", () => {
  expect(run(1, (ms) => ({ ...HERE, headingDeg: ms < 300 ? null : 0 }))).toEqual([0, 300]);
  expect(run(1, (ms) => ({ ...HERE, headingDeg: ms < 300 ? 359.9 : 0.1 }))).toEqual([0]);
});

test("a pose carries the sender's clock and nothing invented", () => {
  const empty: PoseReading = {
    point: null,
    accuracyM: null,
    speedMps: null,
    headingDeg: null,
    headingAccuracyDeg: null,
  };
  expect(new PoseBuilder().next(empty, 0, 1234)).toEqual({ timeUs: 1234, ...empty });
});
