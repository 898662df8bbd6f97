"""Shapes of a walk as shapely knows them."""

import numpy as np
import shapely

from latentwalk.domain.pose import Position
from latentwalk.domain.shape import Circle, Corridor, MultiPolygon, Polygon, Shape


def shapely_polygon(polygon: Polygon) -> shapely.Polygon:
    """Return the polygon as shapely knows it."""
    outline, *holes = (np.array(ring) for ring in (polygon.outline, *polygon.holes))
    return shapely.Polygon(outline, holes)


def shapely_point(position: Position) -> shapely.Point:
    """Return where on the ground a position is, as shapely knows it."""
    return shapely.Point(position.east_m, position.north_m)


def area_of(shape: Shape) -> shapely.Geometry:
    """Return the ground a shape covers; round edges become 64-sided, 0.2 % too small at most."""
    match shape:
        case Circle():
            return shapely.buffer(shapely_point(shape.centre), shape.radius_m, quad_segs=16)
        case Polygon():
            return shapely_polygon(shape)
        case MultiPolygon():
            return shapely.MultiPolygon([shapely_polygon(part) for part in shape.parts])
        case Corridor():
            return shapely.buffer(shapely.LineString(shape.line), 0.5 * shape.width_m)


def inradius_m(shape: Shape) -> float:
    """Return how deep inside one can be, metres; at most 0.1 % too small.

    A corridor is as deep as half its width, also where it bends or crosses itself.
    """
    match shape:
        case Circle():
            return shape.radius_m
        case Corridor():
            return 0.5 * shape.width_m
        case Polygon() | MultiPolygon():
            return float(shapely.length(shapely.maximum_inscribed_circle(area_of(shape))))
