"""Things drawn elsewhere are added to a walk; all it holds already stays as it is."""

import json
from typing import Any

import numpy as np
import shapely

from latentwalk.domain.errors import MapFileError, OutOfAreaError
from latentwalk.domain.walk import Walk
from latentwalk.geo.area import area_of, shapely_point
from latentwalk.geo.exchange.drawing import (
    Drawing,
    Drawn,
    DrawnArea,
    DrawnLine,
    DrawnPoint,
    LonLat,
)
from latentwalk.geo.exchange.walk_of import Wishes, features_of
from latentwalk.geo.projection import LocalFrame
from latentwalk.geo.walkfile import parse_walk

NEAR_M = 300.0  # four minutes beyond the outermost zone

Json = dict[str, Any]


def into_walk(
    text: str, file: str, drawing: Drawing, wishes: Wishes, near_m: float = NEAR_M
) -> Json:
    """Return a walk document with what was drawn near it, added at the end.

    Args:
        text: The walk document.
        file: Its name, for messages.
        drawing: What was drawn.
        wishes: What it is to become.
        near_m: What lies farther than this from every zone, hush and the start is left out.

    Raises:
        WalkFileError: If the document cannot be walked.
        MapFileError: If it has no place on Earth, or nothing drawn is near it.
    """
    walk = parse_walk(text, file)
    if walk.origin is None:
        raise MapFileError(
            file, "latentwalk, frame", "expected a geographic walk, got a local one",
            "A local walk has no place on Earth: draw the walk on a map first",
        )  # fmt: skip
    frame, ground = LocalFrame(walk.origin), _ground(walk, near_m)
    near = tuple(drawn for drawn in drawing.drawn if _is_within(drawn, frame, ground))
    if not near:
        raise MapFileError(
            file, "", f"expected a map of the same place, got nothing within {near_m:g} m",
            "Import a map of where the walk is",
        )  # fmt: skip
    document: Json = json.loads(text)
    taken = [str(name) for feature in document["features"] for name in _names(feature)]
    added = features_of(Drawing(drawing.title, near), frame, wishes, taken)
    return {**document, "features": [*document["features"], *added]}


def _names(feature: Json) -> list[Any]:
    """Return the ids of a Feature, its own and that of its properties."""
    return [feature.get("id"), (feature.get("properties") or {}).get("id")]


def _ground(walk: Walk, near_m: float) -> shapely.Geometry:
    shapes = [*(zone.shape for zone in walk.zones), *(hush.shape for hush in walk.hushes)]
    areas = [area_of(shape) for shape in shapes]
    ground = shapely.buffer(shapely.union_all([shapely_point(walk.start), *areas]), near_m)
    shapely.prepare(ground)
    return ground


def _is_within(drawn: Drawn, frame: LocalFrame, ground: shapely.Geometry) -> bool:
    try:
        return bool(shapely.intersects(ground, _shape(drawn, frame)))
    except OutOfAreaError:
        return False


def _shape(drawn: Drawn, frame: LocalFrame) -> shapely.Geometry:
    match drawn:
        case DrawnPoint(at=at):
            return shapely.Point(_metres((at,), frame)[0])
        case DrawnLine(line=line):
            return shapely.LineString(_metres(line, frame))
        case DrawnArea(parts=parts):
            outlines = [shapely.Polygon(_metres(part[0], frame)) for part in parts]
            return shapely.union_all(shapely.make_valid(np.array(outlines, np.object_)))


def _metres(points: tuple[LonLat, ...], frame: LocalFrame) -> Any:
    lons, lats = np.array(points, np.float64).T
    return frame.to_local_many(lons, lats)
