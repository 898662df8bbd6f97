/** Features as they are born: what is drawn becomes a zone that sounds, a hush, a landmark … Pure. */
import {
  freeId,
  type GeoJsonWalk,
  type Geometry,
  idOf,
  idsOf,
  type Kind,
  type Properties,
  type WalkFeature,
  withAdded,
  withFeature,
  withProperties,
  withSound,
} from "./document";
import { zoneAt } from "./hit";
import { areaM2, type PlaceM } from "./place";
import type { Plane } from "./plane";

/** What a drawing tool leaves behind, local metres; rings are closed. */
export type Drawn =
  | { readonly shape: "polygon"; readonly ring: readonly PlaceM[] }
  | { readonly shape: "circle"; readonly centre: PlaceM; readonly radiusM: number }
  | { readonly shape: "line"; readonly line: readonly PlaceM[] }
  | { readonly shape: "point"; readonly place: PlaceM };

/** A document with one more feature, and that feature's id. */
export interface Grown {
  readonly walk: GeoJsonWalk;
  readonly id: string;
}

const COLOURS = ["#7f936c", "#5f8d98", "#a58c66", "#93707f", "#7c86a8", "#8d8a5f"];
const LANDMARK_COLOUR = "#f2efe6";
const CORRIDOR_M = 6; // a path and its verges
const PLANTED_RADIUS_M = 15; // the least that outdoor positions can tell apart
const WIDEST_FADE_M = 8;

/** The drawn shape as a feature of `kind`. */
export function withDrawn(
  walk: GeoJsonWalk,
  kind: Kind,
  drawn: Drawn,
  title: string,
  plane: Plane,
): Grown {
  const id = freeId(idsOf(walk), stemOf(walk, kind));
  const properties: Properties = {
    ...(kind === "zone" ? {} : { kind }),
    id,
    title,
    ...propertiesOf(walk, kind, drawn),
    ...sizeOf(drawn),
  };
  const feature: WalkFeature = { type: "Feature", properties, geometry: geometryOf(drawn, plane) };
  return { walk: withAdded(walk, feature), id };
}

/** A located recording. */
export function withSample(
  walk: GeoJsonWalk,
  place: PlaceM,
  file: string,
  title: string,
  plane: Plane,
): Grown {
  const grown = withDrawn(walk, "sample", { shape: "point", place }, title, plane);
  const change = (feature: WalkFeature): WalkFeature => ({
    ...feature,
    properties: { ...feature.properties, file, radius_m: 20 },
  });
  return { walk: withFeature(grown.walk, grown.id, change), id: grown.id };
}

/**
 * A planted sound: it belongs to the zone it lies in, which from then on plays what is planted in
 * it; on bare ground a round zone grows around it.
 */
export function withPlanted(
  walk: GeoJsonWalk,
  place: PlaceM,
  file: string,
  title: string,
  plane: Plane,
): Grown {
  const zone = zoneAt(walk, place, plane);
  if (zone === null) {
    const circle = { shape: "circle", centre: place, radiusM: PLANTED_RADIUS_M } as const;
    return plantedIn(withDrawn(walk, "zone", circle, title, plane), place, file, title, plane);
  }
  return plantedIn({ walk, id: idOf(zone) }, place, file, title, plane);
}

/** A sound planted in one zone, which from then on plays what is planted in it. */
export function plantedIn(
  { walk, id: zone }: Grown,
  place: PlaceM,
  file: string,
  title: string,
  plane: Plane,
): Grown {
  const id = freeId(idsOf(walk), "planted");
  const listening = withFeature(withoutAnchors(walk, zone), zone, (each) =>
    withSound(each, { mapping: "planted" }),
  );
  const feature: WalkFeature = {
    type: "Feature",
    properties: { kind: "planted", id, zone, file, title },
    geometry: { type: "Point", coordinates: plane.toCoordinates(place) },
  };
  return { walk: withAdded(listening, feature), id };
}

