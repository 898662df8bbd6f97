/** The map by what is heard: which ground to listen to, and what came back. Pure. */
import type { GeoJsonWalk } from "../document";
import { type BoundsM, grown, type PlaceM } from "../place";
import type { Plane } from "../plane";
import { extentOfAll } from "../shape";

/** What the relief is drawn by. */
export const MEASURES = ["loudness", "brightness", "change"] as const;
export type Measure = (typeof MEASURES)[number];

/** Rows from south to north, each from west to east; `null`: silence. */
export type Rows = readonly (readonly (number | null)[])[];

/** A column and a row of a grid. */
export interface Cell {
  readonly column: number;
  readonly row: number;
}

export interface ReliefOrder {
  readonly bounds: BoundsM;
  readonly columns: number;
  readonly rows: number;
}

export interface Relief extends ReliefOrder {
  readonly loudnessDb: Rows;
  readonly brightnessHz: Rows;
  readonly changeDb: Rows;
  readonly hinges: readonly Cell[];
}

/** How many places are listened to: a sketch first, then the whole. */
export const CELLS = [200, 800] as const;
const LEAST_CELL_M = 0.5;
const MARGIN_M = 4; // to hear the outer edges from outside
const CONTOURS = 7;

/** The ground in view that the walk covers, in cells as square as they come; `null` where none is. */
export function reliefOrder(
  walk: GeoJsonWalk,
  view: BoundsM,
  plane: Plane,
  cells: number,
): ReliefOrder | null {
  const extent = extentOfAll(walk.features, plane);
  const bounds = extent === null ? null : common(grown(extent, MARGIN_M), view);
  if (bounds === null) return null;
  const [wideM, highM] = [bounds.eastM - bounds.westM, bounds.northM - bounds.southM];
  const cellM = Math.max(LEAST_CELL_M, Math.sqrt((wideM * highM) / cells));
  const count = (lengthM: number): number =>
    Math.min(200, Math.max(2, Math.floor(lengthM / cellM)));
  return { bounds, columns: count(wideM), rows: count(highM) };
}

/** Width and height of a cell, metres. */
export function cellM({ bounds, columns, rows }: ReliefOrder): readonly [number, number] {
  return [(bounds.eastM - bounds.westM) / columns, (bounds.northM - bounds.southM) / rows];
}

/** Where a point of the grid lies: `column` 0 is the middle of the first cell. */
export function placeIn(order: ReliefOrder, { column, row }: Cell): PlaceM {
  const [wideM, highM] = cellM(order);
  return {
    eastM: order.bounds.westM + (column + 0.5) * wideM,
    northM: order.bounds.southM + (row + 0.5) * highM,
  };
}

/** Where a change lies: between a cell and its neighbours to the east and to the north. */
export function changePlace(order: ReliefOrder, { column, row }: Cell): PlaceM {
  return placeIn(order, { column: column + 0.5, row: row + 0.5 });
}

/** The rows of one measure; where there is silence, brightness has none. */
export function rowsOf(relief: Relief, measure: Measure): Rows {
  const { loudnessDb, brightnessHz, changeDb } = relief;
  return { loudness: loudnessDb, brightness: brightnessHz, change: changeDb }[measure];
}

/** What most of it lies between: a wash by it is not spent on a few cells. */
export function spanOf(rows: Rows): readonly [number, number] | null {
  const values = rows.flat().filter((value) => value !== null);
  values.sort((one, other) => one - other);
  const [least, most] = [0.04, 0.96].map(
    (share) => values[Math.round(share * (values.length - 1))],
  );
  return least === undefined || most === undefined ? null : [least, most];
}

/** Round heights for contour lines through most of it. */
export function levelsOf(rows: Rows): number[] {
  const range = spanOf(rows);
  if (range === null || range[1] - range[0] < 1e-6) return [];
  const rough = (range[1] - range[0]) / CONTOURS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5, 10].find((nice) => nice * power >= rough) ?? 10) * power;
  const first = Math.floor(range[0] / step) + 1;
  const count = Math.ceil(range[1] / step) - first;
  return Array.from({ length: Math.max(0, count) }, (_, index) => (first + index) * step);
}

function common(one: BoundsM, other: BoundsM): BoundsM | null {
  const both = {
    westM: Math.max(one.westM, other.westM),
    southM: Math.max(one.southM, other.southM),
    eastM: Math.min(one.eastM, other.eastM),
    northM: Math.min(one.northM, other.northM),
  };
  return both.westM < both.eastM && both.southM < both.northM ? both : null;
}
