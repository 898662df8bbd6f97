/**
 * Hinges: where what is heard changes fastest from place to place. Pure.
 *
 * The server marks their cells; here they are joined to ridges, measured across, and found again.
 */
import { distanceM, moved, type PlaceM } from "../place";
import { type Cell, cellM, changePlace, type Relief, type ReliefOrder } from "./relief";

/** What outdoor positions can be trusted to, metres: a finer hinge wanders with the error. */
export const ACCURACY_M = 8;
/** How far to either side it is heard from. */
export const ASIDE_M = 3;

export interface Hinge {
  readonly cells: readonly Cell[];
  readonly lines: readonly (readonly PlaceM[])[]; // the ridge, local metres
  readonly middle: PlaceM; // on the ridge, where it is sharpest
  readonly changeDb: number; // the most from one cell to the next
  readonly widthM: number; // across, where change is at least half of its most
}

/** The ridges of a relief, the sharpest first. */
export function hingesOf(relief: Relief): Hinge[] {
  const hinges = groupsOf(relief.hinges).map((cells) => hingeOf(relief, cells));
  return hinges.sort((one, other) => other.changeDb - one.changeDb);
}

/** Whether a position error moves it about: walkers will hear it now here, now there. */
export function willMove({ widthM }: Hinge, accuracyM = ACCURACY_M): boolean {
  return widthM < accuracyM;
}

/** A hinge by where it is: the same after the same relief is drawn again. */
export function keyOf({ middle }: Hinge): string {
  return `${Math.round(middle.eastM)} ${Math.round(middle.northM)}`;
}

/** The hinge within `reachM` of a place, and the place on its ridge; `null` where none is. */
export function hingeAt(
  hinges: readonly Hinge[],
  place: PlaceM,
  relief: ReliefOrder,
  reachM: number,
): { readonly hinge: Hinge; readonly at: PlaceM } | null {
  const near = hinges.flatMap((hinge) =>
    hinge.cells.map((cell) => ({ hinge, at: changePlace(relief, cell) })),
  );
  const [nearest] = near.sort(
    (one, other) => distanceM(one.at, place) - distanceM(other.at, place),
  );
  return nearest !== undefined && distanceM(nearest.at, place) <= reachM ? nearest : null;
}

/** The places on both sides of a hinge, `asideM` from it along the shortest way over it. */
export function sidesOf(relief: Relief, at: PlaceM, asideM = ASIDE_M): readonly [PlaceM, PlaceM] {
  const { way } = crossingOf(relief, nearestCell(relief, at));
  const [wideM, highM] = cellM(relief);
  const [east, north] = [way[0] * wideM, way[1] * highM];
  const share = asideM / Math.hypot(east, north);
  return [moved(at, -east * share, -north * share), moved(at, east * share, north * share)];
}

function hingeOf(relief: Relief, cells: readonly Cell[]): Hinge {
  const sharpest = cells.reduce((best, cell) =>
    changeAt(relief, cell) > changeAt(relief, best) ? cell : best,
  );
  return {
    cells,
    lines: ridgeOf(relief, cells),
    middle: changePlace(relief, sharpest),
    changeDb: changeAt(relief, sharpest),
    widthM: crossingOf(relief, sharpest).widthM,
  };
}

/** Cells that touch, by sides or corners, belong together. */
function groupsOf(cells: readonly Cell[]): Cell[][] {
  const left = new Map(cells.map((cell) => [`${cell.column} ${cell.row}`, cell]));
  const groups: Cell[][] = [];
  for (const first of cells) {
    if (!left.delete(`${first.column} ${first.row}`)) continue;
    const group = [first];
    for (const cell of group) {
      for (const next of around(cell)) {
        const found = left.get(`${next.column} ${next.row}`);
        if (found === undefined) continue;
        left.delete(`${next.column} ${next.row}`);
        group.push(found);
      }
    }
    groups.push(group);
  }
  return groups;
}

function around({ column, row }: Cell): Cell[] {
  return [-1, 0, 1].flatMap((up) =>
    [-1, 0, 1].map((by) => ({ column: column + by, row: row + up })),
  );
}

/** Short lines from cell to neighbouring cell; corners only where no side joins them. */
function ridgeOf(relief: ReliefOrder, cells: readonly Cell[]): PlaceM[][] {
  const has = new Set(cells.map(({ column, row }) => `${column} ${row}`));
  const isThere = (column: number, row: number): boolean => has.has(`${column} ${row}`);
  return cells.flatMap((cell) => {
    const { column, row } = cell;
    const joins: Cell[] = [];
    if (isThere(column + 1, row)) joins.push({ column: column + 1, row });
    if (isThere(column, row + 1)) joins.push({ column, row: row + 1 });
    for (const by of [-1, 1]) {
      const isOpen = !isThere(column + by, row) && !isThere(column, row + 1);
      if (isOpen && isThere(column + by, row + 1))
        joins.push({ column: column + by, row: row + 1 });
    }
    return joins.map((to) => [changePlace(relief, cell), changePlace(relief, to)]);
  });
}

type Way = readonly [number, number]; // columns, rows
const WAYS: readonly Way[] = [
  [1, 0],
  [0, 1],
  [1, 1],
  [1, -1],
];

/** The shortest way over the ridge, and how far change stays at least half of its most along it. */
function crossingOf(relief: Relief, cell: Cell): { readonly way: Way; readonly widthM: number } {
  const crossings = WAYS.map((way) => ({ way, widthM: widthAlongM(relief, cell, way) }));
  return crossings.reduce((least, each) => (each.widthM < least.widthM ? each : least));
}

function widthAlongM(relief: Relief, cell: Cell, [columns, rows]: Way): number {
  const least = changeAt(relief, cell) / 2;
  const [wideM, highM] = cellM(relief);
  const reach = (sign: number): number => {
    let steps = 0;
    for (; steps < relief.columns + relief.rows; steps += 1) {
      const [by, up] = [sign * (steps + 1) * columns, sign * (steps + 1) * rows];
      const there = { column: cell.column + by, row: cell.row + up };
      // What lies beyond the grid is not known: as far as one can tell it goes on.
      if (isIn(relief, there) && changeAt(relief, there) < least) break;
    }
    return steps;
  };
  return (1 + reach(1) + reach(-1)) * Math.hypot(columns * wideM, rows * highM);
}

function isIn({ columns, rows }: ReliefOrder, { column, row }: Cell): boolean {
  return column >= 0 && row >= 0 && column < columns && row < rows;
}

function changeAt({ changeDb }: Relief, { column, row }: Cell): number {
  return changeDb[row]?.[column] ?? 0;
}

/** The cell whose change lies nearest, see `changePlace`. */
function nearestCell(order: ReliefOrder, place: PlaceM): Cell {
  const [wideM, highM] = cellM(order);
  return {
    column: Math.round((place.eastM - order.bounds.westM) / wideM - 1),
    row: Math.round((place.northM - order.bounds.southM) / highM - 1),
  };
}
