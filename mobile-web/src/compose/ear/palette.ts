/** Sixteen places of a model: a pad over two axes, or sixteen neighbours of one place. Pure. */
import { normals } from "./seeded";

/** Latents in standard deviations, one an axis. */
export type Latents = readonly number[];

export const SIDE = 4;
export const PLACES = SIDE * SIDE;
/** How far neighbours lie, standard deviations on each axis. */
export const NEAR = 0.4;
export const FAR = 1.5;
const STEPS = [-1.5, -0.5, 0.5, 1.5]; // where a model mostly is
const SPREAD = 0.6; // of the axes the pad does not show
const LIMIT = 3; // a model knows little beyond
const DECIMALS = 1000;

/** What a pad shows: two axes, from 0, and which places of the others. */
export interface PadAxes {
  readonly across: number;
  readonly up: number;
  readonly seed: number;
}

/** Sixteen places, row by row from the top left: `across` grows rightwards, `up` upwards. */
export function padPlaces({ across, up, seed }: PadAxes, latentSize: number): Latents[] {
  const normal = normals(seed);
  return Array.from({ length: PLACES }, (_, place) => {
    const values = Array.from({ length: latentSize }, () => SPREAD * normal());
    const [column, row] = [place % SIDE, Math.floor(place / SIDE)];
    if (across < latentSize) values[across] = STEPS[column] ?? 0;
    if (up < latentSize && up !== across) values[up] = STEPS[SIDE - 1 - row] ?? 0;
    return values.map(tidy);
  });
}

/** Sixteen places around one, `sigma` away on each axis in the mean. */
export function neighbours(around: Latents, sigma: number, seed: number): Latents[] {
  const normal = normals(seed);
  return Array.from({ length: PLACES }, () =>
    around.map((value) => tidy(value + sigma * normal())),
  );
}

/** `latentSize` values: what is missing is 0, what is too many is left out. */
export function sized(values: Latents, latentSize: number): Latents {
  return Array.from({ length: latentSize }, (_, axis) => values[axis] ?? 0);
}

/** As they are kept: within reach of the model, a thousandth fine. */
export function tidied(values: Latents): Latents {
  return values.map(tidy);
}

function tidy(value: number): number {
  const kept = Math.min(LIMIT, Math.max(-LIMIT, value));
  return Math.round(kept * DECIMALS) / DECIMALS + 0; // never -0
}
