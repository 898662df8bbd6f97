/** Which feature lies under a place. Pure. */
import { type GeoJsonWalk, isForeign, kindOf, type WalkFeature } from "./document";
import { distanceM, type PlaceM } from "./place";
import type { Plane } from "./plane";
import { placesOf, ringsOf } from "./shape";

/** Even-odd: inside an outline and outside its holes. */
export function isInside(place: PlaceM, rings: readonly (readonly PlaceM[])[]): boolean {
  let isIn = false;
  for (const ring of rings) {
    for (const [index, from] of ring.entries()) {
      const to = ring[(index + 1) % ring.length] ?? from;
      if (from.northM > place.northM === to.northM > place.northM) continue;
      const share = (place.northM - from.northM) / (to.northM - from.northM);
      if (place.eastM < from.eastM + share * (to.eastM - from.eastM)) isIn = !isIn;
    }
  }
  return isIn;
}

/** Whether a feature covers the place; a corridor by its distance, so that bends do not matter. */
export function covers(feature: WalkFeature, place: PlaceM, plane: Plane): boolean {
  const { radius_m: radiusM, width_m: widthM = 0 } = feature.properties;
  const places = placesOf(feature, plane);
  switch (feature.geometry.type) {
    case "Point":
      return places.some((centre) => distanceM(centre, place) <= (radiusM ?? 0));
    case "LineString":
      return distanceToLineM(place, places) <= widthM / 2;
    default:
      return isInside(place, ringsOf(feature, plane));
  }
}

/** The zone a place lies in: of the highest priority, among those the one drawn last. */
export function zoneAt(walk: GeoJsonWalk, place: PlaceM, plane: Plane): WalkFeature | null {
  const zones = walk.features.filter((feature) => kindOf(feature) === "zone");
  return zones
    .filter((zone) => covers(zone, place, plane))
    .reduce<WalkFeature | null>((best, zone) => {
      const priority = zone.properties.priority ?? 0;
      return best === null || priority >= (best.properties.priority ?? 0) ? zone : best;
    }, null);
}

/** What a click there means: a point within `reachM`, else the topmost thing that covers it. */
export function featureAt(
  walk: GeoJsonWalk,
  place: PlaceM,
  plane: Plane,
  reachM: number,
): WalkFeature | null {
  const isPoint = ({ geometry, properties }: WalkFeature): boolean =>
    geometry.type === "Point" && (properties.kind ?? "zone") !== "zone";
  const near = walk.features.filter(
    (feature) =>
      isPoint(feature) &&
      !isForeign(feature) &&
      feature.properties.kind !== "hush" &&
      placesOf(feature, plane).some((centre) => distanceM(centre, place) <= reachM),
  );
  const point = near.at(-1);
  if (point !== undefined) return point;
  const hush = walk.features.filter(
    (feature) => kindOf(feature) === "hush" && covers(feature, place, plane),
  );
  return hush.at(-1) ?? zoneAt(walk, place, plane);
}

export function distanceToLineM(place: PlaceM, line: readonly PlaceM[]): number {
  return line.slice(1).reduce((least, to, index) => {
    const from = line[index] ?? to;
    const [east, north] = [to.eastM - from.eastM, to.northM - from.northM];
    const squared = east * east + north * north;
    const along =
      squared === 0
        ? 0
        : ((place.eastM - from.eastM) * east + (place.northM - from.northM) * north) / squared;
    const share = Math.min(1, Math.max(0, along));
    const foot = { eastM: from.eastM + share * east, northM: from.northM + share * north };
    return Math.min(least, distanceM(place, foot));
  }, Number.POSITIVE_INFINITY);
}
