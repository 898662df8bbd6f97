"""Where a walker is and where they face, refused at birth when out of range."""

import math
from dataclasses import dataclass

from latentwalk.domain.errors import PoseError


def _require(claim: bool, field: str, value: float, expected: str) -> None:
    if not claim:
        raise PoseError(f"{field}: expected {expected}, got {value!r}")


@dataclass(frozen=True, slots=True)
class GeoPoint:
    """A WGS84 point.

    Attributes:
        lon_deg: Longitude, -180..180, east positive.
        lat_deg: Latitude, -90..90, north positive.
    """

    lon_deg: float
    lat_deg: float

    def __post_init__(self) -> None:
        _require(-180.0 <= self.lon_deg <= 180.0, "lon_deg", self.lon_deg, "-180..180")
        _require(-90.0 <= self.lat_deg <= 90.0, "lat_deg", self.lat_deg, "-90..90")


@dataclass(frozen=True, slots=True)
class Position:
    """Local metres from the walk's origin: east, north, up."""

    east_m: float
    north_m: float
    up_m: float = 0.0

    def __post_init__(self) -> None:
        if math.isfinite(self.east_m + self.north_m + self.up_m):  # NaN and inf survive a sum
            return
        for field in ("east_m", "north_m", "up_m"):
            value = getattr(self, field)
            _require(math.isfinite(value), field, value, "a finite number of metres")


@dataclass(frozen=True, slots=True)
class Pose:
    """One report of a device: a point, a heading, and when it was so.

    Attributes:
        time_s: The sender's clock, seconds; only differences mean anything.
        point: WGS84 (outdoors) or local metres (worlds); ``None`` while there is no fix.
        heading_deg: Clockwise from true north, [0, 360); ``None`` when unknown.
        accuracy_m: Radius of the position's error circle, ≥ 0; ``None`` when unknown.
        heading_accuracy_deg: Error of the heading, ± degrees; ``None`` when unknown.
        speed_mps: Ground speed the device reports, ≥ 0; ``None`` when unknown.
    """

    time_s: float
    point: GeoPoint | Position | None = None
    heading_deg: float | None = None
    accuracy_m: float | None = None
    heading_accuracy_deg: float | None = None
    speed_mps: float | None = None

    def __post_init__(self) -> None:
        _require(math.isfinite(self.time_s), "time_s", self.time_s, "a finite number")
        heading_deg = self.heading_deg
        if heading_deg is not None and not 0.0 <= heading_deg < 360.0:
            _require(False, "heading_deg", heading_deg, "0 ≤ x < 360")
        if self.accuracy_m is self.heading_accuracy_deg is self.speed_mps is None:
            return
        for field in ("accuracy_m", "heading_accuracy_deg", "speed_mps"):
            value = getattr(self, field)
            if value is not None:
                _require(math.isfinite(value) and value >= 0.0, field, value, "a finite number ≥ 0")
