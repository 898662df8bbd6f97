"""A walk as the client draws it: shapes and colours, nothing of how it is made to sound."""

from pydantic import JsonValue

from latentwalk.domain.pose import Position
from latentwalk.domain.shape import Circle, Corridor, MultiPolygon, Polygon, Shape
from latentwalk.domain.walk import Landmark, Walk
from latentwalk.domain.words import Words
from latentwalk.domain.zone import Zone

Json = dict[str, JsonValue]


def public_walk(walk: Walk) -> Json:
    """Return the JSON of ``GET /api/walks/<id>`` (PROTOCOL.md)."""
    origin: JsonValue = None
    if walk.origin is not None:
        origin = {"lon_deg": walk.origin.lon_deg, "lat_deg": walk.origin.lat_deg}
    return {
        "id": walk.id,
        "title": _words(walk.title),
        "description": _words(walk.description),
        "frame": walk.frame.value,
        "origin": origin,
        "start": _position(walk.start),
        "start_heading_deg": walk.start_heading_deg,
        "zones": [_zone(zone) for zone in walk.zones],
        "landmarks": [_landmark(landmark) for landmark in walk.landmarks],
    }


def _words(words: Words) -> JsonValue:
    """Pass words through: the reader's language is the client's business."""
    return words if isinstance(words, str) else dict(words)


def _position(position: Position) -> Json:
    return {"east_m": position.east_m, "north_m": position.north_m, "up_m": position.up_m}


def _zone(zone: Zone) -> Json:
    return {
        "id": zone.id,
        "title": _words(zone.title),
        "colour": zone.colour,
        "fade_m": zone.fade_m,
        "mapping": zone.sound.mapping.value,
        "shape": _shape(zone.shape),
    }


def _shape(shape: Shape) -> Json:
    match shape:
        case Circle():
            centre = {"east_m": shape.centre.east_m, "north_m": shape.centre.north_m}
            return {"kind": "circle", **centre, "radius_m": shape.radius_m}
        case Polygon():
            return {"kind": "polygon", **_rings(shape)}
        case MultiPolygon():
            return {"kind": "multipolygon", "parts": [_rings(part) for part in shape.parts]}
        case Corridor():
            line: JsonValue = [list(vertex) for vertex in shape.line]
            return {"kind": "corridor", "line": line, "width_m": shape.width_m}


def _rings(polygon: Polygon) -> Json:
    return {
        "outline": [list(vertex) for vertex in polygon.outline],
        "holes": [[list(vertex) for vertex in hole] for hole in polygon.holes],
    }


def _landmark(landmark: Landmark) -> Json:
    place = _position(landmark.position)
    return {
        "title": _words(landmark.title),
        **place,
        "radius_m": landmark.radius_m,
        "radii_m": list(landmark.radii_m or (landmark.radius_m,) * 3),
        "colour": landmark.colour,
    }
