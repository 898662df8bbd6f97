"""Who goes too fast to be walking: the piece falls silent and says why (DESIGN §8)."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Lanes, Metres, Weights

Claims = NDArray[np.bool_]

FAST_MPS, FAST_S = 3.0, 10.0  # a run for a bus is shorter
CALM_MPS, CALM_S = 2.0, 3.0  # between 2 and 3 m/s all stays as it is
FADE_S = 3.0


class Paced(NamedTuple):
    """What pace does to each walker.

    Attributes:
        gains: How loud everything may sound, 0..1, float32, shape [W].
        is_too_fast: Whether the piece is silent, or going there, shape [W].
        has_begun: Where that begins with this tick: the moment to say "this piece is for
            walking", shape [W].
    """

    gains: Weights
    is_too_fast: Claims
    has_begun: Claims


class Pace:
    """Streaming state of ``capacity`` lanes.

    Args:
        capacity: Number of lanes.
    """

    def __init__(self, capacity: int) -> None:
        self._fast_s = np.zeros(capacity)  # how long faster than FAST_MPS
        self._calm_s = np.zeros(capacity)  # how long slower than CALM_MPS
        self._is_too_fast = np.zeros(capacity, np.bool_)
        self._share = np.ones(capacity)  # of the fade
        self._tick_s = np.full(capacity, np.nan)

    def reset(self, lane: int) -> None:
        """Make ``lane`` equal a fresh one."""
        self._fast_s[lane] = self._calm_s[lane] = 0.0
        self._is_too_fast[lane] = False
        self._share[lane] = 1.0
        self._tick_s[lane] = np.nan

    def advance(
        self, lanes: Lanes, speeds_mps: Metres, is_outdoors: Claims, time_s: float
    ) -> Paced:
        """Move everybody to media time ``time_s``.

        Faster than 3 m/s for 10 s the gain falls to 0 over 3 s, as a quarter sine; slower
        than 2 m/s for 3 s it comes back the same way. In worlds anybody may run.

        Args:
            lanes: Lane of each row, each at most once, shape [W].
            speeds_mps: Over ground, shape [W].
            is_outdoors: Whether a body moves there, shape [W].
            time_s: Media time; earlier than the last call counts as no time passed.
        """
        dt_s = np.fmax(time_s - self._tick_s[lanes], 0.0)  # a first tick's NaN counts as none
        self._tick_s[lanes] = time_s
        is_fast = is_outdoors & (speeds_mps > FAST_MPS)
        is_calm = ~is_outdoors | (speeds_mps < CALM_MPS)
        self._fast_s[lanes] = fast_s = np.where(is_fast, self._fast_s[lanes] + dt_s, 0.0)
        self._calm_s[lanes] = calm_s = np.where(is_calm, self._calm_s[lanes] + dt_s, 0.0)
        was_too_fast = self._is_too_fast[lanes]
        is_too_fast = (was_too_fast & (calm_s < CALM_S)) | (fast_s >= FAST_S)
        self._is_too_fast[lanes] = is_too_fast
        change = np.where(is_too_fast, -dt_s / FADE_S, dt_s / FADE_S)
        share = np.minimum(np.maximum(self._share[lanes] + change, 0.0), 1.0)
        self._share[lanes] = share
        gains = np.sin(0.5 * np.pi * share).astype(np.float32)
        return Paced(gains, is_too_fast, is_too_fast & ~was_too_fast)
