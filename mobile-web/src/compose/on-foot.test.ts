import { expect, test } from "vitest";
import type { GeoJsonWalk } from "./document";
import { featureOf } from "./document";
import { EdgeWalk, simplified } from "./edge-walk";
import { Footing } from "./footing";
import { withDrawn, withSpot } from "./new-feature";
import { areaM2, type PlaceM } from "./place";
import { planeOf } from "./plane";
import { wavOf } from "./wav";

const WALK: GeoJsonWalk = {
  type: "FeatureCollection",
  latentwalk: { version: 1, title: "Test", frame: "local", model: "voices", start: [3, -7] },
  features: [],
};
const plane = planeOf(WALK);
const place = (eastM: number, northM: number): PlaceM => ({ eastM, northM });

/** Once around a square of 20 m, a fix a metre, swaying half a metre. */
function around(): PlaceM[] {
  return Array.from({ length: 80 }, (_, step) => {
    const along = step % 20;
    const sway = Math.sin(step * 2.3) / 2;
    const side = Math.floor(step / 20);
    if (side === 0) return place(along, sway);
    if (side === 1) return place(20 + sway, along);
    return side === 2 ? place(20 - along, 20 + sway) : place(sway, 20 - along);
  });
}

test("an edge that was walked becomes a ring of few corners", () => {
  const walk = new EdgeWalk();
  for (const each of around()) walk.take(each, 6);
  const ring = walk.ring();
  expect(ring?.length).toBeLessThan(10);
  expect(ring?.at(-1)).toEqual(ring?.[0]);
  expect(Math.abs(areaM2(ring ?? []) - 400)).toBeLessThan(60);
});

test("fixes that are too coarse or too near say nothing", () => {
  const walk = new EdgeWalk();
  expect(walk.take(place(0, 0), 60)).toBe(false);
  expect(walk.take(place(0, 0), null)).toBe(true);
  expect(walk.take(place(1, 0), 4)).toBe(false);
  expect(walk.ring()).toBeNull();
});

test("a straight path keeps its ends only", () => {
  expect(simplified([place(0, 0), place(5, 0.3), place(9, -0.2), place(20, 0)])).toEqual([
    place(0, 0),
    place(20, 0),
  ]);
});

test("a local walk is laid where one first stands; north stays north", () => {
  const footing = new Footing(WALK);
  expect(footing.placeOf({ lonDeg: 5.448, latDeg: 43.522 })).toEqual(place(3, -7));
  const { eastM, northM } = footing.placeOf({ lonDeg: 5.448, latDeg: 43.5221 });
  expect(eastM).toBeCloseTo(3, 3);
  expect(northM).toBeCloseTo(-7 + 11.11, 1);
});

test("a geographic walk says itself where one stands", () => {
  const { latentwalk } = WALK;
  const origin = [5.448, 43.522] as const;
  const park: GeoJsonWalk = { ...WALK, latentwalk: { ...latentwalk, frame: "geographic", origin } };
  const footing = new Footing(park);
  footing.placeOf({ lonDeg: 5.5, latDeg: 43.5 });
  expect(footing.placeOf({ lonDeg: 5.448, latDeg: 43.522 })).toEqual(place(0, 0));
});

test("what is planted on foot takes a spot of its own above what sounds there", () => {
  const circle = { shape: "circle", centre: place(0, 0), radiusM: 40 } as const;
  const field = withDrawn(WALK, "zone", circle, "Field", plane).walk;
  const spot = withSpot(field, place(5, 5), "planted", "Bell", plane);
  expect(featureOf(spot.walk, spot.id)?.properties).toMatchObject({ radius_m: 15, priority: 1 });
  expect(featureOf(spot.walk, "zone-1")?.properties.sound?.mapping).toBe("terrain");
});

test("a recording is a WAV that says its length and rate, clipped", () => {
  const view = new DataView(wavOf(Float32Array.of(0, 0.5, 2, -2), 48_000));
  expect(view.byteLength).toBe(52);
  expect(view.getUint32(24, true)).toBe(48_000);
  expect(view.getUint32(40, true)).toBe(8);
  expect([0, 1, 2, 3].map((index) => view.getInt16(44 + 2 * index, true))).toEqual([
    0, 16_384, 32_767, -32_767,
  ]);
});
