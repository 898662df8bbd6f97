"""Small walks to be checked, drawn in metres around a place on Earth."""

import json
from typing import Any

from latentwalk.domain.pose import GeoPoint, Position
from latentwalk.geo.projection import LocalFrame

Json = dict[str, Any]
Pairs = list[list[float]]

ORIGIN = GeoPoint(5.448, 43.522)
FRAME = LocalFrame(ORIGIN)
TERRAIN: Json = {"mapping": "terrain", "scale_m": 20}


def at(east_m: float, north_m: float) -> list[float]:
    """Return lon and lat of local metres."""
    point = FRAME.to_geo(Position(east_m, north_m))
    return [point.lon_deg, point.lat_deg]


def ring(*metres: tuple[float, float]) -> Pairs:
    return [at(x, y) for x, y in (*metres, metres[0])]


def box(west: float, south: float, east: float, north: float) -> Json:
    """Return a rectangle, metres."""
    corners = ((west, south), (east, south), (east, north), (west, north))
    return {"type": "Polygon", "coordinates": [ring(*corners)]}


def line(*metres: tuple[float, float]) -> Json:
    return {"type": "LineString", "coordinates": [at(x, y) for x, y in metres]}


def point(east_m: float, north_m: float) -> Json:
    return {"type": "Point", "coordinates": at(east_m, north_m)}


def feature(geometry: Json, **properties: Any) -> Json:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def zone(name: str, geometry: Json, **properties: Any) -> Json:
    return feature(geometry, **{"id": name, "sound": TERRAIN, **properties})


def hush(name: str, geometry: Json, kind: str = "road", **properties: Any) -> Json:
    return feature(geometry, kind="hush", id=name, hush=kind, **properties)


def plan(*features: Json, start: tuple[float, float] = (0.0, 0.0), **piece: Any) -> str:
    """Return the text of a geographic walk."""
    member = {
        "version": 1,
        "title": "Plan",
        "frame": "geographic",
        "origin": [ORIGIN.lon_deg, ORIGIN.lat_deg],
        "start": at(*start),
        "model": "voices",
        **piece,
    }
    document = {"type": "FeatureCollection", "latentwalk": member, "features": [*features]}
    return json.dumps(document)
