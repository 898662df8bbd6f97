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

/** The middle of a zone's ground: the centroid of its outline. */
export function centreOf(shape: Zone["shape"]): Vertex {
  if (shape.kind === "circle") return [shape.eastM, shape.northM];
  const { outline } = shape;
  const [first] = outline;
  if (first === undefined) return [0, 0];
  let [area, east, north] = [0, 0, 0];
  for (const [i, [e, n]] of outline.entries()) {
    const [nextE, nextN] = outline[(i + 1) % outline.length] ?? first;
    const cross = e * nextN - nextE * n; // twice the triangle with the origin
    area += cross;
    east += (e + nextE) * cross;
    north += (n + nextN) * cross;
  }
  return area === 0 ? first : [east / (3 * area), north / (3 * area)];
}
