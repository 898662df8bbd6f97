/**
 * A picture laid on the ground by two clicks on it and two on the ground: moved, turned and scaled,
 * never skewed. Pure.
 */
import type { PlaceM } from "./place";

/** A point of a picture, pixels from its top left corner. */
export interface PicturePoint {
  readonly x: number;
  readonly y: number;
}

/** One point of the picture and where it lies on the ground. */
export interface Pin {
  readonly point: PicturePoint;
  readonly place: PlaceM;
}

/** Two pins fix a picture; they must be apart on both. */
export type Pins = readonly [Pin, Pin];

/** The corners of a picture on the ground: top left, top right, bottom right, bottom left. */
export type Corners = readonly [PlaceM, PlaceM, PlaceM, PlaceM];

const LEAST_APART = 1e-6;

/** Where the picture's corners lie; `null` where two pins fall together. */
export function cornersOf(pins: Pins, widthPx: number, heightPx: number): Corners | null {
  const turn = similarityOf(pins);
  if (turn === null) return null;
  return [
    turn({ x: 0, y: 0 }),
    turn({ x: widthPx, y: 0 }),
    turn({ x: widthPx, y: heightPx }),
    turn({ x: 0, y: heightPx }),
  ];
}

/** Metres on the ground per pixel of the picture. */
export function metresPerPixel([one, other]: Pins): number {
  const pixels = Math.hypot(other.point.x - one.point.x, other.point.y - one.point.y);
  const metres = Math.hypot(
    other.place.eastM - one.place.eastM,
    other.place.northM - one.place.northM,
  );
  return metres / pixels;
}

/** The one map of turning and scaling that takes both points to their places. */
function similarityOf([one, other]: Pins): ((point: PicturePoint) => PlaceM) | null {
  // As complex numbers: east + i·north = a·(x − i·y) + b, since pictures count downwards.
  const [dx, dy] = [other.point.x - one.point.x, one.point.y - other.point.y];
  const squared = dx * dx + dy * dy;
  const east = other.place.eastM - one.place.eastM;
  const north = other.place.northM - one.place.northM;
  if (squared < LEAST_APART || east * east + north * north < LEAST_APART) return null;
  const real = (east * dx + north * dy) / squared;
  const imaginary = (north * dx - east * dy) / squared;
  return ({ x, y }) => {
    const [px, py] = [x - one.point.x, one.point.y - y];
    return {
      eastM: one.place.eastM + real * px - imaginary * py,
      northM: one.place.northM + imaginary * px + real * py,
    };
  };
}
