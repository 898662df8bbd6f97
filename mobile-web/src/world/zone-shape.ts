/** A zone's outline and its centre, in local metres. Pure. */
import type { Vertex, Zone } from "../domain/walk";

const CIRCLE_VERTICES = 96;

/** The zone's outer ring, not closed. */
export function outlineOf(shape: Zone["shape"]): Vertex[] {
  if (shape.kind === "polygon") return [...shape.outline];
  return Array.from({ length: CIRCLE_VERTICES }, (_, i) => {
    const turn = (i / CIRCLE_VERTICES) * 2 * Math.PI;
    return [
      shape.eastM + shape.radiusM * Math.cos(turn),
      shape.northM + shape.radiusM * Math.sin(turn),
    ] as const;
  });
}

export function holesOf(shape: Zone["shape"]): readonly (readonly Vertex[])[] {
  return shape.kind === "polygon" ? shape.holes : [];
}

/** Mean of the outline's vertices: a good place for a name. */
export function centreOf(shape: Zone["shape"]): Vertex {
  if (shape.kind === "circle") return [shape.eastM, shape.northM];
  const n = Math.max(1, shape.outline.length);
  const sum = shape.outline.reduce(([e, nn], [east, north]) => [e + east, nn + north], [0, 0]);
  return [sum[0] / n, sum[1] / n];
}
