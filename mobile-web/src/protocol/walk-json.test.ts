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

test("what surrounds the ground is read, and missing is empty", () => {
  const hush = { id: "road", kind: "road", title: "", hush_m: 15, shape: ZONE.shape };
  const bell = { id: "bell", title: "", file: "bell.ogg", east_m: 1, north_m: 2, playing: "once" };
  const walk = parseWalk({ ...WALK, hushes: [hush], samples: [bell], cover: { minutes: 12 } });
  expect(walk.hushes[0]).toMatchObject({ kind: "road", hushM: 15 });
  expect(walk.samples[0]).toMatchObject({ playing: "once", position: { eastM: 1, northM: 2 } });
  expect(walk.cover).toMatchObject({ minutes: 12, isStepFree: null, hasAccessCode: false });
  expect(parseWalk(WALK)).toMatchObject({ hushes: [], samples: [], closing: { afterS: null } });
});
