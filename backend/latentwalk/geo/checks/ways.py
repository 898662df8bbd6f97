"""Whether a walk can be walked without crossing a hush (DESIGN §8, safety)."""

from collections.abc import Iterator

import numpy as np
import shapely
from numpy.typing import NDArray

from latentwalk.geo.area import shapely_point
from latentwalk.geo.checks.site import Areas, Site, start_of
from latentwalk.geo.report import PIECE, Finding

MARGIN_M = 30.0  # how far beyond the outermost zones a walker may look for a way round
FOOTHOLD_M2 = 1.0  # less ground than this is no way in
MAX_NAMED = 3

Reach = NDArray[np.bool_]


def cut_off(site: Site) -> Iterator[Finding]:
    """Yield zones that cannot be reached from the rest without crossing a hush."""
    if not len(site.hushes) or not len(site.zones):
        return
    dry = _dry_ground(site)
    reach = _reach(site.zones, dry)  # [Z, parts]
    starts = np.asarray(shapely.intersects(dry, start_of(site)), np.bool_)
    # Where one starts on the hush itself, the walk is where most zones are.
    home = int(np.argmax(starts if starts.any() else reach.sum(axis=0))) if len(dry) else 0
    is_home = reach[:, home] if len(dry) else np.zeros(len(site.zones), np.bool_)
    goal = shapely.union_all([start_of(site), *site.zones[is_home]])
    for index in np.flatnonzero(~is_home & reach.any(axis=1)).tolist():
        yield site.about(
            index, "geometry", f"the only way there from the rest of the walk crosses "
            f"{_crossed(site, site.zones[index], goal)}. Move the zone or the start to the same "
            "side, or let a way round be part of the walk",
        )  # fmt: skip


def unheard(site: Site) -> Iterator[Finding]:
    """Yield what lies where a hush silences everything: zones, samples, the start."""
    if not len(site.hushes):
        return
    reach_m = np.array([hush.hush_m + site.accuracy_m for hush in site.walk.hushes])
    quiet = shapely.union_all(shapely.buffer(site.hushes, reach_m))
    shapely.prepare(quiet)
    for index in np.flatnonzero(shapely.covers(quiet, site.zones)).tolist():
        yield site.about(
            index, "geometry", f"it is never heard: all of it lies within the reach of "
            f"{_crossed(site, site.zones[index], site.zones[index])}. Move it away, or lower "
            "that hush's hush_m",
        )  # fmt: skip
    for sample in site.walk.samples:
        if shapely.covers(quiet, shapely_point(sample.position)):
            yield Finding(
                sample.id, "geometry", "it leads towards a hush, where everything falls silent. "
                "Move it away",
            )  # fmt: skip
    if shapely.covers(quiet, start_of(site)):
        yield Finding(
            PIECE, "start", "it lies where a hush silences everything. Move the start away from it"
        )


def _dry_ground(site: Site) -> Areas:
    """Return the parts into which the hushes cut the ground of the walk, shape [parts]."""
    spots = [start_of(site), *site.zones]
    ground = shapely.buffer(shapely.convex_hull(shapely.union_all(spots)), MARGIN_M)
    parts = shapely.get_parts(shapely.difference(ground, shapely.union_all(site.hushes)))
    return np.asarray(parts[shapely.area(parts) > FOOTHOLD_M2], np.object_)


def _reach(zones: Areas, parts: Areas) -> Reach:
    """Return which parts each zone has ground in, shape [Z, parts]."""
    reach = np.zeros((len(zones), len(parts)), np.bool_)
    for column, part in enumerate(parts):
        shapely.prepare(part)
        reach[:, column] = shapely.contains(part, zones)
        unsure = ~reach[:, column] & shapely.intersects(part, zones)
        shared_m2 = shapely.area(shapely.intersection(part, zones[unsure]))
        enough_m2 = np.minimum(FOOTHOLD_M2, 0.1 * shapely.area(zones[unsure]))
        reach[unsure, column] = shared_m2 > enough_m2
    return reach


def _crossed(site: Site, zone: shapely.Geometry, goal: shapely.Geometry) -> str:
    """Name the hushes on the straight way between two grounds, or else the nearest one."""
    way = shapely.shortest_line(zone, goal)
    hit = np.flatnonzero(shapely.intersects(site.hushes, way))
    if not len(hit):
        hit = np.array([int(np.argmin(shapely.distance(site.hushes, way)))])
    named = [site.walk.hushes[index] for index in hit[:MAX_NAMED]]
    return " and ".join(f"{hush.id} ({hush.kind})" for hush in named)
