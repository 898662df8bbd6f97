/** What the artist calls a model's axes: `latentwalk.axis_names`. Pure. */
import { type GeoJsonWalk, withPiece } from "../document";

const MOST_LETTERS = 80;

/** The names of a model's axes, `""` where one has none. */
export function axisNames(walk: GeoJsonWalk, model: string, latentSize: number): string[] {
  const names = walk.latentwalk.axis_names?.[model] ?? [];
  return Array.from({ length: latentSize }, (_, axis) => names[axis] ?? "");
}

/** The walk with one axis called `name`; an empty name takes it away. */
export function withAxisName(
  walk: GeoJsonWalk,
  model: string,
  axis: number,
  name: string,
): GeoJsonWalk {
  const size = Math.max(axis + 1, walk.latentwalk.axis_names?.[model]?.length ?? 0);
  const names = axisNames(walk, model, size);
  names[axis] = name.trim().slice(0, MOST_LETTERS);
  while (names.at(-1) === "") names.pop();
  const others = Object.entries(walk.latentwalk.axis_names ?? {}).filter(([id]) => id !== model);
  const entries = names.length === 0 ? others : [...others, [model, names] as const];
  const all = entries.length === 0 ? undefined : Object.fromEntries(entries);
  return withPiece(walk, { axis_names: all });
}
