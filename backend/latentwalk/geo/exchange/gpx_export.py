"""The geometry of a walk as GPX: outlines are tracks, corridors routes, points waypoints."""

import json
from typing import Any

import gpxpy.gpx

from latentwalk.domain.errors import MapFileError
from latentwalk.domain.words import words_in
from latentwalk.geo.document.places import is_foreign
from latentwalk.geo.exchange.gpx_drawing import AREA
from latentwalk.geo.walkfile import parse_walk

CREATOR = "Latentwalk"
Json = dict[str, Any]


def gpx_of(text: str, file: str) -> str:
    """Return the geometry of a walk document as GPX 1.1.

    Args:
        text: The walk document.
        file: Its name, for messages.

    Raises:
        WalkFileError: If it cannot be walked.
        MapFileError: If it has no place on Earth.
    """
    walk = parse_walk(text, file)
    if walk.origin is None:
        raise MapFileError(
            file, "latentwalk, frame", "expected a geographic walk, got a local one",
            "A local walk has no place on Earth: draw it on a map to export it",
        )  # fmt: skip
    document = gpxpy.gpx.GPX()
    document.creator, document.name = CREATOR, words_in(walk.title)
    for index, feature in enumerate(json.loads(text)["features"]):
        if not is_foreign(feature.get("properties")):
            _add(document, feature, index)
    return str(document.to_xml(version="1.1"))


def _add(document: gpxpy.gpx.GPX, feature: Json, index: int) -> None:
    properties = feature.get("properties") or {}
    kind = properties.get("kind") or "zone"
    name = properties.get("id") or feature.get("id") or f"{kind}-{index + 1}"
    title, note = words_in(properties.get("title") or str(name)), f"{kind} {name}"
    coordinates = feature["geometry"]["coordinates"]
    match feature["geometry"]["type"]:
        case "Point":
            lon_deg, lat_deg = coordinates[:2]
            document.waypoints.append(
                gpxpy.gpx.GPXWaypoint(lat_deg, lon_deg, name=title, description=note)
            )
        case "LineString":
            route = gpxpy.gpx.GPXRoute(name=title, description=note)
            route.points = [gpxpy.gpx.GPXRoutePoint(at[1], at[0]) for at in coordinates]
            document.routes.append(route)
        case "Polygon":
            document.tracks.append(_outline(title, note, coordinates))
        case "MultiPolygon":
            document.tracks.extend(_outline(title, note, rings) for rings in coordinates)


def _outline(title: str, note: str, rings: list[list[list[float]]]) -> gpxpy.gpx.GPXTrack:
    """Return a track of closed segments: the outline, then its holes."""
    track = gpxpy.gpx.GPXTrack(name=title, description=note)
    track.type = AREA  # type: ignore[assignment]  # inferred from gpxpy's text as never set
    for ring in rings:
        points = [gpxpy.gpx.GPXTrackPoint(at[1], at[0]) for at in ring]
        track.segments.append(gpxpy.gpx.GPXTrackSegment(points))
    return track
