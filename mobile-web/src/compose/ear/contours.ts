/**
 * Contour lines by marching squares (Lorensen & Cline 1987 in the plane): where a grid passes a
 * height, joined to lines. Pure.
 */
import type { Cell, Rows } from "./relief";

/** A line through a grid; a closed one ends where it begins. */
export type GridLine = readonly Cell[];

type Segment = readonly [Cell, Cell];
type Square = readonly [number, number, number, number]; // south-west, then anticlockwise

/** Lines along which the grid has the height `level`; silence has none around it. */
export function contours(rows: Rows, level: number): GridLine[] {
  const segments: Segment[] = [];
  for (let row = 0; row + 1 < rows.length; row += 1) {
    for (let column = 0; column + 1 < (rows[row]?.length ?? 0); column += 1) {
      const square = squareAt(rows, column, row);
      if (square !== null) segments.push(...crossings(square, level, column, row));
    }
  }
  return joined(segments);
}

function squareAt(rows: Rows, column: number, row: number): Square | null {
  const corners = [
    rows[row]?.[column],
    rows[row]?.[column + 1],
    rows[row + 1]?.[column + 1],
    rows[row + 1]?.[column],
  ];
  return corners.every((corner) => typeof corner === "number")
    ? (corners as unknown as Square)
    : null;
}

const OFFSETS = [
  [0, 0],
  [1, 0],
  [1, 1],
  [0, 1],
] as const;

/** Where the edges of a square are crossed, paired so that the higher side lies on one hand. */
function crossings(square: Square, level: number, column: number, row: number): Segment[] {
  const crossed = [0, 1, 2, 3].filter(
    (edge) => at(square, edge) >= level !== at(square, edge + 1) >= level,
  );
  const points = crossed.map((edge) => pointOn(square, edge, level, column, row));
  const [a, b, c, d] = points;
  if (a === undefined || b === undefined) return [];
  if (c === undefined || d === undefined) return [[a, b]];
  // A saddle: the middle decides which corners belong together.
  const middle = square.reduce((sum, corner) => sum + corner, 0) / 4;
  const isJoined = middle >= level === square[0] >= level;
  return isJoined
    ? [
        [a, b],
        [c, d],
      ]
    : [
        [a, d],
        [b, c],
      ];
}

function pointOn(square: Square, edge: number, level: number, column: number, row: number): Cell {
  const [from, to] = [OFFSETS[edge % 4] ?? OFFSETS[0], OFFSETS[(edge + 1) % 4] ?? OFFSETS[0]];
  const [low, high] = [at(square, edge), at(square, edge + 1)];
  const share = (level - low) / (high - low);
  return {
    column: column + from[0] + share * (to[0] - from[0]),
    row: row + from[1] + share * (to[1] - from[1]),
  };
}

function at(square: Square, corner: number): number {
  return square[corner % 4] ?? 0;
}

/** Join segments that share an end; each end is shared by two at most. */
function joined(segments: readonly Segment[]): GridLine[] {
  const byEnd = new Map<string, Segment[]>();
  for (const segment of segments) {
    for (const end of segment) byEnd.set(keyOf(end), [...(byEnd.get(keyOf(end)) ?? []), segment]);
  }
  const used = new Set<Segment>();
  const walkFrom = (end: Cell): Cell[] => {
    const path: Cell[] = [];
    for (let here = end; ; ) {
      const next = byEnd.get(keyOf(here))?.find((segment) => !used.has(segment));
      if (next === undefined) return path;
      used.add(next);
      here = keyOf(next[0]) === keyOf(here) ? next[1] : next[0];
      path.push(here);
    }
  };
  return segments.flatMap((segment) => {
    if (used.has(segment)) return [];
    used.add(segment);
    const [from, to] = segment;
    return [[...walkFrom(from).reverse(), from, to, ...walkFrom(to)]];
  });
}

function keyOf({ column, row }: Cell): string {
  return `${column.toFixed(6)} ${row.toFixed(6)}`;
}
