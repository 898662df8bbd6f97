/** Kinds of ground by plain names, and how a zone becomes one of them. Pure. */
import {
  featureOf,
  type GeoJsonWalk,
  idOf,
  type MappingName,
  type SoundJson,
  type SwatchJson,
  type WalkFeature,
  withFeature,
  withProperties,
} from "../document";
import { moved, type PlaceM } from "../place";
import type { Plane } from "../plane";
import { extentOf, middleOf } from "../shape";
import { type Latents, neighbours } from "./palette";
import { partsOf, rid, swatchesOf, withAnchorOf } from "./swatches";

export const GROUNDS = ["drifting", "between", "steps", "axes", "dreaming", "silence"] as const;
export type GroundName = (typeof GROUNDS)[number];

const STEPS_MIC = 0.9; // one's own sound, with a trace of the place
const MIC_IS_HIGH = 0.5;
const RING_M = 5; // around the middle, where sounds are first put
const MOST_ANCHORS = 5;

/** Which of them a zone is now; `null`: another, such as one fixed sound. */
export function groundOf(zone: WalkFeature): GroundName | null {
  const { sound } = zone.properties;
  if (sound === undefined) return "silence";
  if (micOf(sound) >= MIC_IS_HIGH && sound.mapping !== "silence") return "steps";
  const names: Partial<Record<MappingName, GroundName>> = {
    terrain: "drifting",
    anchors: "between",
    planted: "between",
    axes: "axes",
    prior: "dreaming",
    silence: "silence",
  };
  return names[sound.mapping] ?? null;
}

/** The zone with that ground; what both grounds know (loudness, model, room …) stays. */
export function withGround(
  walk: GeoJsonWalk,
  id: string,
  ground: GroundName,
  latentSize: number,
  plane: Plane,
): GeoJsonWalk {
  const zone = featureOf(walk, id);
  if (zone === null) return walk;
  if (ground === "between") return withBetween(walk, zone, latentSize, plane);
  const sound = soundOf(walk, zone, ground);
  return withFeature(rid(walk, id, sound.mapping), id, (each) => withProperties(each, { sound }));
}

/** The sounds between which a zone's ground would lie: its own, else those kept, else three seeded. */
export function soundsBetween(walk: GeoJsonWalk, id: string, latentSize: number): Latents[] {
  const own = partsOf(walk, id).flatMap(({ properties: { values } }) => (values ? [values] : []));
  if (own.length > 0) return own;
  return soundsToPlace(walk, id, latentSize).map(({ values }) => values as Latents);
}

function withBetween(
  walk: GeoJsonWalk,
  zone: WalkFeature,
  latentSize: number,
  plane: Plane,
): GeoJsonWalk {
  const id = idOf(zone);
  const kinds = partsOf(walk, id).map(({ properties }) => properties.kind);
  const mapping = kinds.length > 0 && !kinds.includes("anchor") ? "planted" : "anchors";
  const { mic: _, ...sound } = soundIn(zone);
  const listening = withFeature(rid(walk, id, mapping), id, (each) =>
    withProperties(each, { sound: { ...sound, mapping } }),
  );
  if (kinds.length > 0) return listening;
  const sounds = soundsToPlace(walk, id, latentSize);
  return sounds.reduce((grown, swatch, index) => {
    const place = ringPlace(zone, index, sounds.length, plane);
    return withAnchorOf(grown, id, place, swatch, plane).walk;
  }, listening);
}

function soundOf(walk: GeoJsonWalk, zone: WalkFeature, ground: GroundName): SoundJson {
  const { mic: _, ...kept } = soundIn(zone);
  const seed = kept.seed ?? ownSeed(walk);
  switch (ground) {
    case "drifting":
      return { motion: 0.4, motion_s: 2, ...kept, mapping: "terrain", seed };
    case "steps":
      return { ...kept, mapping: "terrain", seed, mic: STEPS_MIC };
    case "axes":
      return { ...kept, mapping: "axes" };
    case "dreaming":
      return { ...kept, mapping: "prior", seed };
    case "silence":
      return { ...kept, mapping: "silence" };
    case "between":
      return { ...kept, mapping: "anchors" };
    default:
      return ground satisfies never;
  }
}

function micOf({ mic = 0 }: SoundJson): number {
  if (typeof mic === "number") return mic;
  return mic.reduce((sum, share) => sum + share, 0) / Math.max(1, mic.length);
}

/** What was kept of the zone's model, the latest; else three places of it. */
function soundsToPlace(walk: GeoJsonWalk, id: string, latentSize: number): SwatchJson[] {
  const zone = featureOf(walk, id);
  const model = zone === null ? "" : modelOf(walk, zone);
  const kept = swatchesOf(walk).filter((swatch) => swatch.model === model);
  if (kept.length > 0) return kept.slice(-MOST_ANCHORS);
  const middle = Array.from({ length: latentSize }, () => 0);
  const seed = [...id].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
  const places = neighbours(middle, 1, seed).slice(0, 3);
  return places.map((values, index) => ({ title: `${index + 1}`, model, values }));
}

function modelOf(walk: GeoJsonWalk, zone: WalkFeature): string {
  return zone.properties.sound?.model ?? walk.latentwalk.model;
}

function ownSeed(walk: GeoJsonWalk): number {
  return Math.max(0, ...walk.features.map(({ properties }) => properties.sound?.seed ?? 0)) + 1;
}

/** Around the middle of a zone, half way to its nearest side. */
function ringPlace(zone: WalkFeature, index: number, of: number, plane: Plane): PlaceM {
  const middle = middleOf(zone, plane);
  const extent = extentOf(zone, plane);
  if (of === 1 || extent === null) return middle;
  const least = Math.min(extent.eastM - extent.westM, extent.northM - extent.southM);
  const turn = (2 * Math.PI * index) / of;
  const outM = Math.min(RING_M, least / 4);
  return moved(middle, outM * Math.sin(turn), outM * Math.cos(turn));
}

function soundIn(zone: WalkFeature): SoundJson {
  return zone.properties.sound ?? { mapping: "silence" };
}
