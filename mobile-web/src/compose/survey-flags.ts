/** What a survey says against the walk: zones finer than the receiver, and ways without a fix. Pure. */
import { type GeoJsonWalk, idOf, kindOf, type SoundJson, type WalkFeature } from "./document";
import { USUAL } from "./ear/soften";
import { distanceToLineM, isInside } from "./hit";
import { areaM2, boundsOf, lengthM, type PlaceM } from "./place";
import type { Plane } from "./plane";
import { extentOf, ringsOf } from "./shape";
import { type SurveyPoint, surveysIn } from "./survey";

/** A zone that is smaller, or changes within fewer metres, than fixes are off. */
export interface FineFlag {
  readonly flag: "fine";
  readonly zone: string; // its id
  readonly accuracyM: number; // the median of what was measured in and around it
  readonly finestM: number; // its own radius, or its sound's metres
}

/** A way without a fix where nothing would sound: only `outside` does after ten seconds. */
export interface GapFlag {
  readonly flag: "gap";
  readonly seconds: number;
  readonly path: readonly PlaceM[]; // from the last fix to the next, if one came
}

export type Flag = FineFlag | GapFlag;

const NEAR_M = 20; // around a zone, where one walks into it
const GAP_S = 10; // the server holds a place for as long
const CELLS = 24; // along each side of a zone, where its middle is looked for

/** All that is to be said, zones in the document's order first. */
export function flags(walk: GeoJsonWalk, plane: Plane): Flag[] {
  const surveys = [...surveysIn(walk, plane).values()];
  const points = surveys.flat();
  const zones = walk.features.filter((feature) => kindOf(feature) === "zone");
  const fine = zones.flatMap((zone) => fineFlag(zone, points, plane));
  return hasBed(walk) ? fine : [...fine, ...gapsIn(surveys)];
}

/** The ways without a fix for over ten seconds, whatever sounds there. */
export function gapsIn(surveys: readonly (readonly SurveyPoint[])[]): GapFlag[] {
  return surveys.flatMap((points) =>
    points.flatMap(({ place, withoutFixS }, index) => {
      const next = points[index + 1];
      const path = next === undefined ? [place] : [place, next.place];
      return withoutFixS > GAP_S
        ? [{ flag: "gap", seconds: Math.round(withoutFixS), path } as const]
        : [];
    }),
  );
}

/** Whether something sounds outside all zones, and so wherever no place is known. */
function hasBed({ latentwalk: { outside } }: GeoJsonWalk): boolean {
  return outside !== undefined && outside.mapping !== "silence";
}

function fineFlag(zone: WalkFeature, points: readonly SurveyPoint[], plane: Plane): FineFlag[] {
  const rings = ringsOf(zone, plane);
  const near = points.filter(({ place }) => isNear(place, zone, rings, plane));
  if (near.length === 0) return [];
  const accuracyM = medianOf(near.map((point) => point.accuracyM));
  const finestM = Math.min(radiusM(zone, rings), scaleM(zone.properties.sound));
  return finestM < accuracyM ? [{ flag: "fine", zone: idOf(zone), accuracyM, finestM }] : [];
}

function isNear(
  place: PlaceM,
  zone: WalkFeature,
  rings: readonly PlaceM[][],
  plane: Plane,
): boolean {
  const bounds = extentOf(zone, plane);
  if (bounds === null) return false;
  const { westM, southM, eastM, northM } = bounds;
  const isEastward = place.eastM >= westM - NEAR_M && place.eastM <= eastM + NEAR_M;
  const isNorthward = place.northM >= southM - NEAR_M && place.northM <= northM + NEAR_M;
  if (!isEastward || !isNorthward) return false;
  return isInside(place, rings) || edgeDistanceM(place, rings) <= NEAR_M;
}

/**
 * The radius of the largest circle that fits, from below: the deepest of a lattice of places, or
 * area over edge, which no shape falls short of.
 */
export function radiusM(zone: WalkFeature, rings: readonly PlaceM[][]): number {
  const { geometry, properties } = zone;
  if (geometry.type === "Point") return properties.radius_m ?? 0;
  if (geometry.type === "LineString") return (properties.width_m ?? 0) / 2;
  const places = lattice(rings).filter((place) => isInside(place, rings));
  const deepestM = places.reduce((most, at) => Math.max(most, edgeDistanceM(at, rings)), 0);
  const edgeM = rings.reduce((sum, ring) => sum + lengthM(ring), 0);
  const isOne = rings.length === 1; // of holes and parts the areas do not simply add up
  const thinM = isOne && edgeM > 0 ? areaM2(rings[0] ?? []) / edgeM : 0;
  return Math.max(deepestM, thinM);
}

function lattice(rings: readonly PlaceM[][]): PlaceM[] {
  const bounds = boundsOf(rings.flat());
  if (bounds === null) return [];
  const [wideM, highM] = [bounds.eastM - bounds.westM, bounds.northM - bounds.southM];
  return Array.from({ length: CELLS * CELLS }, (_, cell) => ({
    eastM: bounds.westM + (wideM * ((cell % CELLS) + 0.5)) / CELLS,
    northM: bounds.southM + (highM * (Math.floor(cell / CELLS) + 0.5)) / CELLS,
  }));
}

function edgeDistanceM(place: PlaceM, rings: readonly PlaceM[][]): number {
  return Math.min(...rings.map((ring) => distanceToLineM(place, ring)));
}

/** Within how many metres its sound becomes another, as the server's check has it. */
function scaleM(sound: SoundJson | undefined): number {
  switch (sound?.mapping) {
    case "terrain":
    case "axes":
      return sound.scale_m ?? USUAL.scale_m;
    case "anchors":
    case "planted":
      return sound.smooth_m ?? USUAL.smooth_m;
    default:
      return Number.POSITIVE_INFINITY; // places do not matter within it
  }
}

function medianOf(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] ?? 0, sorted[Math.floor(middle)] ?? 0];
  return (low + high) / 2;
}
