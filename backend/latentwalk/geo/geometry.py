"""Coordinates of a walk document become shapes in local metres."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import shapely

from latentwalk.domain.block import Metres
from latentwalk.domain.errors import OutOfAreaError, WalkFileError
from latentwalk.domain.pose import Position
from latentwalk.domain.shape import MultiPolygon, Polygon
from latentwalk.geo.area import area_of
from latentwalk.geo.document.fields import MAX_VERTICES
from latentwalk.geo.field_error import shown
from latentwalk.geo.projection import MAX_RANGE_M, LocalFrame

Pair = tuple[float, float]
REDRAW = "Draw it again in a map tool that writes GeoJSON"


@dataclass(frozen=True, slots=True)
class Ground:
    """The document's frame: turns its coordinates into local metres.

    Attributes:
        file: The document's name, for messages.
        frame: Projection of a geographic walk; ``None`` when coordinates are metres already.
    """

    file: str
    frame: LocalFrame | None

    def pair(self, value: object, place: str) -> Pair:
        """Return one coordinate of the document as two numbers in range.

        Raises:
            WalkFileError: If it is anything else.
        """
        expected = "[lon, lat]" if self.frame else "[east, north] in metres"
        numbers = value if isinstance(value, list | tuple) else ()
        if not (2 <= len(numbers) <= 4 and all(_is_number(number) for number in numbers)):
            raise WalkFileError(
                self.file, place, f"expected {expected}, two finite numbers, got {shown(value)}",
                REDRAW,
            )  # fmt: skip
        x, y = float(numbers[0]), float(numbers[1])
        if self.frame:
            check_range(x, y, self.file, place)
        return x, y

    def metres(self, pairs: Sequence[Pair], place: str) -> Metres:
        """Return local metres, shape [n, 2].

        Raises:
            WalkFileError: If one lies over 50 km from the origin.
        """
        points = np.array(pairs, np.float64).reshape(-1, 2)
        if self.frame is None:
            distance = np.hypot(points[:, 0], points[:, 1])
            if (distance > MAX_RANGE_M).any():
                x, y = points[int(np.argmax(distance))]
                raise WalkFileError(
                    self.file, place,
                    f"expected metres within 50 km of the origin, got [{x}, {y}]",
                    'Are these degrees or another projection? Then set "frame" accordingly',
                )  # fmt: skip
            return points
        try:
            return self.frame.to_local_many(points[:, 0], points[:, 1])
        except OutOfAreaError as error:
            raise WalkFileError(self.file, place, str(error), self._swap_hint(points)) from error

    def point(self, value: object, place: str) -> Position:
        """Return one coordinate of the document as a position on the ground.

        Raises:
            WalkFileError: If it is no coordinate or lies too far away.
        """
        east_m, north_m = self.metres([self.pair(value, place)], place)[0]
        return Position(float(east_m), float(north_m))

    def polygon(self, coordinates: object, place: str) -> Polygon:
        """Return a GeoJSON Polygon's rings in local metres.

        Raises:
            WalkFileError: If a ring is open, too short, or crosses itself or another.
        """
        if not (isinstance(coordinates, list) and coordinates):
            raise WalkFileError(
                self.file, place, f"expected a list of rings, got {shown(coordinates)}", REDRAW
            )
        rings = [
            self._ring(ring, f"{place}, {f'hole {index}' if index else 'outline'}")
            for index, ring in enumerate(coordinates)
        ]
        polygon = Polygon(rings[0], tuple(rings[1:]))
        self._require_valid(polygon, place)
        return polygon

    def multipolygon(self, coordinates: object, place: str) -> MultiPolygon:
        """Return a GeoJSON MultiPolygon's parts in local metres.

        Raises:
            WalkFileError: If a part is no polygon, or two overlap.
        """
        if not (isinstance(coordinates, list) and coordinates):
            raise WalkFileError(
                self.file, place, f"expected a list of polygons, got {shown(coordinates)}", REDRAW
            )
        parts = [self.polygon(part, f"{place}, part {i}") for i, part in enumerate(coordinates)]
        shape = MultiPolygon(tuple(parts))
        self._require_valid(shape, place)
        return shape

    def line(self, coordinates: object, place: str) -> tuple[Pair, ...]:
        """Return a GeoJSON LineString in local metres; points that repeat the last are left out.

        Raises:
            WalkFileError: If it has no two places.
        """
        is_line = isinstance(coordinates, list) and 2 <= len(coordinates) <= MAX_VERTICES
        if not isinstance(coordinates, list) or not is_line:
            raise WalkFileError(
                self.file, place,
                f"expected a line of 2 to {MAX_VERTICES} points, got {_counted(coordinates)}",
                REDRAW,
            )  # fmt: skip
        pairs = [self.pair(value, f"{place}, point {i}") for i, value in enumerate(coordinates)]
        points = [(float(x), float(y)) for x, y in self.metres(pairs, place)]
        line = points[:1] + [b for a, b in pairwise(points) if a != b]
        if len(line) < 2:
            raise WalkFileError(
                self.file, place, "expected a line, got points that are all at one place",
                "Draw it longer, or draw a Point with radius_m",
            )  # fmt: skip
        return tuple(line)

    def _require_valid(self, shape: Polygon | MultiPolygon, place: str) -> None:
        area = area_of(shape)
        if not shapely.is_valid(area):
            raise WalkFileError(
                self.file, place,
                f"expected rings that neither cross nor touch along a line, got "
                f"{self._fault(area)}",
                "Redraw the outline so that no two of its edges cross",
            )  # fmt: skip

    def _ring(self, ring: object, place: str) -> tuple[Pair, ...]:
        """Return a ring open (last vertex dropped), local metres."""
        if not isinstance(ring, list) or len(ring) < 4 or len(ring) > MAX_VERTICES:
            raise WalkFileError(
                self.file, place,
                f"expected a ring of 4 to {MAX_VERTICES} points (the last repeats the first), "
                f"got {_counted(ring)}",
                REDRAW,
            )  # fmt: skip
        pairs = [self.pair(value, f"{place}, point {i}") for i, value in enumerate(ring)]
        if pairs[0] != pairs[-1]:
            raise WalkFileError(
                self.file, place,
                f"expected a closed ring, got first point {list(pairs[0])} and last "
                f"{list(pairs[-1])}",
                "Repeat the first point at the end",
            )  # fmt: skip
        return tuple((float(x), float(y)) for x, y in self.metres(pairs[:-1], place))

    def _fault(self, area: shapely.Geometry) -> str:
        """Say what is wrong with a polygon, and where in the document's own coordinates."""
        name, _, where = shapely.is_valid_reason(area).partition("[")
        x, y = (float(number) for number in where.rstrip("]").split()[:2])
        if self.frame:
            point = self.frame.to_geo(Position(x, y))
            x, y = round(point.lon_deg, 7), round(point.lat_deg, 7)
        return f"{name.lower()} at [{x}, {y}]"

    def _swap_hint(self, points: Metres) -> str:
        """Blame swapped coordinates when swapping them would bring them near."""
        near = "Move it nearer, or move the origin"
        if self.frame is None or (np.abs(points[:, 0]) > 90.0).any():
            return near
        try:
            self.frame.to_local_many(points[:, 1], points[:, 0])
        except OutOfAreaError:
            return near
        return "GeoJSON writes [lon, lat]: these look swapped, or the walk's origin does"


def check_range(lon_deg: float, lat_deg: float, file: str, place: str) -> None:
    """Refuse a longitude or latitude that does not exist.

    Raises:
        WalkFileError: If one is out of range.
    """
    if not (abs(lon_deg) <= 180.0 and abs(lat_deg) <= 90.0):
        raise WalkFileError(
            file, place,
            f"expected lon -180..180 and lat -90..90, got lon {lon_deg}, lat {lat_deg}",
            "GeoJSON writes [lon, lat]: are they swapped?",
        )  # fmt: skip


def _counted(points: object) -> str:
    return f"{len(points)} points" if isinstance(points, list) else shown(points)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and _is_finite(value)


def _is_finite(value: int | float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # an integer that no float holds
        return False
