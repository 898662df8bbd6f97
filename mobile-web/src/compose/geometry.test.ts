import fc from "fast-check";
import { expect, test } from "vitest";
import { withCopy, withMoved, withReordered } from "./arrangement";
import { featureOf, type GeoJsonWalk, idOf, type WalkFeature } from "./document";
import { covers, featureAt, isInside, zoneAt } from "./hit";
import { withDrawn, withPlanted } from "./new-feature";
import { areaM2, centreOf, lengthM, type PlaceM } from "./place";
import { planeOf } from "./plane";
import { corridorRing, edgeM, extentOf, ringsOf } from "./shape";

const place = (eastM: number, northM: number): PlaceM => ({ eastM, northM });
const SQUARE = [place(0, 0), place(10, 0), place(10, 10), place(0, 10), place(0, 0)];

const LOCAL: GeoJsonWalk = {
  type: "FeatureCollection",
  latentwalk: { version: 1, title: "Test", frame: "local", model: "voices" },
  features: [],
};
const PARK: GeoJsonWalk = {
  ...LOCAL,
  latentwalk: { ...LOCAL.latentwalk, frame: "geographic", origin: [5.448, 43.522] },
};
const local = planeOf(LOCAL);

test("a local walk's coordinates are its metres, a centimetre fine, never minus nothing", () => {
  expect(local.toPlace([3, -4])).toEqual(place(3, -4));
  expect(local.toCoordinates(place(-0.0001, 2.346))).toEqual([0, 2.35]);
});

// Computed with the server's own projection (backend geo/projection.py).
test.each([
  [
    [5.446986, 43.521784],
    [-81.97946, -23.99773],
  ],
  [
    [5.46, 43.53],
    [970.03948, 888.89389],
  ],
  [
    [5.448, 43.522],
    [0, 0],
  ],
] as const)("the plane at a park agrees with the server's at %j", (coordinates, expected) => {
  const { eastM, northM } = planeOf(PARK).toPlace(coordinates);
  expect(Math.hypot(eastM - expected[0], northM - expected[1])).toBeLessThan(0.03);
});

test("every place comes back from the map and from the document", () => {
  const metres = fc.double({ min: -3000, max: 3000, noNaN: true });
  fc.assert(
    fc.property(metres, metres, fc.constantFrom(LOCAL, PARK), (eastM, northM, walk) => {
      const plane = planeOf(walk);
      const back = plane.fromMap(plane.toMap(place(eastM, northM)));
      expect(Math.hypot(back.eastM - eastM, back.northM - northM)).toBeLessThan(1e-3);
      const kept = plane.toPlace(plane.toCoordinates(place(eastM, northM)));
      expect(Math.hypot(kept.eastM - eastM, kept.northM - northM)).toBeLessThan(0.01);
    }),
  );
});

test("a square has its length, area and middle", () => {
  expect(lengthM(SQUARE)).toBe(40);
  expect(areaM2(SQUARE)).toBe(100);
  expect(centreOf(SQUARE)).toEqual(place(5, 5));
});

test("inside is inside the outline and outside its hole", () => {
  const hole = SQUARE.map(({ eastM, northM }) => place(3 + eastM / 5, 3 + northM / 5));
  expect(isInside(place(1, 1), [SQUARE, hole])).toBe(true);
  expect(isInside(place(4, 4), [SQUARE, hole])).toBe(false);
  expect(isInside(place(11, 4), [SQUARE, hole])).toBe(false);
});

test("a corridor's outline lies half its width beside a straight line", () => {
  const ring = corridorRing([place(0, 0), place(20, 0)], 6);
  for (const { eastM, northM } of ring) {
    const along = Math.min(20, Math.max(0, eastM));
    expect(Math.hypot(eastM - along, northM)).toBeCloseTo(3, 6);
  }
  expect(areaM2(ring)).toBeGreaterThan(20 * 6);
});

test("what is drawn becomes a zone that sounds, each with a seed of its own", () => {
  const one = withDrawn(LOCAL, "zone", { shape: "polygon", ring: SQUARE }, "Zone 1", local);
  const circle = { shape: "circle", centre: place(40, 0), radiusM: 12.34 } as const;
  const two = withDrawn(one.walk, "zone", circle, "Zone 2", local);
  const [first, second] = two.walk.features;
  expect(first?.geometry).toEqual({
    type: "Polygon",
    coordinates: [SQUARE.map(({ eastM, northM }) => [eastM, northM])],
  });
  expect(second?.properties).toMatchObject({ id: "zone-2", radius_m: 12.3, fade_m: 4 });
  expect(first?.properties.sound?.mapping).toBe("terrain");
  expect(second?.properties.sound?.seed).toBe(2);
  expect(first?.properties.colour).not.toBe(second?.properties.colour);
});

