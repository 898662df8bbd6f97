/**
 * A walk document as the editor holds it: GeoJSON with the member `latentwalk`. Pure.
 *
 * Nothing the editor does not know is lost: objects are copied whole and only the named member is
 * exchanged. Coordinates stay in the document's own frame (`[east, north]` in metres for a local
 * walk, `[lon, lat]` in degrees for a geographic one); `plane.ts` turns them.
 */
import type { Words } from "../words/words";

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [name: string]: Json | undefined;
}

/** The pair that GeoJSON forces, in the document's frame. */
export type Pair = readonly [number, number];
export type Ring = readonly Pair[]; // closed: the last is the first again

export interface PointGeometry {
  readonly type: "Point";
  readonly coordinates: Pair;
}
export interface LineGeometry {
  readonly type: "LineString";
  readonly coordinates: readonly Pair[];
}
export interface PolygonGeometry {
  readonly type: "Polygon";
  readonly coordinates: readonly Ring[];
}
export interface MultiPolygonGeometry {
  readonly type: "MultiPolygon";
  readonly coordinates: readonly (readonly Ring[])[];
}
export type Geometry = PointGeometry | LineGeometry | PolygonGeometry | MultiPolygonGeometry;

export const KINDS = ["zone", "landmark", "hush", "anchor", "planted", "sample"] as const;
export type Kind = (typeof KINDS)[number];

export const MAPPINGS = [
  "axes",
  "anchors",
  "planted",
  "terrain",
  "fixed",
  "prior",
  "silence",
] as const;
export type MappingName = (typeof MAPPINGS)[number];

/** How ground sounds, by the names of the document; what is left out takes the server's default. */
export interface SoundJson extends JsonObject {
  readonly mapping: MappingName;
  readonly model?: string;
  readonly scale_m?: number;
  readonly gain_db?: number;
  readonly seed?: number;
  readonly motion?: number;
  readonly motion_s?: number;
  readonly mic?: number | readonly number[];
  readonly stage_deg?: Pair;
  readonly values?: readonly number[];
  readonly spread?: number | readonly number[];
  readonly axes?: readonly (string | null)[];
  readonly smooth_m?: number;
}

/** Properties of a Feature; which of them matter depends on its kind. */
export interface Properties extends JsonObject {
  readonly kind?: Kind;
  readonly id?: string;
  readonly title?: Words;
  readonly colour?: string;
  readonly radius_m?: number;
  readonly width_m?: number;
  readonly fade_m?: number;
  readonly priority?: number;
  readonly weight?: number;
  readonly sound?: SoundJson;
  readonly hush?: string;
  readonly hush_m?: number;
  readonly zone?: string;
  readonly values?: readonly number[];
  readonly file?: string;
  readonly gain_db?: number;
  readonly playing?: string;
}

export interface WalkFeature {
  readonly type: "Feature";
  readonly id?: string | number;
  readonly properties: Properties;
  readonly geometry: Geometry;
}

export interface SwatchJson extends JsonObject {
  readonly title: Words;
  readonly model: string;
  readonly values: readonly number[];
}

/** The settings of the whole piece. */
export interface PieceJson extends JsonObject {
  readonly title: Words;
  readonly description?: Words;
  readonly frame: "local" | "geographic";
  readonly origin?: Pair;
  readonly start?: readonly number[];
  readonly model: string;
  readonly seed?: number;
  readonly outside?: SoundJson;
  readonly swatches?: readonly SwatchJson[];
  readonly axis_names?: { readonly [model: string]: readonly string[] };
}

export interface GeoJsonWalk {
  readonly type: "FeatureCollection";
  readonly latentwalk: PieceJson;
  readonly features: readonly WalkFeature[];
  readonly [member: string]: unknown;
}

export function kindOf(feature: WalkFeature): Kind {
  return feature.properties.kind ?? "zone";
}

/** Whether another program reads it, or a survey: kept where it is, and neither shown nor heard. */
export function isForeign({ properties: { kind } }: WalkFeature): boolean {
  return kind?.startsWith("x-") === true;
}

/** Members to exchange; `undefined` takes one away. */
export type Change<T> = { readonly [Name in keyof T]?: T[Name] | undefined };

/** The feature's id; after {@link identified} every feature has one of its own. */
export function idOf(feature: WalkFeature): string {
  return feature.properties.id ?? String(feature.id ?? "");
}

export function featureOf(walk: GeoJsonWalk, id: string | null): WalkFeature | null {
  return walk.features.find((feature) => idOf(feature) === id) ?? null;
}

export function featuresOf(walk: GeoJsonWalk, kind: Kind): readonly WalkFeature[] {
  return walk.features.filter((feature) => kindOf(feature) === kind);
}

/** Give each feature without an id of its own the one the server would, or the next free one. */
export function identified(walk: GeoJsonWalk): GeoJsonWalk {
  const taken = new Set<string>();
  const features = walk.features.map((feature, index) => {
    const given = idOf(feature);
    const wished = given === "" ? `${kindOf(feature)}-${index + 1}` : given;
    const id = taken.has(wished) ? freeId(taken, wished) : wished;
    taken.add(id);
    return feature.properties.id === id ? feature : withProperties(feature, { id });
  });
  return { ...walk, features };
}

/** `stem`, or `stem-2`, `stem-3` … : the first that is not taken. */
export function freeId(taken: ReadonlySet<string>, stem: string): string {
  if (!taken.has(stem)) return stem;
  for (let number = 2; ; number += 1) {
    const id = `${stem}-${number}`;
    if (!taken.has(id)) return id;
  }
}

export function idsOf(walk: GeoJsonWalk): ReadonlySet<string> {
  return new Set(walk.features.map(idOf));
}

/** The feature with some properties exchanged; `undefined` takes one away. */
export function withProperties(feature: WalkFeature, change: Change<Properties>): WalkFeature {
  return { ...feature, properties: merged(feature.properties, change) };
}

/** The feature with some fields of its sound exchanged; `undefined` takes one away. */
export function withSound(feature: WalkFeature, change: Change<SoundJson>): WalkFeature {
  const sound = merged<SoundJson>(feature.properties.sound ?? { mapping: "silence" }, change);
  return withProperties(feature, { sound });
}

/** The walk with one feature exchanged; others keep their identity. */
export function withFeature(
  walk: GeoJsonWalk,
  id: string,
  change: (feature: WalkFeature) => WalkFeature,
): GeoJsonWalk {
  const features = walk.features.map((each) => (idOf(each) === id ? change(each) : each));
  return { ...walk, features };
}

export function withAdded(walk: GeoJsonWalk, feature: WalkFeature): GeoJsonWalk {
  return { ...walk, features: [...walk.features, feature] };
}

/** The walk without a feature, nor the anchors and planted sounds that belonged to it. */
export function without(walk: GeoJsonWalk, id: string): GeoJsonWalk {
  const features = walk.features.filter(
    (each) => idOf(each) !== id && !(isPart(each) && each.properties.zone === id),
  );
  return { ...walk, features };
}

/** The walk with some of its settings exchanged; `undefined` takes one away. */
export function withPiece(walk: GeoJsonWalk, change: Change<PieceJson>): GeoJsonWalk {
  return { ...walk, latentwalk: merged(walk.latentwalk, change) };
}

/** Whether it belongs to a zone: an anchor or a planted sound. */
export function isPart(feature: WalkFeature): boolean {
  return kindOf(feature) === "anchor" || kindOf(feature) === "planted";
}

function merged<T extends JsonObject>(object: T, change: Change<T>): T {
  const entries = Object.entries({ ...object, ...change });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T;
}
