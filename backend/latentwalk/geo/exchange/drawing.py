"""What somebody drew in another program: points, lines and areas with names, WGS84."""

import math
from dataclasses import dataclass

from latentwalk.domain.errors import MapFileError
from latentwalk.geo.document.fields import MAX_FEATURES, MAX_VERTICES

LonLat = tuple[float, float]  # the pair that GeoJSON and KML force
Ring = tuple[LonLat, ...]  # closed: the last repeats the first
Rings = tuple[Ring, ...]  # an outline, then the holes in it


@dataclass(frozen=True, slots=True)
class DrawnPoint:
    """A named point."""

    title: str
    at: LonLat


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A named line of at least two points."""

    title: str
    line: tuple[LonLat, ...]


@dataclass(frozen=True, slots=True)
class DrawnArea:
    """A named area of one or more polygons."""

    title: str
    parts: tuple[Rings, ...]


Drawn = DrawnPoint | DrawnLine | DrawnArea


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that was drawn, in the file's order.

    Attributes:
        title: The file's own; empty if it has none.
        drawn: At most 10,000 things.
    """

    title: str
    drawn: tuple[Drawn, ...]


class Pencil:
    """Puts checked things into a drawing.

    Args:
        file: The file's name, for messages.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._drawn: list[Drawn] = []

    def drawing(self, title: str) -> Drawing:
        """Return what was drawn.

        Raises:
            MapFileError: If that is nothing.
        """
        if not self._drawn:
            raise self.wrong("", "expected points, lines or areas, got none", "Draw something")
        return Drawing(title, tuple(self._drawn))

    def point(self, title: str, at: LonLat) -> None:
        """Add a point."""
        self._add(DrawnPoint(title, self._placed(at, title)))

    def line(self, title: str, points: list[LonLat]) -> None:
        """Add a line; one of a single point says nothing and is left out.

        Raises:
            MapFileError: If it has too many points, or one is nowhere on Earth.
        """
        placed = self._placed_all(points, title)
        if len(set(placed)) >= 2:
            self._add(DrawnLine(title, placed))

    def area(self, title: str, parts: list[list[list[LonLat]]]) -> None:
        """Add an area; rings that are open are closed.

        Raises:
            MapFileError: If a ring has fewer than three different points or too many.
        """
        self._add(DrawnArea(title, tuple(self._rings(part, title) for part in parts)))

    def wrong(self, place: str, problem: str, remedy: str) -> MapFileError:
        """Return what to raise."""
        return MapFileError(self._file, " ".join(place.split())[:80], problem, remedy)

    def _rings(self, rings: list[list[LonLat]], title: str) -> Rings:
        if not rings:
            raise self.wrong(title, "expected an outline, got none", "Draw the area again")
        return tuple(self._ring(ring, title) for ring in rings)

    def _ring(self, points: list[LonLat], title: str) -> Ring:
        placed = self._placed_all(points, title)
        if len(set(placed)) < 3:
            raise self.wrong(
                title, f"expected an outline of at least 3 points, got {len(set(placed))}",
                "Draw the area again, or draw a line",
            )  # fmt: skip
        return placed if placed[0] == placed[-1] else (*placed, placed[0])

    def _placed_all(self, points: list[LonLat], title: str) -> tuple[LonLat, ...]:
        if len(points) > MAX_VERTICES:
            raise self.wrong(
                title, f"expected at most {MAX_VERTICES} points, got {len(points)}", "Simplify it"
            )
        return tuple(self._placed(point, title) for point in points)

    def _placed(self, at: LonLat, title: str) -> LonLat:
        lon_deg, lat_deg = at
        if not (abs(lon_deg) <= 180.0 and abs(lat_deg) <= 90.0):  # catches nan too
            raise self.wrong(
                title, f"expected lon -180..180 and lat -90..90, got lon {lon_deg}, lat {lat_deg}",
                "Export the map in WGS84 (EPSG:4326)",
            )  # fmt: skip
        return lon_deg, lat_deg

    def _add(self, drawn: Drawn) -> None:
        if len(self._drawn) >= MAX_FEATURES:
            raise self.wrong(
                "", f"expected at most {MAX_FEATURES} things, got more", "Export a smaller part"
            )
        self._drawn.append(drawn)


def number(text: str) -> float:
    """Return a number as XML files write it, nan for what is none."""
    try:
        return float(text)
    except ValueError:
        return math.nan
