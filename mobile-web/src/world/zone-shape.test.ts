import { expect, test } from "vitest";
import { centreOf, outlineOf } from "./zone-shape";

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
  for (const [east, north] of outlineOf(CIRCLE)) {
    expect(Math.hypot(east - 5, north + 3)).toBeCloseTo(2);
  }
});

test("a polygon is its outline, and its name stands in the middle", () => {
  expect(outlineOf(SQUARE)).toEqual(SQUARE.outline);
  expect(centreOf(SQUARE)).toEqual([2, 2]);
  expect(centreOf(CIRCLE)).toEqual([5, -3]);
});
