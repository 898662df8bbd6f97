"""Who stands still, and where: wander of fixes is never heard (DESIGN §6)."""

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Lanes, Metres, Weights
from latentwalk.geo.slew import follow

STILL_MPS = 0.3  # a standing body sways; a stroll is 0.6
SETTLE_S = 3.0  # a step taken, a look around, is not standing still
CREEP_M = 1.0  # whoever has gone so far, however slowly, has moved
RAMP_S = 2.0  # what stillness brings in comes as slowly as it goes
RELEASE_RATE = 1.0  # 1/s: 95 % of the way back to the walker is done in 4.8 s


class Stillness:
    """Streaming state of ``capacity`` lanes.

    Slower than 0.3 m/s for 3 s the position is frozen, until one moves faster or has crept a
    metre by that speed (which is 0 at rest, see ``PoseFilter.speeds_mps``). Whoever moves
    again is caught up with from rest: what was missed meanwhile is made good without a jump in
    place or speed.

    Args:
        capacity: Number of lanes.
    """

    def __init__(self, capacity: int) -> None:
        self._slow_s = np.zeros(capacity)  # how long slower than STILL_MPS
        self._crept_m = np.zeros(capacity)  # how far meanwhile, by their speed
        self._still = np.zeros(capacity, np.float32)
        self._frozen = np.full((capacity, 3), np.nan)  # nan while moving
        self._missed = np.zeros((capacity, 3))  # what is told, less where they are
        self._closing = np.zeros((capacity, 3))  # its rate of change, m/s
        self._tick_s = np.full(capacity, np.nan)

    def reset(self, lane: int) -> None:
        """Make ``lane`` equal a fresh one."""
        self._slow_s[lane] = self._crept_m[lane] = self._still[lane] = 0.0
        self._missed[lane] = self._closing[lane] = 0.0
        self._frozen[lane] = self._tick_s[lane] = np.nan

    def advance(
        self, lanes: Lanes, positions: Metres, speeds_mps: Metres, time_s: float
    ) -> tuple[Metres, Weights]:
        """Move everybody to media time ``time_s``.

        Args:
            lanes: Lane of each row, each at most once, shape [W].
            positions: From the pose filter, local metres, shape [W, 3].
            speeds_mps: Over ground, shape [W].
            time_s: Media time; earlier than the last call counts as no time passed.

        Returns:
            Positions, frozen where a walker stands still, local metres, shape [W, 3]; and
            stillness, 0 moving .. 1, ramped over 2 s, float32, shape [W].
        """
        dt_s = np.fmax(time_s - self._tick_s[lanes], 0.0)  # a first tick's NaN counts as none
        self._tick_s[lanes] = time_s
        crept_m = self._crept_m[lanes] + speeds_mps * dt_s
        is_slow = (speeds_mps < STILL_MPS) & (crept_m < CREEP_M)
        self._crept_m[lanes] = np.where(is_slow, crept_m, 0.0)
        self._slow_s[lanes] = slow_s = np.where(is_slow, self._slow_s[lanes] + dt_s, 0.0)
        is_still = slow_s >= SETTLE_S
        change = np.where(is_still, dt_s / RAMP_S, -dt_s / RAMP_S)
        still = np.minimum(np.maximum(self._still[lanes] + change, 0.0), 1.0).astype(np.float32)
        self._still[lanes] = still
        return self._hold(lanes, positions, is_still[:, None], dt_s[:, None]), still

    def _hold(
        self, lanes: Lanes, positions: Metres, is_still: NDArray[np.bool_], dt_s: Metres
    ) -> Metres:
        nowhere = np.zeros_like(positions)
        missed, closing = follow(
            self._missed[lanes], self._closing[lanes], nowhere, nowhere,
            np.full_like(dt_s, RELEASE_RATE), dt_s,
        )  # fmt: skip
        frozen = self._frozen[lanes]
        frozen = np.where(is_still & np.isnan(frozen), positions + missed, frozen)
        missed = np.where(is_still, frozen - positions, missed)
        self._closing[lanes] = np.where(is_still, 0.0, closing)
        self._missed[lanes] = missed
        self._frozen[lanes] = np.where(is_still, frozen, np.nan)
        return np.where(is_still, frozen, positions + missed)
