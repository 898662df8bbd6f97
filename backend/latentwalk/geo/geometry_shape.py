"""A GeoJSON geometry, with the width or radius its Feature states, becomes a shape."""

from collections.abc import Mapping
from typing import Any

from latentwalk.domain.errors import WalkFileError
from latentwalk.domain.shape import Circle, Corridor, Shape
from latentwalk.geo.field_error import shown
from latentwalk.geo.geometry import Ground

SHAPES = "Polygon, MultiPolygon, Point with radius_m, or LineString with width_m"
KINDS = ("Point", "LineString", "Polygon", "MultiPolygon")
NEEDS = {"Point": "radius_m", "LineString": "width_m"}

Object = Mapping[str, Any]


def shape_of(
    ground: Ground, geometry: Object, radius_m: float | None, width_m: float | None, place: str
) -> Shape:
    """Return the ground a Feature covers.

    Args:
        ground: Turns the document's coordinates into metres.
        geometry: The Feature's.
        radius_m: What it states, for a Point alone.
        width_m: What it states, for a LineString alone.
        place: The Feature, for messages.

    Raises:
        WalkFileError: If the geometry is none of ours, or a measure is missing or too many.
    """
    kind = geometry.get("type")
    needed = NEEDS.get(kind) if isinstance(kind, str) else None
    for name, measure in (("radius_m", radius_m), ("width_m", width_m)):
        if measure is not None and name != needed and kind in KINDS:
            raise WalkFileError(
                ground.file, f"{place}, {name}", f"expected none with a {kind}, got {measure}",
                f"Remove it, or draw a {'Point' if name == 'radius_m' else 'LineString'}",
            )  # fmt: skip
        if measure is None and name == needed:
            raise WalkFileError(
                ground.file, f"{place}, {name}", f"expected metres with a {kind}, got nothing",
                f'Write for example "{name}": 20',
            )  # fmt: skip
    coordinates, where = geometry.get("coordinates"), f"{place}, coordinates"
    match kind:
        case "Point" if radius_m is not None:
            return Circle(ground.point(coordinates, where), radius_m)
        case "LineString" if width_m is not None:
            return Corridor(ground.line(coordinates, where), width_m)
        case "Polygon":
            return ground.polygon(coordinates, where)
        case "MultiPolygon":
            return ground.multipolygon(coordinates, where)
    raise WalkFileError(
        ground.file, f"{place}, geometry", f"expected {SHAPES}, got {shown(kind)}",
        "Draw it as one of these; split a collection into Features",
    )  # fmt: skip


def check_geometry(ground: Ground, geometry: Object, place: str) -> None:
    """Check the coordinates alone, where properties are wrong already.

    Raises:
        WalkFileError: If they are wrong too.
    """
    kind = geometry.get("type")
    measures = {"Point": (1.0, None), "LineString": (None, 1.0)}
    radius_m, width_m = measures.get(kind, (None, None)) if isinstance(kind, str) else (None, None)
    shape_of(ground, geometry, radius_m, width_m, place)
