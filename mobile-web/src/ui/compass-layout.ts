/** Where a walk's grounds lie around its sphere, on a disc of radius 1 with north up. Pure. */
import { cornersOf } from "../domain/extent";
import type { Shape, Walk } from "../domain/walk";

/** One tint; x to the east, y to the south, as pictures count. */
export interface Tint {
  readonly id: string;
  readonly colour: string;
  readonly x: number;
  readonly y: number;
  readonly radius: number;
}

const FARTHEST = 0.62; // of the disc: the tint around it still fits
const LEAST_RADIUS = 0.34; // a tint is a wash of colour, never a dot
const MOST_RADIUS = 0.6;

/** Walks without zones keep the four directions, so that the picture always turns visibly. */
const WINDS: readonly Tint[] = [
  { id: "west", colour: "var(--tint-west)", x: -FARTHEST, y: 0, radius: 0.5 },
  { id: "east", colour: "var(--tint-east)", x: FARTHEST, y: 0, radius: 0.5 },
  { id: "north", colour: "var(--tint-north)", x: 0, y: -FARTHEST, radius: 0.5 },
  { id: "south", colour: "var(--tint-south)", x: 0, y: FARTHEST, radius: 0.5 },
];

/** The tints of a walk, around its first landmark, else around the middle of its zones. */
export function tintsOf(walk: Pick<Walk, "zones" | "landmarks">): readonly Tint[] {
  if (walk.zones.length === 0) return WINDS;
  const spots = walk.zones.map((zone) => ({ zone, ...spotOf(zone.shape) }));
  const middle = walk.landmarks[0]?.position ?? {
    eastM: mean(spots.map(({ eastM }) => eastM)),
    northM: mean(spots.map(({ northM }) => northM)),
  };
  const placed = spots.map((spot) => ({
    ...spot,
    eastM: spot.eastM - middle.eastM,
    northM: spot.northM - middle.northM,
  }));
  const farthestM = Math.max(1, ...placed.map(({ eastM, northM }) => Math.hypot(eastM, northM)));
  const scale = FARTHEST / farthestM;
  return placed.map(({ zone, eastM, northM, sizeM }) => ({
    id: zone.id,
    colour: zone.colour,
    x: eastM * scale,
    y: -northM * scale || 0, // never −0
    radius: Math.min(MOST_RADIUS, Math.max(LEAST_RADIUS, sizeM * scale)),
  }));
}

/** A shape's middle and half its width. */
function spotOf(shape: Shape): { eastM: number; northM: number; sizeM: number } {
  const corners = cornersOf(shape);
  const east = range(corners.map(([eastM]) => eastM));
  const north = range(corners.map(([, northM]) => northM));
  return {
    eastM: (east.least + east.most) / 2,
    northM: (north.least + north.most) / 2,
    sizeM: (east.most - east.least + north.most - north.least) / 4,
  };
}

function range(values: readonly number[]): { least: number; most: number } {
  return { least: Math.min(...values), most: Math.max(...values) };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
