"""GPX as a drawing: waypoints are points, tracks and routes are lines."""

from typing import cast

import gpxpy.gpx

from latentwalk.geo.exchange.drawing import Drawing, LonLat, Pencil
from latentwalk.geo.gpx import parse_gpx

AREA = "area"  # the type our own export gives a track that is an outline

Points = list[gpxpy.gpx.GPXTrackPoint] | list[gpxpy.gpx.GPXRoutePoint]


def draw_gpx(content: bytes, file: str) -> Drawing:
    """Read a GPX file.

    A track that our own export marked as the outline of an area is one again.

    Args:
        content: At most 10 MB of UTF-8.
        file: Its name, for messages.

    Raises:
        TrackFileError: If it is no GPX.
        MapFileError: If it holds nothing, too much, or points nowhere on Earth.
    """
    document, pencil = parse_gpx(content, file), Pencil(file)
    for waypoint in document.waypoints:
        pencil.point(waypoint.name or "", (waypoint.longitude, waypoint.latitude))
    for track in document.tracks:
        segments = [_points(segment.points) for segment in track.segments]
        kind = cast("str | None", track.type)  # gpxpy's own text infers that it is never set
        if kind == AREA and segments and all(_is_ring(segment) for segment in segments):
            pencil.area(track.name or "", [segments])
            continue
        for segment in segments:
            pencil.line(track.name or "", segment)
    for route in document.routes:
        pencil.line(route.name or "", _points(route.points))
    return pencil.drawing(document.name or "")


def _points(points: Points) -> list[LonLat]:
    return [(point.longitude, point.latitude) for point in points]


def _is_ring(points: list[LonLat]) -> bool:
    return len(set(points)) >= 3 and points[0] == points[-1]