test("a corridor and a hush take what belongs to them", () => {
  const line = { shape: "line", line: [place(0, 0), place(9, 0)] } as const;
  const road = withDrawn(LOCAL, "hush", line, "Road", local);
  expect(road.walk.features[0]?.properties).toEqual({
    kind: "hush",
    id: "hush-1",
    title: "Road",
    hush: "road",
    width_m: 6,
  });
});

test("a sound planted in a zone is that zone's; on bare ground a zone grows around it", () => {
  const zone = withDrawn(LOCAL, "zone", { shape: "polygon", ring: SQUARE }, "Zone 1", local);
  const inside = withPlanted(zone.walk, place(5, 5), "gulls.wav", "gulls", local);
  expect(featureOf(inside.walk, inside.id)?.properties.zone).toBe("zone-1");
  expect(featureOf(inside.walk, "zone-1")?.properties.sound?.mapping).toBe("planted");
  const outside = withPlanted(inside.walk, place(90, 5), "gulls.wav", "gulls", local);
  expect(outside.walk.features).toHaveLength(4);
  expect(featureOf(outside.walk, "zone-2")?.properties).toMatchObject({ radius_m: 15 });
});

function walkOf(): GeoJsonWalk {
  const low = withDrawn(LOCAL, "zone", { shape: "polygon", ring: SQUARE }, "Low", local);
  const circle = { shape: "circle", centre: place(5, 5), radiusM: 3 } as const;
  const top = withDrawn(low.walk, "zone", circle, "Top", local);
  return withDrawn(top.walk, "landmark", { shape: "point", place: place(9, 9) }, "Mark", local)
    .walk;
}

test("a click finds the point near it, else the zone on top", () => {
  const walk = walkOf();
  const id = (at: PlaceM, reachM: number): string | null => {
    const found = featureAt(walk, at, local, reachM);
    return found === null ? null : idOf(found);
  };
  expect(id(place(8.6, 9), 1)).toBe("landmark-1");
  expect(id(place(5, 6), 1)).toBe("zone-2");
  expect(id(place(1, 1), 1)).toBe("zone-1");
  expect(id(place(50, 1), 1)).toBeNull();
});

test("priority decides before order", () => {
  const walk = walkOf();
  const raised = walk.features.map(
    (each): WalkFeature =>
      idOf(each) === "zone-1" ? { ...each, properties: { ...each.properties, priority: 1 } } : each,
  );
  const zone = zoneAt({ ...walk, features: raised }, place(5, 5), local);
  expect(zone === null ? null : idOf(zone)).toBe("zone-1");
});

test("moving and copying a zone takes along what is planted in it", () => {
  const start = withPlanted(walkOf(), place(5, 5), "gulls.wav", "gulls", local).walk;
  const there = withMoved(start, "zone-2", 10, -1, local);
  expect(featureOf(there, "planted")?.geometry.coordinates).toEqual([15, 4]);
  const copy = withCopy(there, "zone-2", local);
  expect(copy?.id).toBe("zone-2-2");
  expect(copy?.walk.features.at(-1)?.properties).toMatchObject({
    id: "planted-2",
    zone: "zone-2-2",
  });
});

test("the order changes as far as its ends", () => {
  const ids = (walk: GeoJsonWalk): string[] => walk.features.map(idOf);
  const walk = walkOf();
  expect(ids(withReordered(walk, "zone-1", 1))).toEqual(["zone-2", "zone-1", "landmark-1"]);
  expect(ids(withReordered(walk, "landmark-1", -9))).toEqual(["landmark-1", "zone-1", "zone-2"]);
  expect(withReordered(walk, "zone-1", -1)).toBe(walk);
});

test("a circle's extent and edge count its radius", () => {
  const [, circle] = walkOf().features;
  if (circle === undefined) throw new Error("expected a circle");
  expect(extentOf(circle, local)).toEqual({ westM: 2, southM: 2, eastM: 8, northM: 8 });
  expect(edgeM(circle, local)).toBeCloseTo(2 * Math.PI * 3, 1);
  expect(ringsOf(circle, local)).toHaveLength(1);
  expect(covers(circle, place(7.9, 5), local)).toBe(true);
});
