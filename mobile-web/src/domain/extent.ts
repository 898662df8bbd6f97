/** How much ground a walk's zones take. Pure. */
import type { Shape, Vertex, Walk } from "./walk";

/** Metres from west to east and from south to north. */
export interface Extent {
  readonly eastWestM: number;
  readonly northSouthM: number;
}

/** The box around all zones; `null` for a walk without zones, which has no end. */
export function extentOf({ zones }: Pick<Walk, "zones">): Extent | null {
  const corners = zones.flatMap(({ shape }) => cornersOf(shape));
  if (corners.length === 0) return null;
  const easts = corners.map(([eastM]) => eastM);
  const norths = corners.map(([, northM]) => northM);
  return {
    eastWestM: Math.max(...easts) - Math.min(...easts),
    northSouthM: Math.max(...norths) - Math.min(...norths),
  };
}

export function cornersOf(shape: Shape): readonly Vertex[] {
  if (shape.kind === "polygon") return shape.outline;
  if (shape.kind === "multipolygon") return shape.parts.flatMap(({ outline }) => outline);
  const { eastM, northM, radiusM } = shape;
  return [
    [eastM - radiusM, northM - radiusM],
    [eastM + radiusM, northM + radiusM],
  ];
}
