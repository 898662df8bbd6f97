import { expect, test } from "vitest";
import { withReordered } from "./arrangement";
import { type GeoJsonWalk, type SoundJson, withAdded } from "./document";
import { featureAt } from "./hit";
import type { PlaceM } from "./place";
import { planeOf } from "./plane";
import {
  MOST_POINTS,
  Surveyor,
  type SurveyPoint,
  type SurveySample,
  spreadDeg,
  surveysIn,
  withoutSurvey,
  withSurvey,
} from "./survey";
import { flags } from "./survey-flags";
import { colourOf, measureOf } from "./survey-layers";

const WALK: GeoJsonWalk = {
  type: "FeatureCollection",
  latentwalk: { version: 1, title: "Test", frame: "local", model: "voices" },
  features: [],
};
const plane = planeOf(WALK);
const place = (eastM: number, northM = 0): PlaceM => ({ eastM, northM });

function sample(timeS: number, more: Partial<SurveySample> = {}): SurveySample {
  const fix = { place: place(timeS), accuracyM: 6 };
  const quiet = { headingsDeg: [], rttMs: null, concealedFrames: 0, playedFrames: 48_000 };
  return { timeS, fix, ...quiet, ...more };
}

function surveyed(samples: readonly SurveySample[], most?: number): readonly SurveyPoint[] {
  const surveyor = new Surveyor(most);
  for (const each of samples) surveyor.take(each);
  return surveyor.points;
}

function seconds(count: number): number[] {
  return Array.from({ length: count }, (_, second) => second);
}

function zoned(sound: SoundJson, radiusM: number): GeoJsonWalk {
  const properties = { id: "lawn", radius_m: radiusM, sound };
  const geometry = { type: "Point", coordinates: [0, 0] } as const;
  return { ...WALK, features: [{ type: "Feature", properties, geometry }] };
}

test.each([
  ["all the same", [90, 90, 90], 0],
  ["around north", [350, 10], 10],
  ["every way", [0, 90, 180, 270], 180],
])("headings %s: their spread", (_, headings, expected) => {
  expect(spreadDeg(headings)).toBeCloseTo(expected, 0);
});

test("fewer than two headings have no spread", () => {
  expect([spreadDeg([]), spreadDeg([20])]).toEqual([null, null]);
});

test("a point holds what was told since the last one, also while no fix came", () => {
  const [first, second] = surveyed([
    sample(0),
    sample(1, { fix: null, rttMs: 40, concealedFrames: 24_000 }),
    sample(2, { rttMs: 60, headingsDeg: [350, 10] }),
  ]);
  expect(first).toMatchObject({ rttMs: null, loss: 0, compassSpreadDeg: null, withoutFixS: 2 });
  expect(second).toMatchObject({ rttMs: 50, loss: 0.25, accuracyM: 6, withoutFixS: 0 });
  expect(second?.compassSpreadDeg).toBeCloseTo(10, 0);
});

test("without sound nothing is known of loss", () => {
  expect(surveyed([sample(0, { playedFrames: 0 })])[0]?.loss).toBeNull();
});

test("however long the walk, the points stay few, in order and spread over all of it", () => {
  const points = surveyed(seconds(5000).map((second) => sample(second)));
  expect(points.length).toBeLessThanOrEqual(MOST_POINTS);
  expect(points.length).toBeGreaterThan(MOST_POINTS / 3);
  const times = points.map(({ atS }) => atS);
  expect(times).toEqual([...times].sort((one, other) => one - other));
  expect(times[0]).toBeLessThan(30);
  expect(times.at(-1)).toBeGreaterThan(4970);
});

test("a tunnel outlasts the thinning", () => {
  const isDark = (second: number): boolean => second > 20 && second < 50;
  const walked = seconds(200).map((second) => sample(second, isDark(second) ? { fix: null } : {}));
  const points = surveyed(walked, 16);
  expect(Math.max(...points.map(({ withoutFixS }) => withoutFixS))).toBe(30);
});

test("a page that slept was in no tunnel", () => {
  expect(surveyed([sample(0), sample(90)])[0]?.withoutFixS).toBe(2);
});

test("a survey comes back from JSON as it was measured, to the digits it is kept with", () => {
  const points = surveyed(seconds(5).map((second) => sample(second, { rttMs: 41.4 })));
  const kept = JSON.parse(JSON.stringify(withSurvey(WALK, points, "Morning"))) as GeoJsonWalk;
  expect(kept.features[0]).toEqual({
    type: "Feature",
    properties: {
      kind: "x-survey",
      survey: "Morning",
      at_s: 0,
      accuracy_m: 6,
      compass_spread_deg: null,
      rtt_ms: 41,
      loss: 0,
      without_fix_s: 1,
    },
    geometry: { type: "Point", coordinates: [0, 0] },
  });
  const again = surveysIn(kept, plane).get("Morning");
  expect(again).toEqual(points.map((point) => ({ ...point, rttMs: 41 })));
});

test("a geographic walk keeps degrees", () => {
  const latentwalk = { ...WALK.latentwalk, frame: "geographic", origin: [5.4, 43.5] } as const;
  const [feature] = withSurvey({ ...WALK, latentwalk }, surveyed([sample(0)]), "A").features;
  expect(feature?.geometry.coordinates).toEqual([5.4, 43.5]);
});

