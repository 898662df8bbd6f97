"""How deep walkers stand in shapes: many walkers, many shapes, only the near ones asked."""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from latentwalk.domain.block import Metres
from latentwalk.domain.shape import Circle, Corridor, MultiPolygon, Polygon, Shape
from latentwalk.geo.area import shapely_point, shapely_polygon

Numbers = NDArray[np.intp]

TOLERANCES = (0.05, 0.001)  # of a polygon's smaller extent: at first roughly, then finely
REACH_SEGMENTS = 16  # a long path is asked a stretch at a time, each with a box of its own


class Piece(NamedTuple):
    """A part of a shape that answers alone; a walker is as deep in the shape as in its deepest.

    Attributes:
        core: A polygon, or what a disc or corridor is the surroundings of.
        reach_m: How far around the core the piece reaches; 0 for a polygon.
    """

    core: shapely.Geometry
    reach_m: float


def pieces_of(shape: Shape) -> Iterator[Piece]:
    """Take a shape apart: polygons part by part, corridors a stretch of line at a time."""
    match shape:
        case Circle():
            yield Piece(shapely_point(shape.centre), shape.radius_m)
        case Polygon():
            yield Piece(shapely_polygon(shape), 0.0)
        case MultiPolygon():
            for part in shape.parts:
                yield from pieces_of(part)
        case Corridor():
            half_m, last = 0.5 * shape.width_m, len(shape.line) - 1
            cuts = [*range(0, last, REACH_SEGMENTS), last]
            for start, end in pairwise(cuts):
                yield Piece(shapely.LineString(shape.line[start : end + 1]), half_m)


class Near(NamedTuple):
    """Pairs of a walker and a piece whose boxes touch, in no order.

    Attributes:
        walkers: Row of the walker, shape [n].
        pieces: Number of the piece, shape [n].
        depths_m: How deep the walker stands in it, negative outside, shape [n].
    """

    walkers: Numbers
    pieces: Numbers
    depths_m: Metres


class Footprints:
    """Shapes on the ground behind a tree of boxes.

    Args:
        shapes: Their pieces are numbered one after another.

    Attributes:
        shape_of: Which shape each piece belongs to, shape [P].

    References:
        Shapely 2 manual, ``STRtree``; Leutenegger, Lopez & Edgington (1997), STR.
    """

    def __init__(self, shapes: Sequence[Shape]) -> None:
        pieces = [(number, p) for number, shape in enumerate(shapes) for p in pieces_of(shape)]
        self.shape_of = np.array([number for number, _ in pieces], np.intp)
        self._count = len(shapes)
        self._core = np.array([piece.core for _, piece in pieces], np.object_)
        self._reach_m = np.array([piece.reach_m for _, piece in pieces], np.float64)
        self._is_polygon = self._reach_m == 0.0
        self._edge = np.where(self._is_polygon, shapely.boundary(self._core), self._core)
        shapely.prepare(self._core[self._is_polygon])
        low, high = np.split(shapely.bounds(self._core).reshape(-1, 4), 2, axis=1)
        reach_m = self._reach_m[:, None]
        self._tree = shapely.STRtree(shapely.box(*(low - reach_m).T, *(high + reach_m).T))

    def narrowed_m(self, fades_m: Metres) -> Metres:
        """Return fades that no piece is too narrow for.

        Args:
            fades_m: Of each shape, > 0, shape [shapes].

        Returns:
            Of each piece, no more than one can be deep inside it, shape [P].
        """
        fades_m = fades_m[self.shape_of]
        deep_m = np.where(self._is_polygon, 0.0, self._reach_m)
        for tolerance in TOLERANCES:
            # Most polygons are plainly deep enough; only the others need a closer look.
            doubtful = np.flatnonzero(self._is_polygon & (deep_m < fades_m))
            cores = self._core[doubtful]
            west, south, east, north = shapely.bounds(cores).reshape(-1, 4).T
            fine_m = tolerance * np.minimum(east - west, north - south)
            spokes = shapely.maximum_inscribed_circle(cores, tolerance=fine_m)
            deep_m[doubtful] = shapely.length(spokes)
        return np.asarray(np.minimum(fades_m, deep_m))

    def near(self, positions: Metres, margin_m: Metres | float = 0.0) -> Near:
        """Find every piece around each walker, and perhaps some a little farther.

        Args:
            positions: East and north, local metres, shape [W, 2].
            margin_m: How far outside still counts, ≥ 0, for all or one each, shape [W].
        """
        east_m, north_m = positions.T
        around = shapely.box(
            east_m - margin_m, north_m - margin_m, east_m + margin_m, north_m + margin_m
        )
        walkers, pieces = self._tree.query(around)
        return Near(walkers, pieces, self._depths_m(positions, walkers, pieces))

    def depths_m(self, positions: Metres) -> Metres:
        """Return how deep each walker stands in each shape, however far: all pairs are asked.

        Args:
            positions: East and north, local metres, shape [W, 2].

        Returns:
            Shape [W, shapes], metres: positive inside, 0 on the edge, negative outside.
        """
        count = len(self.shape_of)
        walkers, pieces = (grid.ravel() for grid in np.indices((len(positions), count)))
        depths = self._depths_m(positions, walkers, pieces).reshape(len(positions), count)
        if count == self._count:
            return depths
        starts = np.searchsorted(self.shape_of, np.arange(self._count))
        return np.asarray(np.maximum.reduceat(depths, starts, axis=1))

    def _depths_m(self, positions: Metres, walkers: Numbers, pieces: Numbers) -> Metres:
        points = shapely.points(positions)[walkers]
        depth_m = self._reach_m[pieces] - shapely.distance(self._edge[pieces], points)
        rows = np.flatnonzero(self._is_polygon[pieces])
        is_inside = shapely.contains_xy(self._core[pieces[rows]], *positions[walkers[rows]].T)
        depth_m[rows[is_inside]] *= -1.0
        return np.asarray(depth_m, np.float64)


def deepest(walkers: Numbers, shapes: Numbers, values: Metres) -> tuple[Numbers, Numbers, Metres]:
    """Keep the greatest value of each (walker, shape), sorted by walker, then by shape."""
    order = np.lexsort((shapes, walkers))
    walkers, shapes, values = walkers[order], shapes[order], values[order]
    is_first = np.ones(len(order), np.bool_)
    is_first[1:] = (walkers[1:] != walkers[:-1]) | (shapes[1:] != shapes[:-1])
    starts = np.flatnonzero(is_first)
    if len(starts) < len(order):
        values = np.maximum.reduceat(values, starts)
    return walkers[starts], shapes[starts], values
