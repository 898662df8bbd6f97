"""What lies far from the rest of a walk, or elsewhere because lon and lat were exchanged."""

from collections.abc import Iterator

import numpy as np
import shapely

from latentwalk.domain.errors import OutOfAreaError
from latentwalk.domain.pose import Position
from latentwalk.geo.checks.site import Site, start_of
from latentwalk.geo.projection import LocalFrame
from latentwalk.geo.report import PIECE, Finding

FAR_M = 500.0  # seven minutes' walk with nothing on the way
MUCH_NEARER = 0.1


def far_zones(site: Site) -> Iterator[Finding]:
    """Yield zones that lie over 500 m from the others, and a start that does."""
    if not len(site.zones):
        return
    body = _body(site)
    rest = shapely.union_all(site.zones[body])
    for index in np.flatnonzero(~body).tolist():
        distance_m = float(shapely.distance(site.zones[index], rest))
        if _is_swapped(site, index, rest, distance_m):
            yield site.about(
                index, "geometry", f"it lies {_length(distance_m)} from the other zones, "
                "and among them if lon and lat are exchanged. GeoJSON writes [lon, lat]",
            )  # fmt: skip
        else:
            yield site.about(
                index, "geometry", f"it lies {_length(distance_m)} from the other zones. "
                "Move it nearer, or make it a walk of its own",
            )  # fmt: skip
    start_m = float(shapely.distance(start_of(site), shapely.union_all(site.zones)))
    if start_m > FAR_M:
        yield Finding(
            PIECE, "start", f"it lies {_length(start_m)} from the nearest zone. Move the start"
        )


def _body(site: Site) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Return which zones belong to the largest group with no gap over 500 m, shape [Z]."""
    reach = shapely.buffer(shapely.envelope(site.zones), 0.5 * FAR_M, quad_segs=4)
    groups = shapely.get_parts(shapely.union_all(reach))
    middles = shapely.centroid(shapely.envelope(site.zones))
    inside = np.array([shapely.contains(group, middles) for group in groups])  # [groups, Z]
    return np.asarray(inside[int(np.argmax(inside.sum(axis=1)))])


def _is_swapped(site: Site, index: int, rest: shapely.Geometry, distance_m: float) -> bool:
    if site.walk.origin is None:
        return False
    frame, middle = LocalFrame(site.walk.origin), shapely.centroid(site.zones[index])
    try:
        point = frame.to_geo(Position(middle.x, middle.y))
        swapped = frame.to_local_many([point.lat_deg], [point.lon_deg])[0]
    except OutOfAreaError:
        return False
    return float(shapely.distance(shapely.Point(swapped), rest)) < MUCH_NEARER * distance_m


def _length(metres: float) -> str:
    return f"{metres:.0f} m" if metres < 1000.0 else f"{metres / 1000.0:.1f} km"
