/** Sounds that were kept, and how they come onto the ground as anchors. Pure. */
import {
  freeId,
  type GeoJsonWalk,
  idOf,
  idsOf,
  isPart,
  type SwatchJson,
  type WalkFeature,
  withAdded,
  withFeature,
  withPiece,
  withSound,
} from "../document";
import { zoneAt } from "../hit";
import { type Grown, withDrawn } from "../new-feature";
import type { PlaceM } from "../place";
import type { Plane } from "../plane";
import { tidied } from "./palette";

const ANCHOR_RADIUS_M = 15; // of the zone that grows around an anchor on bare ground

/** A walk with an anchor more, or why it was not put there. */
export type Anchored =
  | { readonly kind: "anchored"; readonly grown: Grown }
  | { readonly kind: "otherModel"; readonly zone: string };

export function swatchesOf(walk: GeoJsonWalk): readonly SwatchJson[] {
  return walk.latentwalk.swatches ?? [];
}

export function withSwatch(walk: GeoJsonWalk, swatch: SwatchJson): GeoJsonWalk {
  const kept = { ...swatch, values: tidied(swatch.values) };
  return withPiece(walk, { swatches: [...swatchesOf(walk), kept] });
}

export function withoutSwatch(walk: GeoJsonWalk, index: number): GeoJsonWalk {
  const rest = swatchesOf(walk).filter((_, each) => each !== index);
  return withPiece(walk, { swatches: rest.length === 0 ? undefined : rest });
}

export function withSwatchTitle(walk: GeoJsonWalk, index: number, title: string): GeoJsonWalk {
  const swatches = swatchesOf(walk).map((each, at) => (at === index ? { ...each, title } : each));
  return withPiece(walk, { swatches });
}

/**
 * A swatch on the ground: an anchor of the zone it lies in, whose mapping becomes anchors; on bare
 * ground a round zone grows around it. A zone that already has anchors of another model keeps them.
 */
export function withAnchor(
  walk: GeoJsonWalk,
  place: PlaceM,
  swatch: SwatchJson,
  plane: Plane,
): Anchored {
  const zone = zoneAt(walk, place, plane);
  if (zone === null) {
    const circle = { shape: "circle", centre: place, radiusM: ANCHOR_RADIUS_M } as const;
    const title = typeof swatch.title === "string" ? swatch.title : "";
    const fresh = withDrawn(walk, "zone", circle, title, plane);
    return { kind: "anchored", grown: withAnchorOf(fresh.walk, fresh.id, place, swatch, plane) };
  }
  const id = idOf(zone);
  const model = zone.properties.sound?.model ?? walk.latentwalk.model;
  const hasAnchors = zone.properties.sound?.mapping === "anchors" && partsOf(walk, id).length > 0;
  if (hasAnchors && model !== swatch.model) return { kind: "otherModel", zone: id };
  return { kind: "anchored", grown: withAnchorOf(walk, id, place, swatch, plane) };
}

/** An anchor of one zone, whose mapping becomes anchors. */
export function withAnchorOf(
  walk: GeoJsonWalk,
  zone: string,
  place: PlaceM,
  swatch: SwatchJson,
  plane: Plane,
): Grown {
  const model = swatch.model === walk.latentwalk.model ? undefined : swatch.model;
  const listening = withFeature(rid(walk, zone, "anchors"), zone, (each) =>
    withSound(each, { mapping: "anchors", model }),
  );
  const id = freeId(idsOf(listening), "anchor");
  const feature: WalkFeature = {
    type: "Feature",
    properties: { kind: "anchor", id, zone, title: swatch.title, values: tidied(swatch.values) },
    geometry: { type: "Point", coordinates: plane.toCoordinates(place) },
  };
  return { walk: withAdded(listening, feature), id };
}

/** The anchors and planted sounds of a zone. */
export function partsOf(walk: GeoJsonWalk, zone: string): readonly WalkFeature[] {
  return walk.features.filter((each) => isPart(each) && each.properties.zone === zone);
}

/** The walk without those parts of a zone that `mapping` has no use for: the server refuses them. */
export function rid(walk: GeoJsonWalk, zone: string, mapping: string): GeoJsonWalk {
  const kind = { anchors: "anchor", planted: "planted" }[mapping];
  const features = walk.features.filter(
    (each) => !(isPart(each) && each.properties.zone === zone && each.properties.kind !== kind),
  );
  return features.length === walk.features.length ? walk : { ...walk, features };
}
