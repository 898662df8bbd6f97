/** The walk as the map draws it: every feature an outline in degrees. Pure. */
import type { Feature, FeatureCollection, Position } from "geojson";
import { type GeoJsonWalk, idOf, kindOf, type WalkFeature } from "../../../compose/document";
import type { PlaceM } from "../../../compose/place";
import type { Plane } from "../../../compose/plane";
import { placesOf, ringsOf } from "../../../compose/shape";
import { PAINT } from "./ground-style";

interface Drawn {
  readonly id: string;
  readonly colour: string;
  readonly isHush: boolean;
  readonly isChosen: boolean;
}

const PLAIN = "#8899aa"; // what the server takes where no colour is given

/** All that covers ground; points are marks (`marks.ts`). */
export function walkPicture(
  walk: GeoJsonWalk,
  chosen: string | null,
  plane: Plane,
): FeatureCollection<Feature["geometry"], Drawn> {
  const features = walk.features
    .filter((feature) => kindOf(feature) === "zone" || kindOf(feature) === "hush")
    .sort((one, other) => rankOf(one) - rankOf(other))
    .flatMap((feature) => drawnOf(feature, idOf(feature) === chosen, plane));
  return { type: "FeatureCollection", features };
}

/** Low priority below high, hushes above all. */
function rankOf(feature: WalkFeature): number {
  return kindOf(feature) === "hush" ? Number.POSITIVE_INFINITY : (feature.properties.priority ?? 0);
}

function drawnOf(
  feature: WalkFeature,
  isChosen: boolean,
  plane: Plane,
): Feature<Feature["geometry"], Drawn>[] {
  const isHush = kindOf(feature) === "hush";
  const properties: Drawn = {
    id: idOf(feature),
    colour: isHush ? PAINT.hush : (feature.properties.colour ?? PLAIN),
    isHush,
    isChosen,
  };
  const made = (geometry: Feature["geometry"]): Feature<Feature["geometry"], Drawn> => ({
    type: "Feature",
    properties,
    geometry,
  });
  const area = made({ type: "MultiPolygon", coordinates: partsOf(feature, plane) });
  if (feature.geometry.type !== "LineString") return [area];
  const spine = placesOf(feature, plane).map((place) => positionOf(place, plane));
  return [area, made({ type: "LineString", coordinates: spine })];
}

function partsOf(feature: WalkFeature, plane: Plane): Position[][][] {
  const rings = ringsOf(feature, plane).map((ring) =>
    ring.map((place) => positionOf(place, plane)),
  );
  if (feature.geometry.type !== "MultiPolygon") return [rings];
  let taken = 0;
  return feature.geometry.coordinates.map((part) => {
    taken += part.length;
    return rings.slice(taken - part.length, taken);
  });
}

export function positionOf(place: PlaceM, plane: Plane): Position {
  const { lonDeg, latDeg } = plane.toMap(place);
  return [lonDeg, latDeg];
}
