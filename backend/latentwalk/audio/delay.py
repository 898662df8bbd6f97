"""A plain delay, used to align the dry path with the wet path's declared delay."""

import numpy as np

from latentwalk.audio.lanes import Lanes, check_lanes
from latentwalk.domain.block import Samples


class DelayLine:
    """Delay each lane by the same whole number of frames.

    Args:
        capacity: Lanes.
        channels: Channels a lane.
        delay_frames: Frames, ≥ 0; also the declared ``latency_frames``.
    """

    def __init__(self, capacity: int, channels: int, delay_frames: int) -> None:
        self.latency_frames = delay_frames
        self._past: Samples = np.zeros((capacity, channels, delay_frames), np.float32)

    def process(self, x: Samples, lanes: Lanes) -> Samples:
        """Return what came ``latency_frames`` ago.

        Args:
            x: ``[W, C, T]`` float32.
            lanes: Active lanes, ``[W]``.

        Returns:
            ``[W, C, T]`` float32.

        Raises:
            BlockSizeError: If the shape does not fit.
        """
        capacity, channels, delay_frames = self._past.shape
        check_lanes("x", x, lanes, capacity, [channels, None])
        if not delay_frames:
            return x.copy()
        joined = np.concatenate([self._past[lanes], x], axis=2)
        self._past[lanes] = joined[:, :, -delay_frames:]
        return joined[:, :, : x.shape[2]]

    def reset(self, lane: int) -> None:
        """Make the lane silent, as when fresh."""
        self._past[lane] = 0.0
