"""Zones beside each other: gaps, overlaps, slivers between them."""

from collections.abc import Iterator
from itertools import islice

import numpy as np
import shapely

from latentwalk.domain.walk import Frame
from latentwalk.geo.checks.site import Site, is_thinner
from latentwalk.geo.report import Finding

GAP_M = {Frame.GEOGRAPHIC: 5.0, Frame.LOCAL: 1.0}  # wider ones are drawn on purpose
TOUCHING_M = 1e-3  # coordinates of maps are rounded to centimetres
MAX_PAIRS = 5_000  # some 0.5 s; ten thousand zones on one place are not looked at one by one
CHUNK = 64


def crowding(site: Site) -> Iterator[Finding]:
    """Yield pairs of zones that almost meet, or overlap without one giving way."""
    if len(site.zones) < 2:
        return
    tree = shapely.STRtree(site.zones)
    for one, other in islice(_pairs(site, tree), MAX_PAIRS):
        yield from _between(site, tree, one, other)


def _pairs(site: Site, tree: shapely.STRtree) -> Iterator[tuple[int, int]]:
    """Yield zones within a gap of each other, each pair once."""
    gap_m = GAP_M[site.walk.frame]
    for start in range(0, len(site.zones), CHUNK):
        chunk = site.zones[start : start + CHUNK]
        ours, theirs = tree.query(chunk, predicate="dwithin", distance=gap_m)
        is_new = ours + start < theirs
        yield from zip(ours[is_new] + start, theirs[is_new], strict=True)


def _between(site: Site, tree: shapely.STRtree, one: int, other: int) -> Iterator[Finding]:
    first, second = site.walk.zones[one], site.walk.zones[other]
    ground, neighbour = site.zones[one], site.zones[other]
    distance_m = float(shapely.distance(ground, neighbour))
    if distance_m > TOUCHING_M:
        if not _is_bridged(site, tree, one, other):
            yield site.about(
                other, "geometry", f"expected it to meet {first.id}, got a gap of "
                f"{distance_m:.1f} m where the walk's outside sounds. Let them touch or overlap, "
                "or move them apart",
            )  # fmt: skip
        return
    shared = shapely.intersection(ground, neighbour)
    if float(shapely.area(shared)) <= TOUCHING_M:
        return
    if is_thinner(shared, site.sliver_m):
        yield site.about(
            other, "geometry", f"expected it to touch {first.id} or to overlap it plainly, got "
            f"a sliver under {2.0 * site.sliver_m:g} m wide. Move one of the edges",
        )  # fmt: skip
    elif first.priority == second.priority:
        yield site.about(
            other, "priority", f"it overlaps {first.id} on {float(shapely.area(shared)):.0f} m² "
            f"and both have priority {second.priority}: there they sound together. If one is to "
            "win, give it a higher priority",
        )  # fmt: skip


def _is_bridged(site: Site, tree: shapely.STRtree, one: int, other: int) -> bool:
    """Return whether other zones fill the gap between two."""
    gap = shapely.shortest_line(site.zones[one], site.zones[other])
    near = np.setdiff1d(tree.query(gap), [one, other])
    rest = shapely.difference(gap, shapely.union_all(site.zones[near]))
    return float(shapely.length(rest)) <= TOUCHING_M
