/** What a feature covers, in local metres: its rings or lines, whatever its geometry. Pure. */
import type { Geometry, Pair, Ring, WalkFeature } from "./document";
import { type BoundsM, boundsOf, centreOf, lengthM, moved, ORIGIN, type PlaceM } from "./place";
import type { Plane } from "./plane";

const CIRCLE_CORNERS = 64;

/** Every place a feature is drawn by. */
export function placesOf({ geometry }: WalkFeature, plane: Plane): PlaceM[] {
  switch (geometry.type) {
    case "Point":
      return [plane.toPlace(geometry.coordinates)];
    case "LineString":
      return geometry.coordinates.map((pair) => plane.toPlace(pair));
    case "Polygon":
      return geometry.coordinates.flat().map((pair) => plane.toPlace(pair));
    case "MultiPolygon":
      return geometry.coordinates.flat(2).map((pair) => plane.toPlace(pair));
    default:
      return geometry satisfies never;
  }
}

/** A geometry with every place exchanged; each pair is a fresh one. */
export function mapGeometry(geometry: Geometry, turn: (pair: Pair) => Pair): Geometry {
  const turnRing = (ring: Ring): Ring => ring.map(turn);
  switch (geometry.type) {
    case "Point":
      return { ...geometry, coordinates: turn(geometry.coordinates) };
    case "LineString":
      return { ...geometry, coordinates: geometry.coordinates.map(turn) };
    case "Polygon":
      return { ...geometry, coordinates: geometry.coordinates.map(turnRing) };
    case "MultiPolygon":
      return { ...geometry, coordinates: geometry.coordinates.map((part) => part.map(turnRing)) };
    default:
      return geometry satisfies never;
  }
}

/** The feature carried along the ground. */
export function movedFeature(
  feature: WalkFeature,
  byEastM: number,
  byNorthM: number,
  plane: Plane,
): WalkFeature {
  const turn = (pair: Pair): Pair =>
    plane.toCoordinates(moved(plane.toPlace(pair), byEastM, byNorthM));
  return { ...feature, geometry: mapGeometry(feature.geometry, turn) };
}

/** The middle of a feature: where its name stands, and where its copy is measured from. */
export function middleOf(feature: WalkFeature, plane: Plane): PlaceM {
  const { geometry } = feature;
  const places = placesOf(feature, plane);
  if (geometry.type === "Polygon" || geometry.type === "MultiPolygon") {
    const rings = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
    return centreOf((rings[0]?.[0] ?? []).map((pair) => plane.toPlace(pair)));
  }
  if (geometry.type === "LineString") return places[Math.floor(places.length / 2)] ?? ORIGIN;
  return places[0] ?? ORIGIN;
}

/** The rectangle a feature fills, its radius or half its width included. */
export function extentOf(feature: WalkFeature, plane: Plane): BoundsM | null {
  const { radius_m: radiusM = 0, width_m: widthM = 0 } = feature.properties;
  const bounds = boundsOf(placesOf(feature, plane));
  const marginM = Math.max(radiusM, widthM / 2);
  return bounds === null
    ? null
    : {
        westM: bounds.westM - marginM,
        southM: bounds.southM - marginM,
        eastM: bounds.eastM + marginM,
        northM: bounds.northM + marginM,
      };
}

/** The rectangle that holds several features; `null` where there is none. */
export function extentOfAll(features: readonly WalkFeature[], plane: Plane): BoundsM | null {
  const corners = features.flatMap((feature) => {
    const bounds = extentOf(feature, plane);
    if (bounds === null) return [];
    const { westM, southM, eastM, northM } = bounds;
    return [
      { eastM: westM, northM: southM },
      { eastM, northM },
    ];
  });
  return boundsOf(corners);
}

/** A circle as a closed ring of places. */
export function circleRing(centre: PlaceM, radiusM: number): PlaceM[] {
  const corners = Array.from({ length: CIRCLE_CORNERS }, (_, corner) => {
    const turn = (2 * Math.PI * corner) / CIRCLE_CORNERS;
    return moved(centre, radiusM * Math.cos(turn), radiusM * Math.sin(turn));
  });
  return [...corners, corners[0] ?? centre];
}

/** The ground within half of `widthM` of a line, as a closed ring; round at its corners and ends. */
export function corridorRing(line: readonly PlaceM[], widthM: number): PlaceM[] {
  const there = sideOf(line, widthM / 2);
  const back = sideOf([...line].reverse(), widthM / 2);
  const ring = [...there, ...back];
  return [...ring, ...ring.slice(0, 1)];
}

const ARC_STEPS = 6; // a half turn at an end

/** One side of a line, offset to the right, from the middle of the start's cap. */
function sideOf(line: readonly PlaceM[], offsetM: number): PlaceM[] {
  const bearings = line.slice(1).map((place, index) => {
    const from = line[index] ?? place;
    return Math.atan2(place.northM - from.northM, place.eastM - from.eastM);
  });
  return line.flatMap((place, index) => {
    const before = bearings[index - 1];
    const after = bearings[index];
    if (after === undefined) {
      return before === undefined
        ? []
        : arc(place, offsetM, before - Math.PI / 2, before + Math.PI / 2);
    }
    if (before === undefined) return [offset(place, offsetM, after - Math.PI / 2)];
    const turn = wrapped(after - before);
    if (turn > 0)
      return [
        offset(place, offsetM / Math.max(0.3, Math.cos(turn / 2)), before + turn / 2 - Math.PI / 2),
      ];
    return arc(place, offsetM, before - Math.PI / 2, before + turn - Math.PI / 2);
  });
}

function arc(centre: PlaceM, radiusM: number, from: number, to: number): PlaceM[] {
  const steps = Math.max(1, Math.ceil((Math.abs(to - from) / Math.PI) * ARC_STEPS));
  return Array.from({ length: steps + 1 }, (_, step) =>
    offset(centre, radiusM, from + ((to - from) * step) / steps),
  );
}

function offset({ eastM, northM }: PlaceM, byM: number, angle: number): PlaceM {
  return { eastM: eastM + byM * Math.cos(angle), northM: northM + byM * Math.sin(angle) };
}

function wrapped(angle: number): number {
  return Math.atan2(Math.sin(angle), Math.cos(angle));
}

/** The rings a feature covers, closed, outlines and holes alike; a bare point has none. */
export function ringsOf(feature: WalkFeature, plane: Plane): PlaceM[][] {
  const { geometry, properties } = feature;
  const places = placesOf(feature, plane);
  const ring = (pairs: Ring): PlaceM[] => pairs.map((pair) => plane.toPlace(pair));
  switch (geometry.type) {
    case "Point":
      return places.flatMap((place) =>
        properties.radius_m === undefined ? [] : [circleRing(place, properties.radius_m)],
      );
    case "LineString":
      return [corridorRing(places, properties.width_m ?? 1)];
    case "Polygon":
      return geometry.coordinates.map(ring);
    case "MultiPolygon":
      return geometry.coordinates.flat().map(ring);
    default:
      return geometry satisfies never;
  }
}

/** How long its line or its edge is. */
export function edgeM(feature: WalkFeature, plane: Plane): number {
  if (feature.geometry.type === "LineString") return lengthM(placesOf(feature, plane));
  return ringsOf(feature, plane).reduce((sum, ring) => sum + lengthM(ring), 0);
}
