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

Indices = NDArray[np.intp]


def cut_off(site: Site) -> Iterator[Finding]:
    """Yield zones that cannot be reached from the rest without crossing a hush."""
    if not len(site.hushes) or not len(site.zones):
        return
    dry = _dry_ground(site)
    zones, parts = _footholds(site.zones, dry)
    if not len(zones):
        return
    starts = np.flatnonzero(shapely.intersects(dry, start_of(site)))
    # Where one starts on the hush itself, the walk is where most zones are.
    home = int(starts[0]) if len(starts) else int(np.argmax(np.bincount(parts)))
    at_home = np.unique(zones[parts == home])
    goal = shapely.union_all([start_of(site), *site.zones[at_home]])
    for index in np.setdiff1d(zones, at_home).tolist():
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


def _footholds(zones: Areas, parts: Areas) -> tuple[Indices, Indices]:
    """Return which zone has ground in which part, shape [footholds] each."""
    tree = shapely.STRtree(zones)
    part, zone = tree.query(parts, predicate="intersects")
    shared_m2 = shapely.area(shapely.intersection(parts[part], zones[zone]))
    is_enough = shared_m2 > np.minimum(FOOTHOLD_M2, 0.1 * shapely.area(zones[zone]))
    return np.asarray(zone[is_enough], np.intp), np.asarray(part[is_enough], np.intp)


def _crossed(site: Site, zone: shapely.Geometry, goal: shapely.Geometry) -> str:
    """Name the hushes on the straight way between two grounds, or else the nearest one."""
    way = shapely.shortest_line(zone, goal)
    hit = np.flatnonzero(shapely.intersects(site.hushes, way))
    if not len(hit):
        hit = np.array([int(np.argmin(shapely.distance(site.hushes, way)))])
    named = [site.walk.hushes[index] for index in hit[:MAX_NAMED]]
    return " and ".join(f"{hush.id} ({hush.kind})" for hush in named)
