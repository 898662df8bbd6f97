import { expect, test } from "vitest";
import { extentOf } from "../domain/extent";
import { parseWalk, parseWalkList } from "./walk-json";

const ZONE = { id: "west", shape: { kind: "circle", east_m: -30, north_m: 0, radius_m: 15 } };
const WALK = { id: "park", frame: "local", zones: [ZONE], landmarks: [] };

test("titles and descriptions are one text or one a language", () => {
  const title = { en: "West", fr: "Ouest" };
  const walk = parseWalk({ ...WALK, title, description: "A lawn.", zones: [{ ...ZONE, title }] });
  expect(walk.title).toEqual(title);
  expect(walk.description).toBe("A lawn.");
  expect(walk.zones[0]?.title).toEqual(title);
});

test("a walk without a usable title is called by its id", () => {
  const list = parseWalkList([WALK, { ...WALK, title: 7 }, { ...WALK, title: { en: 7 } }]);
  expect(list.map(({ title }) => title)).toEqual(["park", "park", "park"]);
});

test("an empty description is no error", () => {
  expect(parseWalk({ ...WALK, description: "" }).description).toBe("");
});

test("the extent is the box around every zone; a walk without zones has none", () => {
  const square = {
    id: "square",
    shape: {
      kind: "polygon",
      outline: [
        [0, 0],
        [45, 0],
        [45, 20],
      ],
      holes: [],
    },
  };
  const walk = parseWalk({ ...WALK, zones: [ZONE, square] });
  expect(extentOf(walk)).toEqual({ eastWestM: 90, northSouthM: 35 });
  expect(extentOf(parseWalk({ ...WALK, zones: [] }))).toBeNull();
});
