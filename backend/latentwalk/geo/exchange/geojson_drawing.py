"""GeoJSON of other programs as a drawing."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from latentwalk.geo.exchange.drawing import Drawing, LonLat, Pencil
from latentwalk.geo.field_error import shown
from latentwalk.geo.report import PIECE

MAX_BYTES = 50_000_000  # the roads of a town
MAX_DEPTH = 8  # of collections in collections
TITLES = ("title", "name", "ref", "id", "@id")

Object = Mapping[str, Any]


def draw_geojson(content: bytes, file: str) -> Drawing:
    """Read a GeoJSON file: a FeatureCollection, a Feature or a geometry.

    Args:
        content: At most 50 MB of UTF-8.
        file: Its name, for messages.

    Raises:
        MapFileError: If it is none, is a walk already, or holds nothing or too much.
    """
    pencil = Pencil(file)
    document = _document(content, pencil)
    if PIECE in document:
        raise pencil.wrong(
            "", 'expected a map, got a walk: it has a member "latentwalk"', "Walk it as it is"
        )
    for feature in _features(document):
        properties = feature.get("properties")
        title = _title(properties) if isinstance(properties, dict) else ""
        for geometry in _geometries(feature.get("geometry")):
            _draw(geometry, title, pencil)
    return pencil.drawing(_title(document))


def _document(content: bytes, pencil: Pencil) -> Object:
    if len(content) > MAX_BYTES:
        raise pencil.wrong("", f"expected at most {MAX_BYTES} bytes, got more", "Split the map")
    try:
        document = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        reason = " ".join(str(error).split())[:200]
        raise pencil.wrong(
            "", f"expected GeoJSON in UTF-8, got an error: {reason}", "Export the map again"
        ) from error
    if not isinstance(document, dict):
        raise pencil.wrong("", f"expected GeoJSON, got {shown(document)}", "Export the map again")
    return document


def _features(document: Object) -> Iterator[Object]:
    match document.get("type"):
        case "FeatureCollection":
            features = document.get("features")
            found = features if isinstance(features, list) else []
            yield from (feature for feature in found if isinstance(feature, dict))
        case "Feature":
            yield document
        case _:
            yield {"geometry": document}


def _geometries(geometry: object, depth: int = 0) -> Iterator[Object]:
    """Yield simple geometries, and what collections hold."""
    if not isinstance(geometry, dict) or depth > MAX_DEPTH:
        return
    inner = geometry.get("geometries")
    if geometry.get("type") == "GeometryCollection" and isinstance(inner, list):
        for part in inner:
            yield from _geometries(part, depth + 1)
    else:
        yield geometry


def _draw(geometry: Object, title: str, pencil: Pencil) -> None:
    coordinates = geometry.get("coordinates")
    match geometry.get("type"):
        case "Point":
            pencil.point(title, _pair(coordinates, pencil, title))
        case "MultiPoint":
            for point in _list(coordinates, pencil, title):
                pencil.point(title, _pair(point, pencil, title))
        case "LineString":
            pencil.line(title, _pairs(coordinates, pencil, title))
        case "MultiLineString":
            for line in _list(coordinates, pencil, title):
                pencil.line(title, _pairs(line, pencil, title))
        case "Polygon":
            pencil.area(title, [_rings(coordinates, pencil, title)])
        case "MultiPolygon":
            parts = _list(coordinates, pencil, title)
            pencil.area(title, [_rings(part, pencil, title) for part in parts])
        case other:
            raise pencil.wrong(
                title, f"expected a GeoJSON geometry, got {shown(other)}", "Export the map again"
            )


def _rings(value: object, pencil: Pencil, title: str) -> list[list[LonLat]]:
    return [_pairs(ring, pencil, title) for ring in _list(value, pencil, title)]


def _pairs(value: object, pencil: Pencil, title: str) -> list[LonLat]:
    return [_pair(point, pencil, title) for point in _list(value, pencil, title)]


def _pair(value: object, pencil: Pencil, title: str) -> LonLat:
    numbers = _list(value, pencil, title)[:2]
    is_pair = len(numbers) == 2 and all(type(number) in (int, float) for number in numbers)
    if not is_pair:
        raise pencil.wrong(
            title, f"expected [lon, lat], got {shown(value)}", "Export the map again"
        )
    try:
        return float(numbers[0]), float(numbers[1])
    except OverflowError:
        return float("inf"), 0.0  # an integer that no float holds; the pencil refuses it


def _list(value: object, pencil: Pencil, title: str) -> list[Any]:
    if not isinstance(value, list):
        raise pencil.wrong(
            title, f"expected a list of coordinates, got {shown(value)}", "Export the map again"
        )
    return value


def _title(properties: Object) -> str:
    texts = (properties.get(name) for name in TITLES)
    return next((" ".join(text.split()) for text in texts if isinstance(text, str) and text), "")
