"""A drawing becomes a walk document: corridors, zones, landmarks, hushes."""

import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath
from typing import Any

import numpy as np
import shapely

from latentwalk.domain.errors import MapFileError, OutOfAreaError
from latentwalk.domain.hush import HushKind
from latentwalk.domain.pose import GeoPoint, Position
from latentwalk.geo.exchange.drawing import (
    Drawing,
    Drawn,
    DrawnArea,
    DrawnLine,
    DrawnPoint,
    LonLat,
)
from latentwalk.geo.projection import MAX_RANGE_M, LocalFrame

WIDTH_M = 8.0  # a path and what a receiver makes of it
RADIUS_M = 20.0
STRAIGHT_M = 1.0  # a recorded line strays more from the path by itself
DECIMALS = 7  # of a degree: a centimetre
COLOURS = ("#6fae7b", "#c98f5a", "#6d86c4", "#b98fc0", "#5f8d98", "#a58c66")

Json = dict[str, Any]


class PointsAs(StrEnum):
    """What points on a map become."""

    LANDMARKS = "landmarks"
    ZONES = "zones"


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a map is to become.

    Attributes:
        width_m: Width of what is drawn as a line.
        radius_m: Radius of what is drawn as a point, where it becomes ground.
        points: What points become, unless everything becomes a hush.
        hush: The kind of hush everything becomes; ``None`` makes zones.
        model: The walk's model.
    """

    width_m: float = WIDTH_M
    radius_m: float = RADIUS_M
    points: PointsAs = PointsAs.LANDMARKS
    hush: HushKind | None = None
    model: str = "voices"


def walk_of(drawing: Drawing, file: str, wishes: Wishes | None = None) -> Json:
    """Return a walk document of everything drawn.

    Args:
        drawing: What was drawn.
        file: Its file's name; the stem is the title where the drawing has none.
        wishes: What it is to become; lines are paths of 8 m, points are landmarks.

    Returns:
        A GeoJSON FeatureCollection with the member ``latentwalk``. New ground is terrain, each
        zone with a seed of its own, so that it sounds at once.

    Raises:
        MapFileError: If it is wider than a walk can be.
    """
    wishes = wishes or Wishes()
    frame = _frame(drawing, file)
    features = features_of(drawing, frame, wishes, taken=())
    title = (drawing.title or PurePath(file).stem or "A walk")[:200]
    origin = [frame.origin.lon_deg, frame.origin.lat_deg]
    piece: Json = {
        "version": 1,
        "title": title,
        "frame": "geographic",
        "origin": origin,
        "model": wishes.model,
        "outside": {"mapping": "silence"},
    }
    if wishes.hush is None:
        piece["start"] = _rounded(_first(drawing))
    return {"type": "FeatureCollection", "latentwalk": piece, "features": features}


def features_of(
    drawing: Drawing, frame: LocalFrame, wishes: Wishes, taken: Sequence[str]
) -> list[Json]:
    """Return Features of everything drawn.

    Args:
        drawing: What was drawn.
        frame: Metres there, for straightening lines.
        wishes: What it is to become.
        taken: Ids that are used already.

    Raises:
        MapFileError: If something is over 50 km away.
    """
    ids, features = _Ids(taken), []
    for index, drawn in enumerate(drawing.drawn):
        geometry, measure = _geometry(drawn, frame, wishes)
        properties = _properties(drawn, index, wishes)
        if properties["kind"] != "landmark":
            properties.update(measure)
        properties["id"] = ids.free(drawn.title or f"{properties['kind']}-{index + 1}")
        features.append({"type": "Feature", "properties": properties, "geometry": geometry})
    return features


class _Ids:
    """Gives ids made of titles, each once.

    Args:
        taken: Those that are used already.
    """

    def __init__(self, taken: Sequence[str]) -> None:
        self._taken = set(taken)
        self._numbers: dict[str, int] = {}

    def free(self, title: str) -> str:
        """Return an id: ``la-pelouse``, then ``la-pelouse-2``."""
        plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        stem = name = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:48] or "place"
        number = self._numbers.get(stem, 1)
        while name in self._taken:
            number += 1
            name = f"{stem}-{number}"
        self._numbers[stem] = number
        self._taken.add(name)
        return name


def _properties(drawn: Drawn, index: int, wishes: Wishes) -> Json:
    title = {"title": drawn.title[:200]} if drawn.title else {}
    if wishes.hush is not None:
        return {"id": "", "kind": "hush", "hush": wishes.hush.value, **title}
    if isinstance(drawn, DrawnPoint) and wishes.points is PointsAs.LANDMARKS:
        return {"id": "", "kind": "landmark", "title": f"Point {index + 1}", **title}
    return {
        "id": "",
        "kind": "zone",
        **title,
        "colour": COLOURS[index % len(COLOURS)],
        "sound": {"mapping": "terrain", "seed": index + 1},
    }


def _geometry(drawn: Drawn, frame: LocalFrame, wishes: Wishes) -> tuple[Json, Json]:
    """Return the GeoJSON geometry, and the measure that goes with it."""
    match drawn:
        case DrawnPoint(at=at):
            return {"type": "Point", "coordinates": _rounded(at)}, {"radius_m": wishes.radius_m}
        case DrawnLine(line=line):
            points = [_rounded(point) for point in _straightened(line, frame)]
            return {"type": "LineString", "coordinates": points}, {"width_m": wishes.width_m}
        case DrawnArea(parts=parts):
            rings = [[[_rounded(at) for at in ring] for ring in part] for part in parts]
            if len(rings) == 1:
                return {"type": "Polygon", "coordinates": rings[0]}, {}
            return {"type": "MultiPolygon", "coordinates": rings}, {}


def _straightened(line: tuple[LonLat, ...], frame: LocalFrame) -> list[LonLat]:
    """Leave out points that lie within a metre of the line without them."""
    lons, lats = np.array(line, np.float64).T
    simple = shapely.simplify(shapely.LineString(frame.to_local_many(lons, lats)), STRAIGHT_M)
    points = [frame.to_geo(Position(x, y)) for x, y in shapely.get_coordinates(simple)]
    return [(point.lon_deg, point.lat_deg) for point in points]


def _frame(drawing: Drawing, file: str) -> LocalFrame:
    """Return metres around the middle of a drawing."""
    points = np.array([at for drawn in drawing.drawn for at in _points(drawn)], np.float64)
    lon_deg, lat_deg = 0.5 * (points.min(axis=0) + points.max(axis=0))
    frame = LocalFrame(GeoPoint(round(float(lon_deg), 6), round(float(lat_deg), 6)))
    try:
        frame.to_local_many(points[:, 0], points[:, 1])
    except OutOfAreaError as error:
        raise MapFileError(
            file, "", f"expected a map within {MAX_RANGE_M / 1000.0:.0f} km of its middle, "
            f"got more: {error}", "Export the part that is to be walked",
        ) from error  # fmt: skip
    return frame


def _points(drawn: Drawn) -> list[LonLat]:
    match drawn:
        case DrawnPoint(at=at):
            return [at]
        case DrawnLine(line=line):
            return [*line]
        case DrawnArea(parts=parts):
            return [at for part in parts for at in part[0]]


def _first(drawing: Drawing) -> LonLat:
    """Return where the first line begins, else the first point of anything."""
    lines = [drawn.line[0] for drawn in drawing.drawn if isinstance(drawn, DrawnLine)]
    return (lines or _points(drawing.drawn[0]))[0]


def _rounded(at: LonLat) -> list[float]:
    return [round(at[0], DECIMALS), round(at[1], DECIMALS)]


def text_of(document: Json) -> str:
    """Return a walk document as a file holds it."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"
