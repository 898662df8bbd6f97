"""Where the analogue wave between the samples peaks, fast enough for every tick."""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy.signal import firwin

from latentwalk.domain.block import Samples

PHASES = 4  # oversampling, as in BS.1770-5 annex 2
TAPS = 12  # taps a phase
DETECTOR_FRAMES = TAPS // 2  # the peak around a sample is known this much later
_HOP = 16  # frames one row of the matrix product answers for
_SPAN = _HOP + TAPS - 1  # frames it looks at
_GROUP = 1024  # windows at a time: what is computed on them stays in the cache
_ROWS = 64  # rows a product: small enough that BLAS wakes no threads and waits for none


class TruePeakDetector:
    """Find true peaks above a threshold; what surely lies below it is reported as 0.

    The interpolator's largest gain (its L1 norm) bounds a true peak by the sample peak, so only
    rows that come near the threshold are interpolated; the answer stays exact.

    Args:
        threshold: Peaks below it need not be known, > 0.

    References:
        ITU-R BS.1770-5, annex 2.
    """

    def __init__(self, threshold: float) -> None:
        low_pass = firwin(PHASES * TAPS, 1.0 / PHASES, window=("kaiser", 5.0)) * PHASES
        phases = low_pass.reshape(TAPS, PHASES)[::-1]
        self._safe_peak = threshold / max(1.0, float(np.abs(phases).sum(axis=0).max()))
        band = np.zeros((_SPAN, PHASES, _HOP))
        for frame in range(_HOP):
            band[frame : frame + TAPS, :, frame] = phases
        self._band: Samples = band.reshape(_SPAN, PHASES * _HOP).astype(np.float32)

    def peaks(self, x: Samples) -> Samples:
        """Return each frame's true peak, ``DETECTOR_FRAMES`` late.

        Args:
            x: ``[R, TAPS + T]`` float32: the block and the ``TAPS`` frames before it.

        Returns:
            ``[R, T]`` float32: entry i is the peak between frames i-6 and i-5 of the block.
        """
        n_rows, n_frames = x.shape[0], x.shape[1] - TAPS
        n_hops = max(1, -(-n_frames // _HOP))
        peaks: Samples = np.zeros((n_rows, n_hops, _HOP), np.float32)
        loud = np.flatnonzero(np.abs(x).max(axis=1, initial=0.0) >= self._safe_peak)
        if len(loud):
            padded = np.zeros((len(loud), 1 + (n_hops + 1) * _HOP), np.float32)
            padded[:, : x.shape[1]] = x[loud]
            windows = sliding_window_view(padded, _SPAN, axis=1)[:, 1::_HOP]  # [R, hops, SPAN]
            rows, hops = np.nonzero(self._is_loud(padded[:, 1:]))
            for first in range(0, len(rows), _GROUP):
                some = rows[first : first + _GROUP], hops[first : first + _GROUP]
                peaks[loud[some[0]], some[1]] = self._highest(windows[some])
        return peaks.reshape(n_rows, n_hops * _HOP)[:, :n_frames]

    def _is_loud(self, x: Samples) -> NDArray[np.bool_]:
        """Say which hops see a sample so high that its wave may pass the threshold.

        ``[R, (hops + 1) * HOP]`` → ``[R, hops]``: a hop sees its own frames and most of the
        next one's.
        """
        halves = (np.abs(x) >= self._safe_peak).view(np.uint64)  # eight frames at a look
        has_high = (halves[:, ::2] | halves[:, 1::2]) > 0
        return np.asarray(has_high[:, :-1] | has_high[:, 1:])

    def _highest(self, windows: Samples) -> Samples:
        """Return the true peaks of some windows, ``[n, SPAN]`` → ``[n, HOP]``."""
        waves = self._interpolated(windows).reshape(-1, PHASES, _HOP)
        np.abs(waves, out=waves)
        first, last = TAPS - 1 - DETECTOR_FRAMES, TAPS - 1 - DETECTOR_FRAMES + _HOP
        highest = np.abs(windows[:, first:last])  # the samples themselves
        for phase in range(PHASES):
            np.maximum(highest, waves[:, phase], out=highest)
        return np.asarray(highest)

    def _interpolated(self, rows: Samples) -> Samples:
        n_whole = len(rows) // _ROWS * _ROWS
        waves: Samples = np.empty((len(rows), PHASES * _HOP), np.float32)
        whole = waves[:n_whole].reshape(-1, _ROWS, PHASES * _HOP)
        np.matmul(rows[:n_whole].reshape(-1, _ROWS, _SPAN), self._band, out=whole)
        np.matmul(rows[n_whole:], self._band, out=waves[n_whole:])
        return waves
