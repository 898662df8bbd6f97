"""A walk as the client draws it: shapes and colours, nothing of how it is made to sound."""

from pydantic import JsonValue

from latentwalk.domain.hush import Hush
from latentwalk.domain.pose import Position
from latentwalk.domain.sample import Sample
from latentwalk.domain.shape import Circle, Polygon, Shape
from latentwalk.domain.walk import Cover, Landmark, Walk
from latentwalk.domain.words import Words
from latentwalk.domain.zone import Zone
from latentwalk.geo.outline import polygons_of
from latentwalk.session.ground import models_of

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
        "hushes": [_hush(hush) for hush in walk.hushes],
        "samples": [_sample(sample) for sample in walk.samples],
        "opening": {"words": _words(walk.opening.words), "file": walk.opening.file},
        "closing": {"words": _words(walk.closing.words), "after_s": walk.closing.after_s},
        "hours": {
            "from_minute": walk.hours.from_minute,
            "to_minute": walk.hours.to_minute,
            "sun_deg": walk.hours.sun_deg,
        },
        "cover": _cover(walk.cover),
        "models": list(models_of(walk)),
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
    if isinstance(shape, Circle):
        centre = {"east_m": shape.centre.east_m, "north_m": shape.centre.north_m}
        return {"kind": "circle", **centre, "radius_m": shape.radius_m}
    parts = [_rings(part) for part in polygons_of(shape)]
    if len(parts) == 1:
        return {"kind": "polygon", **parts[0]}
    return {"kind": "multipolygon", "parts": list(parts)}


def _rings(polygon: Polygon) -> Json:
    return {
        "outline": [list(vertex) for vertex in polygon.outline],
        "holes": [[list(vertex) for vertex in hole] for hole in polygon.holes],
    }


def _hush(hush: Hush) -> Json:
    return {
        "id": hush.id,
        "kind": hush.kind.value,
        "title": _words(hush.title),
        "hush_m": hush.hush_m,
        "shape": _shape(hush.shape),
    }


def _sample(sample: Sample) -> Json:
    return {
        "id": sample.id,
        "title": _words(sample.title),
        "file": sample.file,
        **_position(sample.position),
        "radius_m": sample.radius_m,
        "gain_db": sample.gain_db,
        "playing": sample.playing.value,
    }


def _cover(cover: Cover) -> Json:
    return {
        "picture": cover.picture,
        "minutes": cover.minutes,
        "is_step_free": cover.is_step_free,
        "attribution": _words(cover.attribution),
        "language": cover.language,
        "has_access_code": cover.has_access_code,
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
