/** A zone's outline and its centre, in local metres. Pure. */
import type { CircleShape, Shape, Vertex } from "../domain/walk";

const CIRCLE_VERTICES = 96;

/** All rings of a shape, not closed; filled even-odd they are its ground. */
export function ringsOf(shape: Shape): readonly (readonly Vertex[])[] {
  switch (shape.kind) {
    case "circle":
      return [circleOf(shape)];
    case "polygon":
      return [shape.outline, ...shape.holes];
    case "multipolygon":
      return shape.parts.flatMap(({ outline, holes }) => [outline, ...holes]);
    default:
      return shape satisfies never;
  }
}

function circleOf(shape: CircleShape): Vertex[] {
  return Array.from({ length: CIRCLE_VERTICES }, (_, i) => {
    const turn = (i / CIRCLE_VERTICES) * 2 * Math.PI;
    return [
      shape.eastM + shape.radiusM * Math.cos(turn),
      shape.northM + shape.radiusM * Math.sin(turn),
    ] as const;
  });
}

/** The middle of a zone's ground: the centroid of its outline, or of its longest part's. */
export function centreOf(shape: Shape): Vertex {
  if (shape.kind === "circle") return [shape.eastM, shape.northM];
  const outline = outerOf(shape);
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

/** The outer ring; of several parts the one with the most vertices. */
function outerOf(shape: Exclude<Shape, CircleShape>): readonly Vertex[] {
  if (shape.kind === "polygon") return shape.outline;
  const outlines = shape.parts.map(({ outline }) => outline);
  return outlines.reduce((longest, next) => (next.length > longest.length ? next : longest), []);
}