/** What is planted and what is anchored cannot be one ground. */
function withoutAnchors(walk: GeoJsonWalk, zone: string): GeoJsonWalk {
  const features = walk.features.filter(
    ({ properties }) => properties.kind !== "anchor" || properties.zone !== zone,
  );
  return { ...walk, features };
}

/**
 * A round zone of its own for what is planted on foot, above whatever sounds there; ground that
 * already takes such things takes one more.
 */
export function withSpot(
  walk: GeoJsonWalk,
  place: PlaceM,
  mapping: "anchors" | "planted",
  title: string,
  plane: Plane,
): Grown {
  const zone = zoneAt(walk, place, plane);
  if (zone?.properties.sound?.mapping === mapping) return { walk, id: idOf(zone) };
  const circle = { shape: "circle", centre: place, radiusM: PLANTED_RADIUS_M } as const;
  const grown = withDrawn(walk, "zone", circle, title, plane);
  if (zone === null) return grown;
  const priority = (zone.properties.priority ?? 0) + 1;
  return {
    ...grown,
    walk: withFeature(grown.walk, grown.id, (each) => withProperties(each, { priority })),
  };
}

/** The title's number: one more than there are of its kind. */
export function numberOf(walk: GeoJsonWalk, kind: Kind): number {
  return walk.features.filter((feature) => (feature.properties.kind ?? "zone") === kind).length + 1;
}

function stemOf(walk: GeoJsonWalk, kind: Kind): string {
  return `${kind}-${numberOf(walk, kind)}`;
}

function propertiesOf(walk: GeoJsonWalk, kind: Kind, drawn: Drawn): Properties {
  switch (kind) {
    case "zone":
      return zoneProperties(walk, drawn);
    case "hush":
      return { hush: "road" };
    case "landmark":
      return { radius_m: 1, up_m: 1, colour: LANDMARK_COLOUR };
    default:
      return {};
  }
}

/** A new zone sounds at once: a landscape of its own seed. */
function zoneProperties(walk: GeoJsonWalk, drawn: Drawn): Properties {
  const seeds = walk.features.map(({ properties }) => properties.sound?.seed ?? 0);
  const number = numberOf(walk, "zone");
  return {
    colour: COLOURS[(number - 1) % COLOURS.length] ?? LANDMARK_COLOUR,
    fade_m: fadeOf(drawn),
    sound: {
      mapping: "terrain",
      seed: Math.max(0, ...seeds) + 1,
      scale_m: walk.latentwalk.frame === "local" ? 8 : 12,
      motion: 0.4,
      motion_s: 2,
    },
  };
}

/** A third of the way to the middle, so that the core is whole; half metres. */
function fadeOf(drawn: Drawn): number {
  const inwardM = inwardOf(drawn);
  return Math.max(0.5, Math.min(WIDEST_FADE_M, Math.round((inwardM * 2) / 3) / 2));
}

/** About how far it is from the edge to the middle. */
function inwardOf(drawn: Drawn): number {
  switch (drawn.shape) {
    case "circle":
      return drawn.radiusM;
    case "polygon":
      return Math.sqrt(areaM2(drawn.ring) / Math.PI);
    default:
      return CORRIDOR_M / 2;
  }
}

function sizeOf(drawn: Drawn): Properties {
  if (drawn.shape === "circle") return { radius_m: Math.round(drawn.radiusM * 10) / 10 };
  return drawn.shape === "line" ? { width_m: CORRIDOR_M } : {};
}

function geometryOf(drawn: Drawn, plane: Plane): Geometry {
  const turn = (place: PlaceM) => plane.toCoordinates(place);
  switch (drawn.shape) {
    case "polygon":
      return { type: "Polygon", coordinates: [drawn.ring.map(turn)] };
    case "circle":
      return { type: "Point", coordinates: turn(drawn.centre) };
    case "line":
      return { type: "LineString", coordinates: drawn.line.map(turn) };
    case "point":
      return { type: "Point", coordinates: turn(drawn.place) };
    default:
      return drawn satisfies never;
  }
}
