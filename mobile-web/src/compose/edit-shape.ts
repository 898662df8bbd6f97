/** A geometry taken apart into the rings and lines that are edited one by one, and put back. Pure. */
import type { Geometry, Pair, WalkFeature } from "./document";
import { distanceM, type PlaceM } from "./place";
import type { Plane } from "./plane";

/** One ring (closed) or line of a feature, local metres. */
export interface EditPart {
  readonly shape: "ring" | "line";
  readonly places: readonly PlaceM[];
}

const SAME_M = 0.02; // two roundings to the centimetre

/** The parts of a feature in document order; a point has none, it is dragged whole. */
export function editParts({ geometry }: WalkFeature, plane: Plane): EditPart[] {
  const ring = (pairs: readonly Pair[]): EditPart => ({
    shape: "ring",
    places: pairs.map((pair) => plane.toPlace(pair)),
  });
  switch (geometry.type) {
    case "Point":
      return [];
    case "LineString":
      return [{ ...ring(geometry.coordinates), shape: "line" }];
    case "Polygon":
      return geometry.coordinates.map(ring);
    case "MultiPolygon":
      return geometry.coordinates.flat().map(ring);
    default:
      return geometry satisfies never;
  }
}

/** The geometry with one of its parts exchanged. */
export function withPart(
  geometry: Geometry,
  index: number,
  places: readonly PlaceM[],
  plane: Plane,
): Geometry {
  const pairs = places.map((place) => plane.toCoordinates(place));
  switch (geometry.type) {
    case "Point":
      return geometry;
    case "LineString":
      return { ...geometry, coordinates: pairs };
    case "Polygon":
      return { ...geometry, coordinates: exchanged(geometry.coordinates, index, pairs) };
    case "MultiPolygon": {
      let first = 0;
      const coordinates = geometry.coordinates.map((part) => {
        const at = index - first;
        first += part.length;
        return at >= 0 && at < part.length ? exchanged(part, at, pairs) : part;
      });
      return { ...geometry, coordinates };
    }
    default:
      return geometry satisfies never;
  }
}

/** How far all places moved together; `null` where the shape itself changed. */
export function shiftOf(
  before: readonly PlaceM[],
  after: readonly PlaceM[],
): { readonly byEastM: number; readonly byNorthM: number } | null {
  const [from, to] = [before[0], after[0]];
  if (from === undefined || to === undefined || before.length !== after.length) return null;
  const [byEastM, byNorthM] = [to.eastM - from.eastM, to.northM - from.northM];
  const isShift = before.every((place, index) => {
    const moved = { eastM: place.eastM + byEastM, northM: place.northM + byNorthM };
    return distanceM(moved, after[index] ?? moved) < SAME_M;
  });
  return isShift ? { byEastM, byNorthM } : null;
}

/** Whether two parts are the same to the centimetre. */
export function isSamePart(one: readonly PlaceM[], other: readonly PlaceM[]): boolean {
  const shift = shiftOf(one, other);
  return shift !== null && Math.hypot(shift.byEastM, shift.byNorthM) < SAME_M;
}

function exchanged<T>(list: readonly T[], at: number, item: T): T[] {
  return list.map((each, index) => (index === at ? item : each));
}
