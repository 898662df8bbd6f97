"""Which zones walkers are in, entered and left: with patience where fixes are not exact."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Lanes, Metres
from latentwalk.domain.zone import Zone
from latentwalk.geo.fence import FenceSet

Claims = NDArray[np.bool_]


class Visited(NamedTuple):
    """What became of every walker and zone.

    Attributes:
        is_inside: Who is in which zone now, shape [W, Z].
        entered: Who came in with this call, shape [W, Z].
        left: Who went out with this call, shape [W, Z].
    """

    is_inside: Claims
    entered: Claims
    left: Claims


class _Visit(NamedTuple):
    """Who is in which zone, or may become so; one entry a pair, shape [n] each.

    Attributes:
        lanes: The walker's.
        zones: Column of the zone in that walker's walk.
        is_inside: Whether they have entered and not left.
        since_s: Within the fence since; nan outside it.
    """

    lanes: Lanes
    zones: NDArray[np.intp]
    is_inside: Claims
    since_s: Metres

    def where(self, claims: Claims) -> "_Visit":
        """Return the entries of which it is true."""
        return _Visit(
            self.lanes[claims], self.zones[claims], self.is_inside[claims], self.since_s[claims]
        )

    def and_also(self, other: "_Visit") -> "_Visit":
        """Return the entries of both."""
        return _Visit(
            np.concatenate([self.lanes, other.lanes]),
            np.concatenate([self.zones, other.zones]),
            np.concatenate([self.is_inside, other.is_inside]),
            np.concatenate([self.since_s, other.since_s]),
        )


class Visits:
    """Streaming state of ``capacity`` lanes.

    A walker enters a zone when they have been inside its fence for ``dwell_s`` without a
    break, and leaves it only when their whole error circle is farther outside than
    ``hysteresis_m``. Each lane remembers the zones of its own walk, by id: on another version
    of it those that are still there are neither left nor entered anew. What is kept and what it
    costs depends on the zones around walkers, not on how many there are.

    Args:
        capacity: Number of lanes.
    """

    def __init__(self, capacity: int) -> None:
        self._walks: list[Sequence[Zone]] = [()] * capacity
        nobody = np.empty(0, np.intp)
        self._kept = _Visit(nobody, nobody, np.empty(0, np.bool_), np.empty(0))

    def reset(self, lane: int) -> None:
        """Make ``lane`` equal a fresh one."""
        self._walks[lane] = ()
        self._kept = self._kept.where(self._kept.lanes != lane)

    def advance(
        self,
        fences: FenceSet,
        zones: Sequence[Zone],
        lanes: Lanes,
        positions: Metres,
        accuracy_m: Metres,
        time_s: float,
    ) -> Visited:
        """Move walkers of one walk on to ``time_s``.

        Args:
            fences: Of ``zones``.
            zones: The walk's, in document order, Z of them.
            lanes: Lane of each row, each at most once, shape [W].
            positions: East and north (and up, ignored), local metres, shape [W, 2 or 3].
            accuracy_m: Radius of each error circle, ≥ 0, shape [W]; who has none that is
                finite is nowhere known, and neither enters nor leaves.
            time_s: Media time.
        """
        for lane in lanes:
            if self._walks[lane] is not zones:
                self._move(int(lane), zones)
        is_known = np.isfinite(accuracy_m)
        doubt_m = np.where(is_known, accuracy_m, 0.0)
        margin_m = fences.hysteresis_m.max(initial=0.0) + doubt_m
        near = fences.depths_near(positions[:, :2], margin_m)
        rows, before, depth_m = self._before(lanes, len(zones), near)
        is_known, columns = is_known[rows], before.zones
        is_within = (depth_m > 0.0) & is_known
        since_s = np.where(is_within, np.fmin(before.since_s, time_s), np.nan)
        came = ~before.is_inside & (time_s - since_s >= fences.dwell_s[columns])  # nan: False
        is_out = -depth_m - doubt_m[rows] > fences.hysteresis_m[columns]
        went = before.is_inside & is_out & is_known
        is_inside = (before.is_inside | came) & ~went
        now = _Visit(before.lanes, columns, is_inside, since_s)
        self._kept = self._kept.and_also(now.where(is_inside | is_within))
        shape = (len(lanes), len(zones))
        return Visited(
            is_inside=_spread(shape, rows, columns, is_inside),
            entered=_spread(shape, rows, columns, came),
            left=_spread(shape, rows, columns, went),
        )

    def _before(
        self, lanes: Lanes, count: int, near: tuple[NDArray[np.intp], NDArray[np.intp], Metres]
    ) -> tuple[NDArray[np.intp], _Visit, Metres]:
        """Take what was kept of ``lanes``, and join it with the zones around them.

        Returns:
            Row of each pair's walker, the pairs as they were, and their depths; ``-inf`` for
            zones farther than all that matters.
        """
        row_of = np.full(len(self._walks), -1, np.intp)
        row_of[lanes] = np.arange(len(lanes))
        is_mine = row_of[self._kept.lanes] >= 0
        mine, self._kept = self._kept.where(is_mine), self._kept.where(~is_mine)
        walkers, zones, depths_m = near
        old, found = row_of[mine.lanes] * count + mine.zones, walkers * count + zones
        pairs = np.union1d(old, found)
        is_inside, since_s = np.zeros(len(pairs), np.bool_), np.full(len(pairs), np.nan)
        at = np.searchsorted(pairs, old)
        is_inside[at], since_s[at] = mine.is_inside, mine.since_s
        depth_m = np.full(len(pairs), -np.inf)
        depth_m[np.searchsorted(pairs, found)] = depths_m
        rows, columns = np.divmod(pairs, max(count, 1))
        return rows, _Visit(lanes[rows], columns, is_inside, since_s), depth_m

    def _move(self, lane: int, zones: Sequence[Zone]) -> None:
        """Put ``lane`` on another walk; it stays in the zones whose ids both have."""
        column_of = {zone.id: column for column, zone in enumerate(zones)}
        moved = np.array([column_of.get(zone.id, -1) for zone in self._walks[lane]], np.intp)
        is_mine = self._kept.lanes == lane
        mine, others = self._kept.where(is_mine), self._kept.where(~is_mine)
        mine = mine._replace(zones=moved[mine.zones])
        self._kept = others.and_also(mine.where(mine.zones >= 0))
        self._walks[lane] = zones


def _spread(
    shape: tuple[int, int], rows: NDArray[np.intp], columns: NDArray[np.intp], claims: Claims
) -> Claims:
    table: Claims = np.zeros(shape, np.bool_)
    table[rows, columns] = claims
    return table
