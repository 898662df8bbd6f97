/** How drawing and editing look, for terra-draw. */
import { PAINT } from "./ground-style";

const POINT = {
  color: PAINT.text,
  outline: PAINT.ground,
} as const;

export const POLYGON_STYLE = {
  fillColor: PAINT.accent,
  fillOpacity: 0.12,
  outlineColor: PAINT.accent,
  outlineWidth: 2,
  closingPointColor: POINT.color,
  closingPointWidth: 6,
  closingPointOutlineColor: POINT.outline,
  closingPointOutlineWidth: 2,
} as const;

export const CIRCLE_STYLE = {
  fillColor: PAINT.accent,
  fillOpacity: 0.12,
  outlineColor: PAINT.accent,
  outlineWidth: 2,
} as const;

export const LINE_STYLE = {
  lineStringColor: PAINT.accent,
  lineStringWidth: 3,
  closingPointColor: POINT.color,
  closingPointWidth: 6,
  closingPointOutlineColor: POINT.outline,
  closingPointOutlineWidth: 2,
} as const;

export const SELECT_STYLE = {
  selectedPolygonColor: PAINT.accent,
  selectedPolygonFillOpacity: 0,
  selectedPolygonOutlineColor: PAINT.accent,
  selectedPolygonOutlineWidth: 2,
  selectedLineStringColor: PAINT.accent,
  selectedLineStringWidth: 2,
  selectionPointColor: POINT.color,
  selectionPointWidth: 6,
  selectionPointOutlineColor: POINT.outline,
  selectionPointOutlineWidth: 2,
  midPointColor: PAINT.accent,
  midPointWidth: 4,
  midPointOutlineColor: POINT.outline,
  midPointOutlineWidth: 1,
} as const;
