"""GPX tracks: a recorded walk to be replayed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import gpxpy
import gpxpy.gpx
import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

from latentwalk.domain.errors import TrackFileError
from latentwalk.domain.pose import GeoPoint, Pose

Numbers = NDArray[np.float64]
Points = Sequence[gpxpy.gpx.GPXTrackPoint | gpxpy.gpx.GPXRoutePoint]

MAX_BYTES = 10_000_000  # a day at 1 Hz with every extension a watch writes
MAX_DURATION_S = 24 * 3600.0
WALKING_SPEED_MPS = 1.2  # for tracks drawn on a map, which carry no times
COURSE_SPEED_MPS = 0.4  # slower than this the course is the receiver's noise
GEOD = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Track:
    """A walk over time, WGS84.

    Attributes:
        times_s: Seconds from the first point, rising, shape [n], n ≥ 2.
        lon_deg: Longitudes, shape [n].
        lat_deg: Latitudes, shape [n].
        heading_deg: Course from each point to the next, 0 ≤ x < 360, shape [n]; nan where
            the walker stands; the last point keeps the course it was reached on.
    """

    times_s: Numbers
    lon_deg: Numbers
    lat_deg: Numbers
    heading_deg: Numbers

    @property
    def duration_s(self) -> float:
        """Time of the last point."""
        return float(self.times_s[-1])

    def at(self, time_s: float) -> Pose:
        """Return the pose at ``time_s``; before the start and after the end it stands still.

        Args:
            time_s: Seconds from the first point.

        Returns:
            A point on the straight line between two points, and the course between them;
            no accuracy, for a track is taken at its word.
        """
        lon_deg = float(np.interp(time_s, self.times_s, np.unwrap(self.lon_deg, period=360.0)))
        lat_deg = float(np.interp(time_s, self.times_s, self.lat_deg))
        index = int(np.searchsorted(self.times_s, time_s, side="right")) - 1
        course = float(self.heading_deg[min(max(index, 0), len(self.times_s) - 1)])
        point = GeoPoint((lon_deg + 180.0) % 360.0 - 180.0, lat_deg)
        return Pose(time_s, point, None if math.isnan(course) else course)


def load_track(path: Path) -> Track:
    """Read a GPX file.

    Raises:
        TrackFileError: If it cannot be read or replayed; the text says where and why.
    """
    try:
        with path.open("rb") as file:
            head = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise TrackFileError(path, "", f"cannot be read: {error.strerror or error}") from error
    return parse_track(head, str(path))


def parse_track(content: bytes, file: str) -> Track:
    """Read a GPX document.

    All segments of all tracks are walked one after the other; without tracks, the routes.
    A document without times is walked at 1.2 m/s.

    Args:
        content: The file, at most 10 MB, UTF-8.
        file: Its name, for messages.

    Raises:
        TrackFileError: If it cannot be replayed; the text says where and why.
    """
    points = _points(parse_gpx(content, file))
    if len(points) < 2:
        raise TrackFileError(
            file, "", f"expected at least two track points, got {len(points)}",
            "Export the recording as a track (trk, trkseg, trkpt)",
        )  # fmt: skip
    lons, lats = _coordinates(points, file)
    azimuth, _, metres = GEOD.inv(lons[:-1], lats[:-1], lons[1:], lats[1:])
    times = _times(points, np.asarray(metres), file)
    keep = np.flatnonzero(np.diff(times, prepend=-1.0) > 0.0)  # points of one instant count once
    if len(keep) < 2:
        raise TrackFileError(
            file, "", "expected a walk over time, got points that are all at one time or place",
            "Record it again, or remove the times and keep at least two places",
        )  # fmt: skip
    times, lons, lats = times[keep], lons[keep], lats[keep]
    azimuth, _, metres = GEOD.inv(lons[:-1], lats[:-1], lons[1:], lats[1:])
    is_walking = np.asarray(metres) >= COURSE_SPEED_MPS * np.diff(times)
    course = np.where(is_walking, np.asarray(azimuth) % 360.0 % 360.0, np.nan)
    return Track(times, lons, lats, np.append(course, course[-1]))


def parse_gpx(content: bytes, file: str) -> gpxpy.gpx.GPX:
    """Read a GPX document as gpxpy knows it.

    Args:
        content: The file, at most 10 MB, UTF-8, without document types and entities.
        file: Its name, for messages.

    Raises:
        TrackFileError: If it is none.
    """
    if len(content) > MAX_BYTES:
        raise TrackFileError(
            file, "", f"expected at most {MAX_BYTES} bytes, got more", "Split the track"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise TrackFileError(
            file, f"byte {error.start}", "expected UTF-8 text", "Save the track as GPX 1.1 in UTF-8"
        ) from error
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise TrackFileError(
            file, "", "expected plain GPX, got a document type or entity", "Remove the DOCTYPE"
        )
    try:
        return gpxpy.parse(text)
    except Exception as error:  # an untyped parser of strangers' text promises no error type
        reason = " ".join(str(error).split())[:200]
        raise TrackFileError(
            file, "", f"expected GPX, got what cannot be parsed: {reason}",
            "Export the track again as GPX 1.1",
        ) from error  # fmt: skip


def _points(document: gpxpy.gpx.GPX) -> Points:
    tracked = [p for track in document.tracks for part in track.segments for p in part.points]
    return tracked or [p for route in document.routes for p in route.points]


def _coordinates(points: Points, file: str) -> tuple[Numbers, Numbers]:
    lons = np.array([p.longitude for p in points], np.float64)
    lats = np.array([p.latitude for p in points], np.float64)
    is_wrong = ~((np.abs(lons) <= 180.0) & (np.abs(lats) <= 90.0))  # catches nan too
    if is_wrong.any():
        first = int(np.argmax(is_wrong))
        raise TrackFileError(
            file, f"point {first + 1}",
            f"expected lat -90..90 and lon -180..180, got lat {lats[first]}, lon {lons[first]}",
            "Remove the point, or exchange lat and lon if they are swapped",
        )  # fmt: skip
    return lons, lats


def _times(points: Points, metres: Numbers, file: str) -> Numbers:
    """Return seconds from the first point, never falling, shape [n]."""
    given = [p.time for p in points]
    if not any(given):
        times = np.concatenate([[0.0], np.cumsum(metres) / WALKING_SPEED_MPS])
    else:
        if not all(given):
            raise TrackFileError(
                file, f"point {given.index(None) + 1}", "expected a time, got none",
                "Give every point a time, or none: then it is walked at 1.2 m/s",
            )  # fmt: skip
        times = np.array([_seconds(time, i, file) for i, time in enumerate(given, 1) if time])
        times -= times[0]
        steps = np.diff(times)
        if (steps < 0.0).any():
            first = int(np.argmax(steps < 0.0)) + 1
            raise TrackFileError(
                file, f"point {first + 1}",
                f"expected a time after {given[first - 1]}, got {given[first]}",
                "Sort the points by time",
            )  # fmt: skip
    if times[-1] > MAX_DURATION_S:
        raise TrackFileError(
            file, "", f"expected at most 24 hours, got {times[-1] / 3600.0:.1f}", "Cut the track"
        )
    return times


def _seconds(time: datetime, number: int, file: str) -> float:
    try:
        return (time if time.tzinfo else time.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError) as error:  # a zone of 99 hours, the year 1
        raise TrackFileError(
            file, f"point {number}", f"expected a time with a zone, got one that is none: {error}",
            "Write times like 2026-05-01T10:00:00Z",
        ) from error  # fmt: skip
