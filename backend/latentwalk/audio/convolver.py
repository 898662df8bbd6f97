"""Convolution with a long response in blocks of one tick, without delay.

The first 8 ticks of the response are convolved tick by tick, all that follows in blocks of 8
ticks, which are complete before their share is due. The long blocks' products are spread over
the ticks between.

References:
    Gardner (1995), Efficient convolution without input-output delay.
    Wefers (2015), Partitioned convolution algorithms for real-time auralization.
"""

import numpy as np
from numpy.typing import NDArray
from scipy.fft import irfft, rfft

from latentwalk.domain.block import TICK_FRAMES, Samples

LONG_TICKS = 8
LONG_FRAMES = LONG_TICKS * TICK_FRAMES

Spectra = NDArray[np.complex64]


class Partitions:
    """A response cut up and transformed, shared by all who are in its room.

    Args:
        response: ``[2, n]`` float32, one ear a row.

    Attributes:
        short: Its first 8 ticks twice over, so that a ring needs no turning, ``[16, 2, F]``.
        long: What follows, ``[P, 2, F]``.
        n_ticks: After so many ticks of silence nothing is left.
    """

    def __init__(self, response: Samples) -> None:
        n_long = max(0, -(-(response.shape[1] - LONG_FRAMES) // LONG_FRAMES))
        whole = np.zeros((2, (n_long + 1) * LONG_FRAMES), np.float32)
        whole[:, : response.shape[1]] = response
        short = _spectra(whole[:, :LONG_FRAMES], TICK_FRAMES)
        self.short = np.concatenate([short, short])
        self.long = _spectra(whole[:, LONG_FRAMES:], LONG_FRAMES)
        self.n_ticks = (n_long + 2) * LONG_TICKS


def _spectra(response: Samples, n_frames: int) -> Spectra:
    """Transform parts of ``n_frames``, each padded to twice its length, ``[P, 2, F]``."""
    parts = response.reshape(2, -1, n_frames).swapaxes(0, 1)
    return np.asarray(rfft(parts, 2 * n_frames, axis=-1), np.complex64)


class Convolver:
    """One stereo stream through one room; holds 0.4 to 2.4 MB, by the room's length.

    Args:
        partitions: The room.
        tick: At which tick of a long block to begin, 0..7: streams that begin apart do their
            long blocks apart. The sound is the same.
    """

    def __init__(self, partitions: Partitions, tick: int = 0) -> None:
        self._room, self._tick = partitions, tick % LONG_TICKS
        self._newest = 0  # in the ring of short spectra
        self._short = np.zeros((LONG_TICKS, *partitions.short.shape[1:]), np.complex64)
        self._long = np.zeros_like(partitions.long)  # newest first
        self._sum = np.zeros(partitions.long.shape[1:], np.complex64)
        self._scratch = np.zeros_like(self._sum)
        self._past = np.zeros((2, 2 * TICK_FRAMES), np.float32)
        self._gathered = np.zeros((2, 2 * LONG_FRAMES), np.float32)
        self._due = np.zeros((2, LONG_FRAMES), np.float32)

    def process(self, x: Samples) -> Samples:
        """Convolve one tick.

        Args:
            x: ``[2, 1024]`` float32.

        Returns:
            ``[2, 1024]`` float32: the response's first 1024 frames answer within the same tick.
        """
        now = slice(self._tick * TICK_FRAMES, (self._tick + 1) * TICK_FRAMES)
        out = self._answer_short(x)
        if len(self._long):
            out += self._due[:, now]
            self._gathered[:, LONG_FRAMES:][:, now] = x
            for part in range(1 + self._tick, len(self._long), LONG_TICKS):
                # The newest long block is still coming in: all parts but the first wait for none.
                self._add(self._long[part - 1], part)
        self._tick = (self._tick + 1) % LONG_TICKS
        if len(self._long) and self._tick == 0:
            self._answer_long()
        return out

    def _answer_short(self, x: Samples) -> Samples:
        self._past[:, :TICK_FRAMES] = self._past[:, TICK_FRAMES:]
        self._past[:, TICK_FRAMES:] = x
        self._newest = (self._newest - 1) % LONG_TICKS
        self._short[self._newest] = rfft(self._past, axis=-1)
        first = LONG_TICKS - self._newest
        product = self._short * self._room.short[first : first + LONG_TICKS]
        return np.asarray(irfft(product.sum(axis=0), axis=-1)[:, TICK_FRAMES:], np.float32)

    def _answer_long(self) -> None:
        """Compute what the long parts say during the next 8 ticks."""
        self._long[1:] = self._long[:-1]
        self._long[0] = rfft(self._gathered, axis=-1)
        self._add(self._long[0], 0)
        self._due = irfft(self._sum, axis=-1)[:, LONG_FRAMES:]
        self._gathered[:, :LONG_FRAMES] = self._gathered[:, LONG_FRAMES:]
        self._sum[:] = 0.0

    def _add(self, spectrum: Spectra, part: int) -> None:
        np.multiply(spectrum, self._room.long[part], out=self._scratch)
        self._sum += self._scratch
