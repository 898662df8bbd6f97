"""Where walkers are and how far that can be trusted, one lane each.

Adds to the pose filter what depends on the piece, not on the device: a place that
is unknown or has grown old gives way to the ground outside all zones (DESIGN §6).
"""

import numpy as np

from latentwalk.domain.block import Metres, Weights
from latentwalk.domain.pose import Pose, Position
from latentwalk.geo.filter import PoseFilter
from latentwalk.session.tick import Lanes

STALE_S = 10.0  # GPS comes once a second: ten missed fixes are a tunnel, a pocket, a hidden page
ARRIVE_S = 3.0  # the first fix takes over by a crossfade as slow as the one that lets go
DEPART_S = 3.0
REPEAT_S = 0.9  # devices fix once a second; the same numbers sooner are the same fix again


class Whereabouts:
    """Streaming state of ``capacity`` lanes."""

    def __init__(self, capacity: int) -> None:
        self._filter = PoseFilter(capacity)
        self._presence = np.zeros(capacity, dtype=np.float32)
        self._tick_s = np.full(capacity, np.nan)
        self._last_fix: list[tuple[Position, float] | None] = [None] * capacity

    def reset(self, lane: int) -> None:
        """Make ``lane`` equal a fresh one."""
        self._filter.reset(lane)
        self._presence[lane] = 0.0
        self._tick_s[lane] = np.nan
        self._last_fix[lane] = None

    def report(self, lane: int, pose: Pose, position: Position | None, time_s: float) -> None:
        """Take in a pose.

        Args:
            lane: The walker's.
            pose: As the device sent it.
            position: Its point on the walk's ground; ``None`` without a usable fix.
            time_s: When it was so, media time.
        """
        self._filter.report_heading(lane, pose.heading_deg)
        if position is None or self._is_repeated(lane, pose, position, time_s):
            return
        east_m, north_m, up_m = position.east_m, position.north_m, position.up_m
        self._filter.report(lane, east_m, north_m, up_m, pose.accuracy_m, time_s, pose.speed_mps)

    def advance(self, now_s: float, lanes: Lanes) -> tuple[Metres, Metres, Weights]:
        """Move everybody to media time ``now_s``.

        Returns:
            Positions [W, 3] in local metres, headings [W] in degrees (NaN unknown), and
            presence [W]: 1 where the position is trusted, fading to 0 where it is not.
        """
        positions, headings_deg, is_known = self._filter.advance(now_s, lanes)
        is_trusted = is_known & (self._filter.ages_s(now_s, lanes) < STALE_S)
        before_s = self._tick_s[lanes]
        elapsed_s = np.where(np.isnan(before_s), 0.0, now_s - before_s)
        change = np.where(is_trusted, elapsed_s / ARRIVE_S, -elapsed_s / DEPART_S)
        presence = np.minimum(np.maximum(self._presence[lanes] + change, 0.0), 1.0)
        presence = presence.astype(np.float32)
        self._presence[lanes] = presence
        self._tick_s[lanes] = now_s
        return positions, headings_deg, presence

    def speeds_mps(self, lanes: Lanes) -> Metres:
        """Return how fast walkers move over ground, m/s, [W]."""
        return self._filter.speeds_mps(lanes)

    def accuracies_m(self, lanes: Lanes) -> Metres:
        """Return the radius of each error circle, metres, [W]; inf before the first fix."""
        return self._filter.errors_m(lanes)

    def _is_repeated(self, lane: int, pose: Pose, position: Position, time_s: float) -> bool:
        """Tell a fix sent again with a newer heading: counted twice it would be trusted twice."""
        last = self._last_fix[lane]
        if pose.accuracy_m is not None and last is not None:
            same, at_s = last
            if same == position and time_s - at_s < REPEAT_S:
                return True
        self._last_fix[lane] = (position, time_s)
        return False
