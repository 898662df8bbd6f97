/**
 * The picture and the map that lie under a walk while it is composed; kept in the document's foreign member
 * `x-ground`, which every other reader passes over. Pure.
 */
import type { GeoJsonWalk, Pair } from "./document";
import type { Plane } from "./plane";
import type { Pin, Pins } from "./registration";

export interface GroundPicture {
  readonly file: string;
  readonly pins: Pins;
  readonly opacity: number; // 0..1
}

const MEMBER = "x-ground";
const USUAL_OPACITY = 0.7;

/** The walk's picture; `null` where there is none, or none that can be read. */
export function groundPictureOf(walk: GeoJsonWalk, plane: Plane): GroundPicture | null {
  const { picture } = objectOf(walk[MEMBER]);
  const { file, pins, opacity } = objectOf(picture);
  if (typeof file !== "string" || !Array.isArray(pins)) return null;
  const [one, other] = pins.map((pin) => pinOf(pin, plane));
  if (one === undefined || one === null || other === undefined || other === null) return null;
  return {
    file,
    pins: [one, other],
    opacity: typeof opacity === "number" ? opacity : USUAL_OPACITY,
  };
}

/** The walk with another picture under it; `null` takes it away. */
export function withGroundPicture(
  walk: GeoJsonWalk,
  picture: GroundPicture | null,
  plane: Plane,
): GeoJsonWalk {
  if (picture === null) return withMember(walk, { picture: undefined });
  const pins = picture.pins.map(({ point, place }) => ({
    point: [Math.round(point.x), Math.round(point.y)],
    place: plane.toCoordinates(place),
  }));
  const { file, opacity } = picture;
  return withMember(walk, { picture: { file, opacity, pins } });
}

/** Which map lies below: a name the server gave; `null`: the bare grid. */
export function baseMapOf(walk: GeoJsonWalk): string | null {
  const { map } = objectOf(walk[MEMBER]);
  return typeof map === "string" ? map : null;
}

export function withBaseMap(walk: GeoJsonWalk, map: string | null): GeoJsonWalk {
  return withMember(walk, { map: map ?? undefined });
}

/** Exchange what the member holds; a member left empty goes. */
function withMember(walk: GeoJsonWalk, change: Readonly<Record<string, unknown>>): GeoJsonWalk {
  const { [MEMBER]: before, ...rest } = walk;
  const entries = Object.entries({ ...objectOf(before), ...change });
  const kept = entries.filter(([, value]) => value !== undefined);
  if (kept.length === 0) return rest as GeoJsonWalk;
  return { ...(rest as GeoJsonWalk), [MEMBER]: Object.fromEntries(kept) };
}

function pinOf(value: unknown, plane: Plane): Pin | null {
  const { point, place } = objectOf(value);
  const [pixel, ground] = [pairOf(point), pairOf(place)];
  if (pixel === null || ground === null) return null;
  return { point: { x: pixel[0], y: pixel[1] }, place: plane.toPlace(ground) };
}

function pairOf(value: unknown): Pair | null {
  if (!Array.isArray(value)) return null;
  const [first, second] = value as unknown[];
  return typeof first === "number" && typeof second === "number" ? [first, second] : null;
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}
