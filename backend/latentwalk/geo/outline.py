"""Any shape but a disc as the polygons it covers, for whoever only draws."""

import shapely

from latentwalk.domain.shape import Corridor, MultiPolygon, Polygon
from latentwalk.geo.area import area_of


def polygons_of(shape: Polygon | MultiPolygon | Corridor) -> tuple[Polygon, ...]:
    """Return the polygons of a shape, in order; a corridor's ends are round, eight to a quarter."""
    match shape:
        case Polygon():
            return (shape,)
        case MultiPolygon():
            return shape.parts
        case Corridor():
            return tuple(_read(part) for part in shapely.get_parts(area_of(shape)))


def _read(area: shapely.Polygon) -> Polygon:
    return Polygon(_ring(area.exterior), tuple(_ring(hole) for hole in area.interiors))


def _ring(ring: shapely.LinearRing) -> tuple[tuple[float, float], ...]:
    """Return an open ring, millimetres kept."""
    points = shapely.get_coordinates(ring)[:-1].round(3)
    return tuple((float(x), float(y)) for x, y in points)
