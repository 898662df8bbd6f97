import { expect, test } from "vitest";
import type { GeoJsonWalk } from "./document";
import {
  baseMapOf,
  type GroundPicture,
  groundPictureOf,
  withBaseMap,
  withGroundPicture,
} from "./ground-picture";
import { planeOf } from "./plane";

const WALK: GeoJsonWalk = {
  type: "FeatureCollection",
  latentwalk: { version: 1, title: "Test", frame: "local", model: "voices" },
  features: [],
};
const PICTURE: GroundPicture = {
  file: "plan.png",
  opacity: 0.5,
  pins: [
    { point: { x: 10, y: 20 }, place: { eastM: 0, northM: 5 } },
    { point: { x: 300, y: 40 }, place: { eastM: 40, northM: 6.5 } },
  ],
};
const plane = planeOf(WALK);

test("a picture is kept in the document and found there again", () => {
  const kept = withGroundPicture(WALK, PICTURE, plane);
  expect(groundPictureOf(JSON.parse(JSON.stringify(kept)) as GeoJsonWalk, plane)).toEqual(PICTURE);
  expect(withGroundPicture(kept, null, plane)).toEqual(WALK);
});

test.each([
  ["nothing", undefined],
  ["no file", { picture: { pins: [] } }],
  ["one pin", { picture: { file: "a.png", pins: [{ point: [1, 2], place: [3, 4] }] } }],
  ["a pin of words", { picture: { file: "a.png", pins: [{ point: ["a"], place: [3, 4] }, null] } }],
])("%s is no picture", (_, member) => {
  expect(groundPictureOf({ ...WALK, "x-ground": member }, plane)).toBeNull();
});

test("a map below and a picture do not disturb each other", () => {
  const both = withBaseMap(withGroundPicture(WALK, PICTURE, plane), "park.pmtiles");
  expect([baseMapOf(both), groundPictureOf(both, plane)]).toEqual(["park.pmtiles", PICTURE]);
  expect(baseMapOf(withGroundPicture(both, null, plane))).toBe("park.pmtiles");
  expect(withGroundPicture(withBaseMap(both, null), null, plane)).toEqual(WALK);
});
