import fc from "fast-check";
import { expect, test } from "vitest";
import type { GeoJsonWalk } from "../document";
import { withDrawn } from "../new-feature";
import { distanceM, type PlaceM } from "../place";
import { planeOf } from "../plane";
import { contours } from "./contours";
import { hingeAt, hingesOf, sidesOf, willMove } from "./hinges";
import {
  cellM,
  changePlace,
  levelsOf,
  placeIn,
  type Relief,
  type Rows,
  reliefOrder,
  spanOf,
} from "./relief";
import { softeningAt, withSoftened } from "./soften";

const place = (eastM: number, northM: number): PlaceM => ({ eastM, northM });
const EMPTY: GeoJsonWalk = {
  type: "FeatureCollection",
  latentwalk: { version: 1, title: "Test", frame: "local", model: "voices" },
  features: [],
};
const plane = planeOf(EMPTY);
const circle = { shape: "circle", centre: place(0, 0), radiusM: 20 } as const;
const { walk: LAWN, id: lawn } = withDrawn(EMPTY, "zone", circle, "Lawn", plane);
const VIEW = { westM: -100, southM: -100, eastM: 100, northM: 100 };

/** A hill of height 10 whose sides fall by 1 a cell. */
const HILL: Rows = Array.from({ length: 21 }, (_, row) =>
  Array.from({ length: 21 }, (_, column) => 10 - Math.hypot(column - 10, row - 10)),
);

test("a contour of a round hill is one closed round line", () => {
  const [line, ...others] = contours(HILL, 5.5);
  expect(others).toEqual([]);
  expect(line?.at(0)).toEqual(line?.at(-1));
  for (const { column, row } of line ?? []) {
    expect(Math.hypot(column - 10, row - 10)).toBeCloseTo(4.5, 0);
  }
});

test("a contour that leaves the grid ends at its edge", () => {
  const slope: Rows = Array.from({ length: 4 }, () => [0, 1, 2, 3]);
  const lines = contours(slope, 1.5);
  expect(lines).toHaveLength(1);
  expect(lines[0]?.map(({ column }) => column)).toEqual([1.5, 1.5, 1.5, 1.5]);
});

test("silence has no contour around it", () => {
  expect(
    contours(
      [
        [0, null],
        [2, 2],
      ],
      1,
    ),
  ).toEqual([]);
});

test("a saddle keeps its two lines apart", () => {
  const lines = contours(
    [
      [1, 0],
      [0, 1],
    ],
    0.6,
  );
  expect(lines).toHaveLength(2);
});

test("every point of every contour lies at its height, for any grid", () => {
  const grid = fc.array(
    fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 5, maxLength: 5 }),
    { minLength: 5, maxLength: 5 },
  );
  fc.assert(
    fc.property(grid, (rows) => {
      for (const { column, row } of contours(rows, 0.123).flat()) {
        const [c, r] = [Math.floor(column + 1e-9), Math.floor(row + 1e-9)];
        const [u, v] = [column - c, row - r];
        const at = (dc: number, dr: number): number => rows[r + dr]?.[c + dc] ?? 0;
        const onRow = Math.abs(v) < 1e-6;
        const [from, to, share] = onRow ? [at(0, 0), at(1, 0), u] : [at(0, 0), at(0, 1), v];
        expect(from + share * (to - from)).toBeCloseTo(0.123, 4);
      }
    }),
  );
});

test("levels are round and lie within what there is", () => {
  expect(levelsOf([[0, 14]])).toEqual([2, 4, 6, 8, 10, 12]);
  expect(levelsOf([[3, 3]])).toEqual([]);
  expect(levelsOf([[null]])).toEqual([]);
});

test("a wash is spent on what most of it lies between", () => {
  const rows = [[...Array.from({ length: 99 }, (_, index) => index), 9000, null]];
  expect(spanOf(rows)).toEqual([4, 95]);
  expect(spanOf([[null]])).toBeNull();
});

test("a relief covers the ground in view, in square cells, and no more than it may", () => {
  const order = reliefOrder(LAWN, VIEW, plane, 800);
  if (order === null) throw new Error("expected an order");
  expect(order.bounds).toEqual({ westM: -24, southM: -24, eastM: 24, northM: 24 });
  expect(order.columns * order.rows).toBeLessThanOrEqual(800);
  const [wide, high] = cellM(order);
  expect(wide).toBeCloseTo(high);
  expect(reliefOrder(EMPTY, VIEW, plane, 800)).toBeNull();
  expect(reliefOrder(LAWN, { ...VIEW, westM: 90 }, plane, 800)).toBeNull();
});

/** Silent ground but for a ridge of change from south to north in the middle. */
function ridged(cellsWide: number): Relief {
  const changeDb = Array.from({ length: 10 }, () =>
    Array.from({ length: 21 }, (_, column) => (Math.abs(column - 10) < cellsWide / 2 ? 6 : 0.5)),
  );
  const grid = { bounds: { westM: 0, southM: 0, eastM: 42, northM: 20 }, columns: 21, rows: 10 };
  const hinges = Array.from({ length: 10 }, (_, row) => ({ column: 10, row }));
  return { ...grid, loudnessDb: [], brightnessHz: [], changeDb, hinges };
}

test("cells that touch are one hinge, as wide as it is loud", () => {
  const [hinge, ...others] = hingesOf(ridged(1));
  expect(others).toEqual([]);
  expect(hinge?.cells).toHaveLength(10);
  expect(hinge?.lines).toHaveLength(9);
  expect(hinge?.widthM).toBe(2);
  expect(hinge && willMove(hinge)).toBe(true);
  const [wide] = hingesOf(ridged(5));
  expect(wide?.widthM).toBe(10);
  expect(wide && willMove(wide)).toBe(false);
});

test("a hinge is found near a click, and heard from both sides across it", () => {
  const relief = ridged(1);
  const found = hingeAt(hingesOf(relief), place(22, 9.4), relief, 4);
  expect(found?.at).toEqual(place(22, 10));
  expect(hingeAt(hingesOf(relief), place(30, 9.4), relief, 4)).toBeNull();
  const [one, other] = sidesOf(relief, place(22, 10));
  expect([one, other]).toEqual([place(19, 10), place(25, 10)]);
  expect(distanceM(one, other)).toBe(6);
});

test("a change lies between its cell and the next ones", () => {
  expect(changePlace(ridged(1), { column: 0, row: 0 })).toEqual(place(2, 2));
});

test("cells of a grid lie in their middles", () => {
  expect(placeIn(ridged(1), { column: 0, row: 0 })).toEqual(place(1, 1));
});

test("a hinge at an edge is softened by its fade, one inside by its landscape", () => {
  const edge = softeningAt(LAWN, place(19, 0), plane);
  expect(edge).toMatchObject({ zone: lawn, field: "fade_m" });
  const inside = softeningAt(LAWN, place(0, 0), plane);
  expect(inside).toMatchObject({ zone: lawn, field: "scale_m", fromM: 8, toM: 12 });
  if (inside === null || edge === null) throw new Error("expected both");
  expect(withSoftened(LAWN, inside).features[0]?.properties.sound?.scale_m).toBe(12);
  expect(withSoftened(LAWN, edge).features[0]?.properties.fade_m).toBe(edge.toM);
  expect(edge.toM).toBeGreaterThan(edge.fromM);
  expect(softeningAt(LAWN, place(80, 0), plane)).toBeNull();
});