test("a survey takes the place of an older one of its name, and of nothing else", () => {
  const zone = zoned({ mapping: "fixed" }, 40);
  const both = withSurvey(withSurvey(zone, surveyed([sample(0)]), "A"), surveyed([sample(1)]), "B");
  const again = withSurvey(both, surveyed([sample(2), sample(3)]), "A");
  const surveys = surveysIn(again, plane);
  expect([surveys.get("A")?.length, surveys.get("B")?.length]).toEqual([2, 1]);
  expect(again.features[0]).toBe(zone.features[0]);
  expect(withoutSurvey(again, "A").features).toHaveLength(2);
  expect(withoutSurvey(again, null)).toEqual(zone);
});

test.each([
  ["smaller", { mapping: "fixed" }, 8, 8],
  ["whose sound changes within fewer metres", { mapping: "terrain", scale_m: 4 }, 40, 4],
  ["whose sounds melt within fewer metres", { mapping: "anchors", smooth_m: 5 }, 40, 5],
  ["whose usual scale is finer", { mapping: "terrain" }, 40, 10],
] as const)("a zone %s than fixes are off is flagged", (_, sound, radiusM, finestM) => {
  const fixes = [11, 12, 60].map((accuracyM, second) =>
    sample(second, { fix: { place: place(second), accuracyM } }),
  );
  const walk = withSurvey(zoned(sound, radiusM), surveyed(fixes), "A");
  expect(flags(walk, plane)).toEqual([{ flag: "fine", zone: "lawn", accuracyM: 12, finestM }]);
});

test("a zone is measured by the fixes in it and 20 m around", () => {
  const far = { place: place(100), accuracyM: 50 };
  const near = { place: place(25), accuracyM: 5 };
  const walk = zoned({ mapping: "fixed" }, 10);
  const only = (fix: typeof far): GeoJsonWalk =>
    withSurvey(walk, surveyed([sample(0, { fix })]), "A");
  expect(flags(only(far), plane)).toEqual([]);
  expect(flags(only(near), plane)).toEqual([]);
  expect(flags(only({ ...near, accuracyM: 11 }), plane)).toHaveLength(1);
});

test("a polygon is as wide as the circle that fits in it", () => {
  const strip = [
    [0, 0],
    [100, 0],
    [100, 12],
    [0, 12],
    [0, 0],
  ] as const;
  const walk: GeoJsonWalk = {
    ...WALK,
    features: [
      {
        type: "Feature",
        properties: { id: "strip", sound: { mapping: "fixed" } },
        geometry: { type: "Polygon", coordinates: [strip] },
      },
    ],
  };
  const off = (accuracyM: number) =>
    flags(
      withSurvey(walk, surveyed([sample(0, { fix: { place: place(50), accuracyM } })]), "A"),
      plane,
    );
  expect(off(5)).toEqual([]);
  expect(off(7)).toHaveLength(1);
});

test("a tunnel is flagged where it is and how long, unless something sounds outside", () => {
  const dark = seconds(40).map((at) => sample(at, at > 10 && at < 29 ? { fix: null } : {}));
  const walk = withSurvey(WALK, surveyed(dark), "A");
  expect(flags(walk, plane)).toEqual([{ flag: "gap", seconds: 19, path: [place(10), place(29)] }]);
  const outside = { mapping: "terrain" } as const;
  expect(flags({ ...walk, latentwalk: { ...walk.latentwalk, outside } }, plane)).toEqual([]);
});

test("what ends without a fix is a tunnel too; ten seconds are none", () => {
  const dark = (until: number) =>
    seconds(until).map((at) => sample(at, at > 0 ? { fix: null } : {}));
  expect(flags(withSurvey(WALK, surveyed(dark(14)), "A"), plane)).toEqual([
    { flag: "gap", seconds: 13, path: [place(0)] },
  ]);
  expect(flags(withSurvey(WALK, surveyed(dark(11)), "A"), plane)).toEqual([]);
});

test("colours run from good to bad and say where nothing is known", () => {
  const [point] = surveyed([sample(0, { concealedFrames: 4800 })]);
  if (point === undefined) throw new Error("expected a point");
  expect(measureOf(point, "loss")).toBe(10);
  expect([0, 3, 30, 90].map((metres) => colourOf(metres, "accuracy"))).toEqual([
    "rgb(143, 176, 220)",
    "rgb(143, 176, 220)",
    "rgb(238, 159, 147)",
    "rgb(238, 159, 147)",
  ]);
  expect(colourOf(measureOf(point, "compass"), "compass")).toBe("#bcc2cb");
});

test("survey points are neither chosen by a click nor counted when zones are reordered", () => {
  const one = zoned({ mapping: "fixed" }, 40);
  const two = withAdded(withSurvey(one, surveyed(seconds(9).map((at) => sample(at))), "A"), {
    type: "Feature",
    properties: { id: "pond", radius_m: 5 },
    geometry: { type: "Point", coordinates: [200, 0] },
  });
  expect(featureAt(two, place(3), plane, 2)?.properties.id).toBe("lawn");
  const [first, ...others] = withReordered(two, "pond", -1).features;
  expect(first?.properties.id).toBe("pond");
  expect(others[0]?.properties.id).toBe("lawn");
});
