import { expect, test } from "vitest";
import { featureOf, type GeoJsonWalk, type SwatchJson } from "../document";
import { withDrawn, withPlanted } from "../new-feature";
import { planeOf } from "../plane";
import { axisNames, withAxisName } from "./axis-names";
import { GROUNDS, groundOf, soundsBetween, withGround } from "./grounds";
import {
  partsOf,
  swatchesOf,
  withAnchor,
  withoutSwatch,
  withSwatch,
  withSwatchTitle,
} from "./swatches";

const EMPTY: GeoJsonWalk = {
  type: "FeatureCollection",
  latentwalk: { version: 1, title: "Test", frame: "local", model: "voices" },
  features: [],
};
const plane = planeOf(EMPTY);
const here = { eastM: 0, northM: 0 };
const away = { eastM: 200, northM: 0 };
const circle = { shape: "circle", centre: here, radiusM: 20 } as const;
const { walk: LAWN, id: lawn } = withDrawn(EMPTY, "zone", circle, "Lawn", plane);
const DARK: SwatchJson = { title: "dark", model: "voices", values: [1, -1.23456] };
const sound = (walk: GeoJsonWalk) => featureOf(walk, lawn)?.properties.sound;

test("a zone becomes each kind of ground, and is known as it", () => {
  for (const ground of GROUNDS) {
    const walk = withGround(LAWN, lawn, ground, 8, plane);
    const zone = featureOf(walk, lawn);
    expect(zone && groundOf(zone)).toBe(ground);
  }
});

test("another ground keeps loudness and model, and gives one's own sound back", () => {
  const steps = withGround(LAWN, lawn, "steps", 8, plane);
  expect(sound(steps)).toMatchObject({ mapping: "terrain", mic: 0.9 });
  const drifting = withGround(steps, lawn, "drifting", 8, plane);
  expect(sound(drifting)).toMatchObject({ mapping: "terrain", scale_m: 8 });
  expect(sound(drifting)).not.toHaveProperty("mic");
});

test("between my sounds begins with the sounds kept, else with three of the model", () => {
  const bare = withGround(LAWN, lawn, "between", 8, plane);
  expect(partsOf(bare, lawn)).toHaveLength(3);
  expect(sound(bare)?.mapping).toBe("anchors");
  const kept = withGround(withSwatch(LAWN, DARK), lawn, "between", 8, plane);
  expect(partsOf(kept, lawn).map(({ properties }) => properties.values)).toEqual([[1, -1.235]]);
  expect(soundsBetween(kept, lawn, 8)).toEqual([[1, -1.235]]);
});

test("between my sounds keeps what was planted, and other grounds leave nothing behind", () => {
  const planted = withPlanted(LAWN, here, "rain.wav", "Rain", plane).walk;
  expect(sound(withGround(planted, lawn, "between", 8, plane))?.mapping).toBe("planted");
  const drifting = withGround(planted, lawn, "drifting", 8, plane);
  expect(partsOf(drifting, lawn)).toEqual([]);
});

test("a swatch on a zone is an anchor of it, on bare ground a zone grows around it", () => {
  const inside = withAnchor(LAWN, here, DARK, plane);
  if (inside.kind !== "anchored") throw new Error("expected an anchor");
  expect(featureOf(inside.grown.walk, inside.grown.id)?.properties).toEqual({
    kind: "anchor",
    id: "anchor",
    zone: lawn,
    title: "dark",
    values: [1, -1.235],
  });
  expect(sound(inside.grown.walk)?.mapping).toBe("anchors");
  const bare = withAnchor(LAWN, away, DARK, plane);
  if (bare.kind !== "anchored") throw new Error("expected an anchor");
  expect(bare.grown.walk.features).toHaveLength(3);
});

test("a swatch of another model brings its model, but not among anchors of the first", () => {
  const shore = { ...DARK, model: "shore" };
  const first = withAnchor(LAWN, here, shore, plane);
  if (first.kind !== "anchored") throw new Error("expected an anchor");
  expect(sound(first.grown.walk)?.model).toBe("shore");
  expect(withAnchor(first.grown.walk, here, DARK, plane)).toEqual({
    kind: "otherModel",
    zone: lawn,
  });
});

test("swatches are kept, renamed and let go", () => {
  const two = withSwatch(withSwatch(EMPTY, DARK), { ...DARK, title: "darker" });
  expect(swatchesOf(withSwatchTitle(two, 1, "night"))[1]?.title).toBe("night");
  const none = withoutSwatch(withoutSwatch(two, 1), 0);
  expect(none.latentwalk).not.toHaveProperty("swatches");
});

test("axes are named by model; the last name taken away leaves nothing", () => {
  const named = withAxisName(EMPTY, "voices", 2, " breath ");
  expect(named.latentwalk.axis_names).toEqual({ voices: ["", "", "breath"] });
  expect(axisNames(named, "voices", 4)).toEqual(["", "", "breath", ""]);
  expect(withAxisName(named, "voices", 2, "").latentwalk).not.toHaveProperty("axis_names");
});
