import { expect, test } from "vitest";
import { centreOf, ringsOf } from "./zone-shape";

const CIRCLE = { kind: "circle", eastM: 5, northM: -3, radiusM: 2 } as const;
const SQUARE = {
  kind: "polygon",
  outline: [
    [0, 0],
    [4, 0],
    [4, 4],
    [0, 4],
  ],
  holes: [],
} as const;

test("every vertex of a circle lies on it", () => {
  for (const [east, north] of ringsOf(CIRCLE)[0] ?? []) {
    expect(Math.hypot(east - 5, north + 3)).toBeCloseTo(2);
  }
});

test("a polygon is its outline, and its middle is its centroid", () => {
  expect(ringsOf(SQUARE)).toEqual([SQUARE.outline]);
  expect(centreOf(SQUARE)).toEqual([2, 2]);
  expect(centreOf(CIRCLE)).toEqual([5, -3]);
});

test("many vertices at one end do not pull the middle there", () => {
  const outline = [
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 0],
    [4, 0],
    [4, 4],
    [0, 4],
  ] as const;
  const [eastM, northM] = centreOf({ kind: "polygon", outline, holes: [] });
  expect(eastM).toBeCloseTo(2);
  expect(northM).toBeCloseTo(2);
});

test("several parts are all drawn, and the middle is that of the one with most corners", () => {
  const triangle = [
    [20, 0],
    [24, 0],
    [24, 4],
  ] as const;
  const parts = [{ outline: triangle, holes: [] }, SQUARE];
  expect(ringsOf({ kind: "multipolygon", parts })).toEqual([triangle, SQUARE.outline]);
  expect(centreOf({ kind: "multipolygon", parts })).toEqual([2, 2]);
});
