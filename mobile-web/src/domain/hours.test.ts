import { expect, test } from "vitest";
import { isOpenAt, opensAt } from "./hours";

const PARIS = { lonDeg: 2.3522, latDeg: 48.8566 };
const at = (hour: number, minute = 0, day = 20): Date => new Date(2024, 5, day, hour, minute);
const hours = (fromMinute: number, toMinute: number, sunDeg: number | null = null) => ({
  fromMinute,
  toMinute,
  sunDeg,
});

test("equal times are always", () => {
  expect(isOpenAt(hours(0, 0), at(3), null)).toBe(true);
});

test.each([
  [5, 59, false],
  [6, 0, true],
  [17, 59, true],
  [18, 0, false],
])("from six to six it is at %i:%i open: %s", (hour, minute, expected) => {
  expect(isOpenAt(hours(360, 1080), at(hour, minute), null)).toBe(expected);
});

test.each([
  [23, true],
  [2, true],
  [4, false],
  [12, false],
])("from 22 to 4 over midnight it is at %i open: %s", (hour, expected) => {
  expect(isOpenAt(hours(1320, 240), at(hour), null)).toBe(expected);
});

test("the sun is asked where the place is known, and only there", () => {
  const noon = new Date(Date.UTC(2024, 5, 20, 12));
  const night = new Date(Date.UTC(2024, 5, 20, 0));
  expect(isOpenAt(hours(0, 0, 0), noon, PARIS)).toBe(true);
  expect(isOpenAt(hours(0, 0, 0), night, PARIS)).toBe(false);
  expect(isOpenAt(hours(0, 0, 0), night, null)).toBe(true);
});

test("it says when it opens next: today, tomorrow, with the sun, or never", () => {
  expect(opensAt(hours(360, 1080), at(3), null)).toEqual(at(6));
  expect(opensAt(hours(360, 1080), at(19), null)).toEqual(at(6, 0, 21));
  const dawn = opensAt(hours(0, 0, 0), new Date(Date.UTC(2024, 5, 20, 0)), PARIS);
  expect(dawn?.toISOString().slice(0, 13)).toBe("2024-06-20T03"); // 05:47 in Paris, civil time
  expect(opensAt(hours(0, 0, 80), at(3), PARIS)).toBeNull();
});
