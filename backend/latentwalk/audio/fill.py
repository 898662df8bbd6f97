"""Keeping a buffer's fill where it should be, against clocks that drift."""

from enum import Enum

from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ

OVERRUN_FRAMES = 7_200  # 150 ms beyond the goal: more than splices could work off
DEADBAND_FRAMES = 240  # 5 ms off the goal is left alone
AVERAGE_S = 2.0  # fill swings by a packet from read to read; its mean does not
SHRINK_EVERY_S, GROW_EVERY_S = 0.5, 0.25  # one splice each; wanting sound is the more urgent


class Steer(Enum):
    """What to do before the next read."""

    HOLD = "hold"
    SHRINK = "shrink"  # by a splice
    GROW = "grow"  # by a splice
    JUMP = "jump"  # to the goal, at once


class FillRegulator:
    """Judge the mean fill against its goal; time is counted in frames read.

    Attributes:
        mean_frames: The fill averaged over two seconds.
    """

    def __init__(self) -> None:
        self.mean_frames = 0.0
        self._rest_frames = 0  # until the next splice may be made

    def begin(self, fill_frames: int, goal_frames: int) -> None:
        """Start at a fill; the part of its swing that says nothing is ignored."""
        lowest = goal_frames - 2 * PACKET_FRAMES
        self.mean_frames = float(max(min(fill_frames, goal_frames), lowest))
        self._rest_frames = round(SHRINK_EVERY_S * SAMPLE_RATE_HZ)

    def judge(self, fill_frames: int, goal_frames: int, n_frames: int) -> Steer:
        """Take one reading, just before ``n_frames`` are read, and decide."""
        pace = n_frames / (AVERAGE_S * SAMPLE_RATE_HZ)
        self.mean_frames += (fill_frames - self.mean_frames) * pace
        self._rest_frames = max(0, self._rest_frames - n_frames)
        if fill_frames > goal_frames + OVERRUN_FRAMES:
            return Steer.JUMP
        error_frames = self.mean_frames - goal_frames
        if self._rest_frames or abs(error_frames) < DEADBAND_FRAMES:
            return Steer.HOLD
        return Steer.SHRINK if error_frames > 0 else Steer.GROW

    def spliced(self, shift_frames: int) -> None:
        """Learn that a splice took ``shift_frames`` out (negative: put in)."""
        self.mean_frames -= shift_frames
        every_s = SHRINK_EVERY_S if shift_frames > 0 else GROW_EVERY_S
        self._rest_frames = round(every_s * SAMPLE_RATE_HZ)

    def skipped(self, n_frames: int) -> None:
        """Learn that reading jumped ahead by ``n_frames``."""
        self.mean_frames -= n_frames
