"""A constant-velocity Kalman filter over ground, with outlier rejection."""

import math
from dataclasses import dataclass

import numpy as np

from latentwalk.domain.block import Metres

MANOEUVRE = 0.05  # m²/s³: trades noise at 8 m accuracy against the overshoot of a 90° turn
START_SPEED_MPS = 1.5  # standard deviation of the unknown first velocity: a brisk walk
AXIS_SHARE = 1 / math.sqrt(-2.0 * math.log(1.0 - 0.68))  # 68 % radius → deviation an axis
LEAST_ACCURACY_M = 0.5  # a fix that claims to be perfect must not freeze the filter
OUTLIER_SPEED_MPS = 5.0
RELOCATION_FIXES = 3  # this many outliers that agree are the truth


@dataclass(frozen=True, slots=True)
class Fix:
    """One measured position.

    Attributes:
        point: East, north, local metres, shape [2].
        accuracy_m: Radius of the error circle, 68 %.
        time_s: When.
    """

    point: Metres
    accuracy_m: float
    time_s: float


def _agrees(earlier: Fix, later: Fix) -> bool:
    """Say whether a walker could have made both fixes."""
    reach_m = earlier.accuracy_m + OUTLIER_SPEED_MPS * abs(later.time_s - earlier.time_s)
    return bool(np.hypot(*(later.point - earlier.point)) <= reach_m)


class Kalman:
    """Position and velocity estimates, one lane a walker, real time steps.

    Both axes share one covariance, since errors are taken as round. A fix that implies
    over 5 m/s since the last accepted one, beyond that one's error circle, and is no more
    accurate is rejected, until three rejected ones in a row agree with each other: then the
    walker has been moved, and the lane restarts there.

    Args:
        capacity: Number of lanes.
        manoeuvre: How fast velocity may change, m²/s³: less is steadier and slower.

    References:
        Bar-Shalom, Li & Kirubarajan (2001), Estimation with applications, §6.2.2 (white
        noise acceleration).
    """

    def __init__(self, capacity: int, manoeuvre: float = MANOEUVRE) -> None:
        self._manoeuvre = manoeuvre
        self._last: list[Fix | None] = [None] * capacity
        self._rejected: list[list[Fix]] = [[] for _ in range(capacity)]
        self._point = np.zeros((capacity, 2))
        self._velocity = np.zeros((capacity, 2))
        self._covariance = np.zeros((capacity, 2, 2))  # of position and velocity, an axis

    def reset(self, lane: int) -> None:
        """Forget all about ``lane``."""
        if self._last[lane] is None:  # a world's poses come exact, twenty a second
            return
        self._last[lane] = None
        self._rejected[lane] = []
        self._point[lane] = self._velocity[lane] = 0.0
        self._covariance[lane] = 0.0

    def state(self, lane: int) -> tuple[Metres, Metres]:
        """Return position and velocity at the last accepted fix, each of shape [2]."""
        return self._point[lane].copy(), self._velocity[lane].copy()

    def update(self, lane: int, fix: Fix) -> bool:
        """Take a fix later than the last accepted one; say whether it was accepted."""
        last = self._last[lane]
        if last is None or self._is_relocated(lane, last, fix):
            self._start(lane, fix)
        elif self._rejected[lane]:
            return False
        else:
            self._correct(lane, fix, fix.time_s - last.time_s)
        self._last[lane] = fix
        self._rejected[lane] = []
        return True

    def _is_relocated(self, lane: int, last: Fix, fix: Fix) -> bool:
        """Note an outlier; say whether it is one too many to be one."""
        rejected = self._rejected[lane]
        if _agrees(last, fix) or fix.accuracy_m < last.accuracy_m:
            rejected.clear()
            return False
        if rejected and not _agrees(rejected[-1], fix):
            rejected.clear()
        rejected.append(fix)
        return len(rejected) >= RELOCATION_FIXES

    def _start(self, lane: int, fix: Fix) -> None:
        self._point[lane], self._velocity[lane] = fix.point, 0.0
        self._covariance[lane] = np.diag([_variance(fix), START_SPEED_MPS**2])

    def _correct(self, lane: int, fix: Fix, dt_s: float) -> None:
        move = np.array([[1.0, dt_s], [0.0, 1.0]])
        drift = self._manoeuvre * np.array([[dt_s**3 / 3, dt_s**2 / 2], [dt_s**2 / 2, dt_s]])
        spread = move @ self._covariance[lane] @ move.T + drift
        gain = spread[:, 0] / (spread[0, 0] + _variance(fix))
        surprise = fix.point - (self._point[lane] + self._velocity[lane] * dt_s)
        self._point[lane] += self._velocity[lane] * dt_s + gain[0] * surprise
        self._velocity[lane] += gain[1] * surprise
        self._covariance[lane] = spread - np.outer(gain, spread[0])


def _variance(fix: Fix) -> float:
    return (max(fix.accuracy_m, LEAST_ACCURACY_M) * AXIS_SHARE) ** 2
