/** Making a hinge gentler: a wider fade at a zone's edge, else a wider landscape inside it. Pure. */
import {
  type GeoJsonWalk,
  idOf,
  kindOf,
  type WalkFeature,
  withFeature,
  withProperties,
  withSound,
} from "../document";
import { covers, distanceToLineM } from "../hit";
import type { PlaceM } from "../place";
import type { Plane } from "../plane";
import { ringsOf } from "../shape";

const WIDER = 1.5;
const WIDEST_FADE_M = 60;
const WIDEST_SCALE_M = 200;
export const USUAL = { fade_m: 10, scale_m: 10, smooth_m: 8 }; // the server's own, metres
const BESIDE_M = 2; // of an edge's fade, still the edge's doing

export type Softened = "fade_m" | "scale_m" | "smooth_m";

/** What was made wider, of which zone, and from how much to how much. */
export interface Softening {
  readonly zone: string;
  readonly field: Softened;
  readonly fromM: number;
  readonly toM: number;
}

/** What would soften the hinge at a place; `null` where no zone has to do with it. */
export function softeningAt(walk: GeoJsonWalk, place: PlaceM, plane: Plane): Softening | null {
  const zones = walk.features.filter((feature) => kindOf(feature) === "zone");
  const edged = zones
    .map((zone) => ({ zone, edgeM: distanceToEdgeM(zone, place, plane) }))
    .filter(({ zone, edgeM }) => edgeM <= fadeOf(zone) + BESIDE_M)
    .sort((one, other) => one.edgeM - other.edgeM)[0];
  if (edged !== undefined) {
    return softening(edged.zone, "fade_m", fadeOf(edged.zone), WIDEST_FADE_M);
  }
  const zone = zones.filter((each) => covers(each, place, plane)).at(-1);
  if (zone === undefined) return null;
  const { mapping, scale_m: scaleM, smooth_m: smoothM } = zone.properties.sound ?? {};
  const isBetween = mapping === "anchors" || mapping === "planted";
  const [field, fromM] = isBetween
    ? (["smooth_m", smoothM ?? USUAL.smooth_m] as const)
    : (["scale_m", scaleM ?? USUAL.scale_m] as const);
  return softening(zone, field, fromM, WIDEST_SCALE_M);
}

export function withSoftened(walk: GeoJsonWalk, { zone, field, toM }: Softening): GeoJsonWalk {
  return withFeature(walk, zone, (each) =>
    field === "fade_m" ? withProperties(each, { fade_m: toM }) : withSound(each, { [field]: toM }),
  );
}

function softening(zone: WalkFeature, field: Softened, fromM: number, mostM: number): Softening {
  const widerM = Math.max(fromM * WIDER, fromM + 1);
  const toM = Math.min(mostM, Math.round(widerM * 2) / 2);
  return { zone: idOf(zone), field, fromM, toM };
}

function fadeOf(zone: WalkFeature): number {
  return zone.properties.fade_m ?? USUAL.fade_m;
}

function distanceToEdgeM(zone: WalkFeature, place: PlaceM, plane: Plane): number {
  const rings = ringsOf(zone, plane);
  return Math.min(Number.POSITIVE_INFINITY, ...rings.map((ring) => distanceToLineM(place, ring)));
}
