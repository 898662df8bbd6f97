import { expect, test } from "vitest";
import type { GeoJsonWalk, Geometry, Ring, WalkFeature } from "./document";
import { editParts, isSamePart, shiftOf, withPart } from "./edit-shape";
import type { PlaceM } from "./place";
import { planeOf } from "./plane";

const WALK: GeoJsonWalk = {
  type: "FeatureCollection",
  latentwalk: { version: 1, title: "Test", frame: "local", model: "voices" },
  features: [],
};
const plane = planeOf(WALK);

function ring(eastM: number, sideM: number): Ring {
  return [
    [eastM, 0],
    [eastM + sideM, 0],
    [eastM + sideM, sideM],
    [eastM, 0],
  ];
}

function feature(geometry: Geometry): WalkFeature {
  return { type: "Feature", properties: { id: "it" }, geometry };
}

const places = (pairs: Ring): PlaceM[] => pairs.map((pair) => plane.toPlace(pair));

test("a point has no parts, a line one, and every ring is one", () => {
  const coordinates = [[ring(0, 10), ring(2, 2)], [ring(20, 5)]];
  expect(editParts(feature({ type: "Point", coordinates: [1, 2] }), plane)).toEqual([]);
  const line = editParts(feature({ type: "LineString", coordinates: ring(0, 5) }), plane);
  expect(line.map(({ shape }) => shape)).toEqual(["line"]);
  const parts = editParts(feature({ type: "MultiPolygon", coordinates }), plane);
  expect(parts.map((part) => part.places[0]?.eastM)).toEqual([0, 2, 20]);
});

test("only the ring that was pulled changes, hole or other part", () => {
  const hole = { type: "Polygon", coordinates: [ring(0, 10), ring(2, 2)] } as const;
  expect(withPart(hole, 1, places(ring(3, 2)), plane)).toEqual({
    type: "Polygon",
    coordinates: [ring(0, 10), ring(3, 2)],
  });
  const coordinates = [[ring(0, 10), ring(2, 2)], [ring(20, 5)]];
  expect(withPart({ type: "MultiPolygon", coordinates }, 2, places(ring(30, 5)), plane)).toEqual({
    type: "MultiPolygon",
    coordinates: [[ring(0, 10), ring(2, 2)], [ring(30, 5)]],
  });
});

test("a shape that was carried is told from one that was pulled", () => {
  const before = places(ring(0, 10));
  expect(shiftOf(before, places(ring(4, 10)))).toEqual({ byEastM: 4, byNorthM: 0 });
  expect(shiftOf(before, places(ring(0, 12)))).toBeNull();
  expect(shiftOf(before, before.slice(1))).toBeNull();
  expect(isSamePart(before, places(ring(0.01, 10)))).toBe(true);
  expect(isSamePart(before, places(ring(1, 10)))).toBe(false);
});
