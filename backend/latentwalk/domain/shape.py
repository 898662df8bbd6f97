"""Shapes on the ground, in local metres around a walk's origin."""

from dataclasses import dataclass

from latentwalk.domain.pose import Position

Vertex = tuple[float, float]  # east_m, north_m: the pair that GeoJSON forces


@dataclass(frozen=True, slots=True)
class Circle:
    """A disc on the ground.

    Attributes:
        centre: Its middle, local metres.
        radius_m: Its radius, > 0.
    """

    centre: Position
    radius_m: float


@dataclass(frozen=True, slots=True)
class Polygon:
    """A polygon with holes; rings are open (first vertex not repeated), local metres.

    Attributes:
        outline: At least three ``(east_m, north_m)`` vertices.
        holes: Rings cut out of it.
    """

    outline: tuple[Vertex, ...]
    holes: tuple[tuple[Vertex, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class MultiPolygon:
    """Several polygons that are one place.

    Attributes:
        parts: At least one; they do not overlap.
    """

    parts: tuple[Polygon, ...]


@dataclass(frozen=True, slots=True)
class Corridor:
    """The ground within half a width of a line: a path, a row of trees, a bank.

    Attributes:
        line: At least two ``(east_m, north_m)`` vertices.
        width_m: From side to side, > 0.
    """

    line: tuple[Vertex, ...]
    width_m: float


Shape = Circle | Polygon | MultiPolygon | Corridor
