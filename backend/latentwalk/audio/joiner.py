"""One mono stream put together from pieces, with no seam to be heard."""

import numpy as np
from numpy.typing import NDArray

from latentwalk.audio.conceal import Concealer
from latentwalk.audio.continuation import HISTORY_FRAMES
from latentwalk.domain.block import Samples

_LANE = np.zeros(1, np.intp)
_FRESH, _MISSING = np.ones(1, np.bool_), np.zeros(1, np.bool_)


class Joiner:
    """A :class:`Concealer` for one stream, cheap while all goes well.

    In calm weather a block passes as it is and only its reference is kept: blocks given out must
    not be written to.

    Args:
        fade_frames: Length of the crossfade at a seam.
    """

    def __init__(self, fade_frames: int) -> None:
        self._concealer = Concealer(1, 1, return_frames=fade_frames)
        self._untold: Samples | None = None  # what the concealer has yet to hear

    def play(self, run: Samples) -> Samples:
        """Give real sound, ``[n]``; its start is crossfaded where it does not follow."""
        if len(run) >= HISTORY_FRAMES and self._concealer.is_calm(0):
            self._untold = run
            return run
        return self._told(run, _FRESH)

    def cover(self, n_frames: int) -> Samples:
        """Give the dying continuation of what was heard, ``[n_frames]``."""
        return self._told(np.zeros(n_frames, np.float32), _MISSING)

    def patch(self, samples: Samples, is_here: NDArray[np.bool_]) -> Samples:
        """Give ``samples`` where they are here and cover the holes between, ``[n]`` each."""
        edges = np.flatnonzero(np.diff(is_here)) + 1
        runs = zip([0, *edges], np.split(samples, edges), strict=True)
        parts = [self.play(run) if is_here[start] else self.cover(len(run)) for start, run in runs]
        return np.concatenate(parts)

    def cut(self) -> None:
        """Say that the next sound does not follow from the last."""
        self._tell()
        self._concealer.cut(0)

    def reset(self) -> None:
        """Forget what was heard."""
        self._concealer.reset(0)
        self._untold = None

    def _told(self, run: Samples, is_fresh: NDArray[np.bool_]) -> Samples:
        self._tell()
        out: Samples = self._concealer.process(run[None, None], is_fresh, _LANE)[0, 0]
        return out

    def _tell(self) -> None:
        if self._untold is not None:
            self._concealer.process(self._untold[None, None], _FRESH, _LANE)
            self._untold = None
