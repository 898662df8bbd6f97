"""Which zones walkers are in, entered and left: with patience where fixes are not exact."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Metres
from latentwalk.domain.zone import Zone
from latentwalk.geo.fence import FenceSet

Lanes = NDArray[np.intp]
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


class Visits:
    """Streaming state of ``capacity`` lanes.

    A walker enters a zone when they have been inside its fence for ``dwell_s`` without a
    break, and leaves it only when their whole error circle is farther outside than
    ``hysteresis_m``. Each lane remembers the zones of its own walk, by id: on another version
    of it those that are still there are neither left nor entered anew. Zones far from a walker
    cost nothing.

    Args:
        capacity: Number of lanes.
    """

    def __init__(self, capacity: int) -> None:
        self._zones: list[Sequence[Zone]] = [()] * capacity
        self._is_inside = np.zeros((capacity, 0), np.bool_)  # [lanes, zones of the largest walk]
        self._since_s = np.zeros((capacity, 0))  # within the fence since; nan outside

    def reset(self, lane: int) -> None:
        """Make ``lane`` equal a fresh one."""
        self._zones[lane] = ()
        self._is_inside[lane] = False
        self._since_s[lane] = np.nan

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
        self._adopt(zones, lanes)
        is_known = np.isfinite(accuracy_m)
        doubt_m = np.where(is_known, accuracy_m, 0.0)
        margin_m = fences.hysteresis_m.max(initial=0.0) + doubt_m
        walkers, near, depths_m = fences.depths_near(positions[:, :2], margin_m)
        columns = self._columns(lanes, len(zones), near)
        depth_m = np.full((len(lanes), len(columns)), -np.inf)  # [W, C]
        depth_m[walkers, np.searchsorted(columns, near)] = depths_m
        cells = np.ix_(lanes, columns)
        is_within = (depth_m > 0.0) & is_known[:, None]
        since_s = np.where(is_within, np.fmin(self._since_s[cells], time_s), np.nan)
        is_out = -depth_m - doubt_m[:, None] > fences.hysteresis_m[columns]
        was_inside = self._is_inside[cells]
        came = ~was_inside & (time_s - since_s >= fences.dwell_s[columns])  # nan: False
        went = was_inside & is_out & is_known[:, None]
        self._since_s[cells] = since_s
        self._is_inside[cells] = (was_inside | came) & ~went
        entered: Claims = np.zeros((len(lanes), len(zones)), np.bool_)
        left: Claims = np.zeros((len(lanes), len(zones)), np.bool_)
        entered[:, columns], left[:, columns] = came, went
        return Visited(self._is_inside[lanes, : len(zones)], entered, left)

    def _columns(self, lanes: Lanes, count: int, near: NDArray[np.intp]) -> NDArray[np.intp]:
        """Return the zones that may change: where somebody is, was, or comes near, [C]."""
        is_visited = self._is_inside[lanes, :count] | ~np.isnan(self._since_s[lanes, :count])
        is_in_question = np.asarray(is_visited.any(axis=0))
        is_in_question[near] = True
        return np.flatnonzero(is_in_question)

    def _adopt(self, zones: Sequence[Zone], lanes: Lanes) -> None:
        """Make room for ``zones``; on another walk keep what ids have in common."""
        wider = len(zones) - self._is_inside.shape[1]
        if wider > 0:
            self._is_inside = np.pad(self._is_inside, ((0, 0), (0, wider)))
            self._since_s = np.pad(self._since_s, ((0, 0), (0, wider)), constant_values=np.nan)
        for lane in lanes:
            if self._zones[lane] is not zones:
                self._move(int(lane), zones)

    def _move(self, lane: int, zones: Sequence[Zone]) -> None:
        before = {zone.id: column for column, zone in enumerate(self._zones[lane])}
        kept = [(n, before[zone.id]) for n, zone in enumerate(zones) if zone.id in before]
        to, source = np.array(kept, np.intp).reshape(-1, 2).T
        is_inside, since_s = self._is_inside[lane, source], self._since_s[lane, source]
        self._is_inside[lane] = False
        self._since_s[lane] = np.nan
        self._is_inside[lane, to], self._since_s[lane, to] = is_inside, since_s
        self._zones[lane] = zones
