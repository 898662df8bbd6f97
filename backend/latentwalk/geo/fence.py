"""How deep a walker stands in each zone, and how strongly it therefore sounds."""

from collections.abc import Sequence

import numpy as np
import shapely
from numpy.typing import NDArray

from latentwalk.domain.block import Metres, Weights
from latentwalk.domain.shape import Circle, Corridor, MultiPolygon, Polygon, Shape
from latentwalk.domain.zone import Zone

LEAST_FADE_M = 1e-3  # a fade of 0 m is a step; this keeps the division finite


def shapely_polygon(polygon: Polygon) -> shapely.Polygon:
    """Return the polygon as shapely knows it."""
    return shapely.Polygon(polygon.outline, polygon.holes)


def area_of(shape: Polygon | MultiPolygon | Corridor) -> shapely.Geometry:
    """Return the ground a shape covers, as shapely knows it; a disc is arithmetic instead."""
    match shape:
        case Polygon():
            return shapely_polygon(shape)
        case MultiPolygon():
            return shapely.MultiPolygon([shapely_polygon(part) for part in shape.parts])
        case Corridor():
            return shapely.buffer(shapely.LineString(shape.line), 0.5 * shape.width_m)


def inradius_m(shape: Shape) -> float:
    """Return the radius of the largest disc inside, metres; at most 0.1 % too small."""
    if isinstance(shape, Circle):
        return shape.radius_m
    spoke = shapely.maximum_inscribed_circle(area_of(shape))
    return float(shapely.length(spoke))


class FenceSet:
    """The fences of one walk, asked for all walkers at once.

    A circle is arithmetic; a polygon costs about a microsecond a walker, and only where
    the walker is inside its bounding box when weights are asked.

    Args:
        zones: In document order; columns of every answer follow it.

    References:
        Shapely 2 manual, vectorised ``distance`` and ``contains_xy``.
    """

    def __init__(self, zones: Sequence[Zone]) -> None:
        shapes = [zone.shape for zone in zones]
        circles = [(i, s) for i, s in enumerate(shapes) if isinstance(s, Circle)]
        polygons = [(i, s) for i, s in enumerate(shapes) if not isinstance(s, Circle)]
        self._n_zones = len(zones)
        self._circle = np.array([i for i, _ in circles], np.intp)
        self._centre = np.array(
            [(s.centre.east_m, s.centre.north_m) for _, s in circles], np.float64
        ).reshape(-1, 2)
        self._radius_m = np.array([s.radius_m for _, s in circles], np.float64)
        self._polygon = np.array([i for i, _ in polygons], np.intp)
        self._area = np.array([area_of(s) for _, s in polygons], np.object_)
        self._edge = shapely.boundary(self._area)
        self._bounds = shapely.bounds(self._area).reshape(-1, 4)
        shapely.prepare(self._area)
        # A zone too narrow for its fade still reaches full at its core.
        fades = [min(zone.fade_m, inradius_m(zone.shape)) for zone in zones]
        self._fade_m = np.maximum(np.array(fades, np.float64), LEAST_FADE_M)

    def distances_m(self, positions: Metres) -> Metres:
        """Return the distance of each walker to each zone's edge.

        Args:
            positions: East and north, local metres, shape [W, 2].

        Returns:
            Shape [W, Z]: positive inside, 0 on the edge, negative outside.
        """
        distances = np.empty((len(positions), self._n_zones))
        distances[:, self._circle] = self._circle_distances(positions)
        walkers, columns = np.indices((len(positions), len(self._polygon)))
        exact = self._polygon_distances(positions, walkers.ravel(), columns.ravel())
        distances[:, self._polygon] = exact.reshape(walkers.shape)
        return distances

    def weights(self, positions: Metres) -> Weights:
        """Return how strongly each zone sounds for each walker.

        The weight rises smoothly from 0 at the edge to 1 at ``fade_m`` inside, or at the
        zone's core when it is narrower than twice that.

        Args:
            positions: East and north, local metres, shape [W, 2].

        Returns:
            Shape [W, Z], float32, 0..1, not normalised.
        """
        distances = np.full((len(positions), self._n_zones), -1.0)
        distances[:, self._circle] = self._circle_distances(positions)
        west, south, east, north = self._bounds.T
        x, y = positions[:, :1], positions[:, 1:]
        is_near = (west <= x) & (x <= east) & (south <= y) & (y <= north)  # [W, polygons]
        walkers, columns = np.nonzero(is_near)
        distances[walkers, self._polygon[columns]] = self._polygon_distances(
            positions, walkers, columns
        )
        share = np.clip(distances / self._fade_m, 0.0, 1.0)
        return np.asarray(share * share * (3.0 - 2.0 * share), np.float32)

    def _circle_distances(self, positions: Metres) -> Metres:
        offset = positions[:, None, :] - self._centre  # [W, circles, 2]
        return np.asarray(self._radius_m - np.hypot(offset[..., 0], offset[..., 1]))

    def _polygon_distances(
        self, positions: Metres, walkers: NDArray[np.intp], columns: NDArray[np.intp]
    ) -> Metres:
        """Return signed distances of (walker, polygon) pairs, shape [pairs]."""
        x, y = positions[walkers].T
        distance = shapely.distance(self._edge[columns], shapely.points(x, y))
        is_inside = shapely.contains_xy(self._area[columns], x, y)
        return np.asarray(np.where(is_inside, distance, -distance), np.float64)


def normalise(weights: Weights) -> Weights:
    """Share each walker's sound among zones and the walk's ``outside``.

    Weights are divided by their sum only where it exceeds one; what is missing to one
    belongs to ``outside``.

    Args:
        weights: Shape [W, Z], 0..1.

    Returns:
        Shape [W, Z + 1], float32, rows add up to one; the last column is ``outside``.
    """
    total = weights.sum(axis=1, keepdims=True)
    shared = weights / np.maximum(total, 1.0)
    return np.hstack([shared, np.maximum(1.0 - total, 0.0)]).astype(np.float32)
