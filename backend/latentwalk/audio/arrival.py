"""How unevenly packets arrive, and so how much sound must wait to cover it."""

import math
from collections import deque
from collections.abc import Sequence

from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ

WINDOW_S = 10.0
MAX_ARRIVALS = 1024  # 100 packets/s, the protocol's most, for the window
QUANTILE = 0.99
MIN_TARGET_FRAMES = 960  # 20 ms
MAX_TARGET_FRAMES = 16_800  # 350 ms
FALL_FRAMES_PER_S = 240  # 5 ms: a link that was bad a minute ago may be bad again
_JUDGE_S = 0.5


class ArrivalJitter:
    """Measure lateness against the earliest packet of the last ten seconds.

    The target is the 99th percentile of lateness plus one packet, within 20..350 ms. It rises at
    once and falls by 5 ms a second. Lateness is judged against the window's own earliest packet,
    so an offset between the clocks does not matter and 300 ppm of drift adds at most 3 ms.

    Args:
        target_frames: Where the target starts.

    Attributes:
        target_frames: Sound that should wait, whole frames.
    """

    def __init__(self, target_frames: int) -> None:
        self.target_frames = target_frames
        self._came_s: deque[float] = deque(maxlen=MAX_ARRIVALS)
        self._transits: deque[float] = deque(maxlen=MAX_ARRIVALS)  # of the same packets, frames
        self._origin_frame = 0
        self._judged_s = -math.inf

    def note(self, start_frame: int, n_frames: int, now_s: float) -> None:
        """Take one packet's arrival into account.

        Args:
            start_frame: Its first frame on the sender's clock.
            n_frames: Its length.
            now_s: When it came, monotonic.
        """
        if not self._came_s:
            self._origin_frame = start_frame  # integers first: a u64 does not fit a float
        transit = now_s * SAMPLE_RATE_HZ - (start_frame - self._origin_frame)
        self._came_s.append(now_s)
        self._transits.append(transit)
        while self._came_s[0] < now_s - WINDOW_S:
            self._came_s.popleft()
            self._transits.popleft()
        if now_s - self._judged_s >= _JUDGE_S:
            self._judge(max(n_frames, PACKET_FRAMES), now_s)

    def forget(self) -> None:
        """Start measuring anew (the sender's clock jumped); the target stays."""
        self._came_s.clear()
        self._transits.clear()

    def _judge(self, packet_frames: int, now_s: float) -> None:
        transits = sorted(self._transits)
        late_frames = _quantile(transits, QUANTILE) - transits[0]
        wanted = min(max(round(late_frames) + packet_frames, MIN_TARGET_FRAMES), MAX_TARGET_FRAMES)
        elapsed_s = min(now_s - self._judged_s, 2.0 * _JUDGE_S)
        lowest = self.target_frames - math.ceil(FALL_FRAMES_PER_S * elapsed_s)
        self.target_frames = max(wanted, lowest)
        self._judged_s = now_s


def _quantile(ascending: Sequence[float], share: float) -> float:
    """Return what ``share`` of the numbers lie below, between two of them on a straight line.

    NumPy's takes longer than all else that a packet costs.
    """
    place = share * (len(ascending) - 1)
    below = int(place)
    above = min(below + 1, len(ascending) - 1)
    return ascending[below] + (place - below) * (ascending[above] - ascending[below])
