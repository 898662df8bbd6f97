"""How fast a walker really moves, where fixes wander although nobody walks."""

import math
from collections import deque
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Metres
from latentwalk.geo.kalman import OUTLIER_SPEED_MPS, Fix, Kalman

STEADY = 0.01  # m²/s³, a fifth of the pose filter's: 12 s of memory see half the noise
REST_MPS = 0.3  # below what a device reports, it rests
SURE_MPS = 0.9  # so fast a wander never looks
WRONG_S = 10.0  # a device that reports rest so long while fixes are surely moving is wrong
# At rest with 5 m accuracy 95 % of the quick estimates are below 0.67 and of the steady ones
# below 0.45; at a stroll of 0.9 m/s 95 % of the steady ones are above 0.62.
REST_QUICK_MPS, REST_STEADY_MPS = 0.6, 0.45
LEAVE_QUICK_MPS, LEAVE_STEADY_MPS = 0.85, 0.6
PRESUMED_MPS = 0.6  # before the first fix: nobody is known to rest
LEAVE_M = 1.0  # with two error circles: so far a wander seldom leads, a creep always
LEAVE_CIRCLES = 2.0
FAR_CIRCLES = 2.5  # 99.9 % of fixes at rest are nearer to each other
RUN_MPS = 2.5  # more must be seen in the way between recent fixes too: an error caught up is none
RIDE_FIXES = 6  # so many fixes on one line, ...
STRAIGHT, EVEN = 0.8, 0.4  # net way over path, shortest over mean step: no leap has both, ...
LEAST_S = 1e-3  # keeps a division finite
RIDE_MPS, RIDE_CIRCLES = 5.0, 2.0  # so fast and so far in error circles are a vehicle


@dataclass(slots=True)
class _Lane:
    """What is known of one walker.

    Attributes:
        rest_at: Where they came to rest, [2]; ``None`` while they move.
        told_rest_s: Since when the device reports rest; ``None`` while it does not.
        mps: How fast they move.
        taken: The last fix that the pose filter accepted.
        recent: The last fixes, whether accepted or not, the oldest forgotten first.
    """

    rest_at: Metres | None = None
    told_rest_s: float | None = None
    mps: float = PRESUMED_MPS
    taken: Fix | None = None
    recent: deque[Fix] = field(default_factory=lambda: deque(maxlen=RIDE_FIXES))


class Speedometer:
    """Ground speed of many walkers, one lane each: 0 until something shows that they move.

    Fixes of somebody at rest wander at up to half a metre a second. A walker therefore rests
    or moves, with hysteresis between: what the device reports decides where it does (phones
    measure Doppler), else two estimates from fixes, one quick to see a walk begin and one
    steady; and whoever rests but has got farther than two error circles has moved.

    Args:
        capacity: Number of lanes.
    """

    def __init__(self, capacity: int) -> None:
        self._steady = Kalman(capacity, STEADY)
        self._lanes = [_Lane() for _ in range(capacity)]

    def reset(self, lane: int) -> None:
        """Forget all about ``lane``."""
        self._steady.reset(lane)
        self._lanes[lane] = _Lane()

    def speeds_mps(self, lanes: NDArray[np.integer]) -> Metres:
        """Return ground speeds at the last fix, m/s, shape [W]; a stroll before the first."""
        return np.array([self._lanes[lane].mps for lane in lanes], np.float64)

    def take(
        self, lane: int, fix: Fix, point: Metres, quick_mps: float, reported_mps: float | None
    ) -> None:
        """Take a fix that the pose filter accepted.

        Args:
            lane: Whose.
            fix: As it came.
            point: What the pose filter made of it, [2].
            quick_mps: The speed that it sees.
            reported_mps: What the device says; ``None`` if nothing.
        """
        mine = self._lanes[lane]
        mine.recent.append(fix)
        if mine.taken is not None and _is_corrected(mine.taken, fix):
            self._steady.reset(lane)  # that was an error's way, not the walker's
        mine.taken = fix
        self._steady.update(lane, fix)
        steady_mps = float(np.hypot(*self._steady.state(lane)[1]))
        steady_mps = min(steady_mps, max(_net_mps(mine.recent), RUN_MPS))
        if reported_mps is None:
            ride_mps = _ride_mps(mine.recent)
            rests = not ride_mps and _rests(quick_mps, steady_mps, mine.rest_at is not None)
            mps = ride_mps or max(steady_mps, LEAVE_STEADY_MPS)
        else:
            is_wrong = _told_rest_s(mine, fix, reported_mps) > WRONG_S and steady_mps > SURE_MPS
            rests = reported_mps < REST_MPS and not is_wrong
            mps = steady_mps if is_wrong else reported_mps
        has_left = mine.rest_at is not None and math.dist(point, mine.rest_at) > _reach_m(fix)
        if not rests or has_left:
            mine.rest_at = None
        elif mine.rest_at is None:
            mine.rest_at = point
        mine.mps = 0.0 if mine.rest_at is not None else max(mps, REST_MPS)

    def pass_over(self, lane: int, fix: Fix, reported_mps: float | None) -> None:
        """Take a fix that the pose filter rejected: an error, or too fast to be a walk."""
        mine = self._lanes[lane]
        mine.recent.append(fix)
        if reported_mps is not None:
            mine.mps = reported_mps
        else:
            mine.mps = _ride_mps(mine.recent) or mine.mps


