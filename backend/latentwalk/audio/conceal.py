"""Blocks that did not come from the engine: covered without a click, lane by lane."""

import numpy as np
from numpy.typing import NDArray

from latentwalk.audio.continuation import HISTORY_FRAMES, continuation, fade_in
from latentwalk.audio.lanes import Lanes, check_lanes
from latentwalk.domain.block import Samples, check_shape

RETURN_FRAMES = 480  # 10 ms: the fade back to real sound


class Concealer:
    """Continue what was heard while blocks are missing; fade back in over 10 ms.

    Adds no latency: ``latency_frames`` is 0. A lane that has never sounded conceals with silence.
    Blocks may have any length, and it may change from call to call.

    Args:
        capacity: Lanes.
        channels: Channels a lane.
        return_frames: Length of the fade back to real sound.

    Attributes:
        concealed_frames: Frames synthesised since the lane's reset, ``[capacity]``.
    """

    latency_frames = 0

    def __init__(self, capacity: int, channels: int, return_frames: int = RETURN_FRAMES) -> None:
        self._return_frames = return_frames
        shape = (capacity, channels, HISTORY_FRAMES)
        self.concealed_frames: NDArray[np.int64] = np.zeros(capacity, np.int64)
        self._heard: Samples = np.zeros(shape, np.float32)  # the last frames given out
        self._source: Samples = np.zeros(shape, np.float32)  # the same, when the gap began
        self._age: NDArray[np.int64] = np.zeros(capacity, np.int64)  # frames since then
        self._fade: NDArray[np.int64] = np.zeros(capacity, np.int64)  # of the return, still due
        self._is_missing: NDArray[np.bool_] = np.zeros(capacity, np.bool_)

    def process(self, x: Samples, is_fresh: NDArray[np.bool_], lanes: Lanes) -> Samples:
        """Pass fresh blocks, replace missing ones.

        Args:
            x: ``[W, C, T]`` float32; rows that are not fresh are ignored.
            is_fresh: ``[W]``; false where the block is late, missing or new.
            lanes: Active lanes, ``[W]``.

        Returns:
            ``[W, C, T]`` float32, no step in it larger than the sound's own; ``x`` itself where
            no lane is in trouble.

        Raises:
            BlockSizeError: If the shapes do not fit.
        """
        check_lanes("x", x, lanes, len(self._age), [self._heard.shape[1], None])
        check_shape("is_fresh", is_fresh, [len(lanes)])
        troubled = np.flatnonzero(~is_fresh | self._is_missing[lanes] | (self._fade[lanes] > 0))
        out = x.copy() if len(troubled) else x
        for row in troubled:
            lane = int(lanes[row])
            if is_fresh[row]:
                self._return(out[row], lane)
            else:
                self._continue(out[row], lane)
        self._remember(out, lanes)
        return out

    def is_calm(self, lane: int) -> bool:
        """Whether the lane's next fresh block would pass untouched."""
        return not self._is_missing[lane] and not self._fade[lane]

    def cut(self, lane: int) -> None:
        """Say that the lane's next fresh block does not follow from its last one.

        It is faded in over a continuation of what was heard, so that the jump does not click.
        """
        self._is_missing[lane], self._age[lane] = True, 0
        self._source[lane] = self._heard[lane]

    def reset(self, lane: int) -> None:
        """Forget what the lane heard; it is silent until its next fresh block."""
        self._heard[lane] = 0.0
        self._source[lane] = 0.0
        self._age[lane] = self._fade[lane] = self.concealed_frames[lane] = 0
        self._is_missing[lane] = False

    def _continue(self, out: Samples, lane: int) -> None:
        if not self._is_missing[lane]:
            self.cut(lane)
        n_frames = out.shape[1]
        out[:] = continuation(self._source[lane], int(self._age[lane]), n_frames)
        self._age[lane] += n_frames
        self.concealed_frames[lane] += n_frames

    def _return(self, out: Samples, lane: int) -> None:
        if self._is_missing[lane]:
            self._is_missing[lane], self._fade[lane] = False, self._return_frames
        due = int(self._fade[lane])
        n_frames = min(due, out.shape[1])
        rise = fade_in(self._return_frames)[self._return_frames - due :][:n_frames]
        dying = continuation(self._source[lane], int(self._age[lane]), n_frames)
        out[:, :n_frames] = rise * out[:, :n_frames] + (1.0 - rise) * dying
        self._age[lane] += n_frames
        self._fade[lane] -= n_frames

    def _remember(self, out: Samples, lanes: Lanes) -> None:
        n_frames = out.shape[2]
        if n_frames >= HISTORY_FRAMES:
            self._heard[lanes] = out[:, :, -HISTORY_FRAMES:]
        else:
            joined = np.concatenate([self._heard[lanes], out], axis=2)
            self._heard[lanes] = joined[:, :, -HISTORY_FRAMES:]
