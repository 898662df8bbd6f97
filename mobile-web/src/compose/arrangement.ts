/** What one does with features that are there: move, copy, bring forward, put back. Pure. */
import {
  featureOf,
  freeId,
  type GeoJsonWalk,
  idOf,
  idsOf,
  isForeign,
  isPart,
  type WalkFeature,
  withFeature,
  withProperties,
} from "./document";
import type { Grown } from "./new-feature";
import type { Plane } from "./plane";
import { extentOf, movedFeature } from "./shape";

const COPY_BESIDE_M = 4; // at least, so that a copy is seen

/** The feature carried along, with the anchors and planted sounds that belong to it. */
export function withMoved(
  walk: GeoJsonWalk,
  id: string,
  byEastM: number,
  byNorthM: number,
  plane: Plane,
): GeoJsonWalk {
  const features = walk.features.map((feature) =>
    idOf(feature) === id || (isPart(feature) && feature.properties.zone === id)
      ? movedFeature(feature, byEastM, byNorthM, plane)
      : feature,
  );
  return { ...walk, features };
}

/** A copy of the feature beside it, with copies of what belongs to it; `null` without the feature. */
export function withCopy(walk: GeoJsonWalk, id: string, plane: Plane): Grown | null {
  const feature = featureOf(walk, id);
  if (feature === null) return null;
  const taken = new Set(idsOf(walk));
  const newId = claim(taken, id);
  const extent = extentOf(feature, plane);
  const wideM = extent === null ? 0 : extent.eastM - extent.westM;
  const byM = Math.max(COPY_BESIDE_M, Math.min(wideM, 20));
  const aside = (each: WalkFeature): WalkFeature => movedFeature(each, byM, -byM / 2, plane);
  const parts = walk.features
    .filter((each) => isPart(each) && each.properties.zone === id)
    .map((part) => withProperties(aside(part), { id: claim(taken, idOf(part)), zone: newId }));
  const copy = withProperties(aside(feature), { id: newId });
  return { walk: { ...walk, features: [...walk.features, copy, ...parts] }, id: newId };
}

/** Move it `steps` places down the list (up where negative); as far as the ends of what is shown. */
export function withReordered(walk: GeoJsonWalk, id: string, steps: number): GeoJsonWalk {
  const from = walk.features.findIndex((feature) => idOf(feature) === id);
  const feature = walk.features[from];
  if (feature === undefined) return walk;
  const own = walk.features.filter((each) => !isForeign(each));
  const at = Math.min(own.length - 1, Math.max(0, own.indexOf(feature) + steps));
  const to = walk.features.indexOf(own[at] ?? feature);
  if (to === from) return walk;
  const others = walk.features.filter((_, index) => index !== from);
  return { ...walk, features: [...others.slice(0, to), feature, ...others.slice(to)] };
}

/** Exchange the feature's geometry only. */
export function withGeometry(
  walk: GeoJsonWalk,
  id: string,
  geometry: WalkFeature["geometry"],
): GeoJsonWalk {
  return withFeature(walk, id, (feature) => ({ ...feature, geometry }));
}

function claim(taken: Set<string>, stem: string): string {
  const id = freeId(taken, stem);
  taken.add(id);
  return id;
}