def _is_corrected(earlier: Fix, later: Fix) -> bool:
    """Say whether neither wander nor a walk leads from one fix to the other."""
    circle_m = math.sqrt(0.5 * (earlier.accuracy_m**2 + later.accuracy_m**2))
    reach_m = FAR_CIRCLES * circle_m + OUTLIER_SPEED_MPS * (later.time_s - earlier.time_s)
    return math.dist(earlier.point, later.point) > reach_m


def _told_rest_s(mine: _Lane, fix: Fix, reported_mps: float) -> float:
    """Note whether the device reports rest; return how long it has."""
    if reported_mps >= REST_MPS:
        mine.told_rest_s = None
        return 0.0
    mine.told_rest_s = fix.time_s if mine.told_rest_s is None else mine.told_rest_s
    return fix.time_s - mine.told_rest_s


def _rests(quick_mps: float, steady_mps: float, was_resting: bool) -> bool:
    if was_resting:
        return quick_mps < LEAVE_QUICK_MPS and steady_mps < LEAVE_STEADY_MPS
    return quick_mps < REST_QUICK_MPS and steady_mps < REST_STEADY_MPS


def _reach_m(fix: Fix) -> float:
    """Return how far from where they rest a walker may be seen, metres."""
    return LEAVE_M + LEAVE_CIRCLES * fix.accuracy_m


def _net_mps(fixes: deque[Fix]) -> float:
    """Return the speed straight from the first to the last."""
    spent_s = max(fixes[-1].time_s - fixes[0].time_s, LEAST_S)
    return math.dist(fixes[0].point, fixes[-1].point) / spent_s


def _ride_mps(fixes: deque[Fix]) -> float:
    """Return the speed along fixes that only a vehicle makes, else 0."""
    if len(fixes) < RIDE_FIXES:
        return 0.0
    steps_m = [math.dist(one.point, another.point) for one, another in pairwise(fixes)]
    net_m, path_m = math.dist(fixes[0].point, fixes[-1].point), sum(steps_m)
    is_even = net_m > STRAIGHT * path_m and min(steps_m) * len(steps_m) > EVEN * path_m
    is_far = net_m > RIDE_CIRCLES * max(fixes[0].accuracy_m, fixes[-1].accuracy_m)
    mps = _net_mps(fixes)
    return mps if is_even and is_far and mps > RIDE_MPS else 0.0
