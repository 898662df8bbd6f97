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


def _phases() -> NDArray[np.float64]:
    """Return the interpolator ``[TAPS, PHASES + 1]``; the last column is the sample itself."""
    low_pass = firwin(PHASES * TAPS, 1.0 / PHASES, window=("kaiser", 5.0)) * PHASES
    itself = np.zeros((TAPS, 1))
    itself[DETECTOR_FRAMES] = 1.0
    return np.hstack([low_pass.reshape(TAPS, PHASES), itself])[::-1]


class TruePeakDetector:
    """Find true peaks above a threshold; what surely lies below it is reported as 0.

    The interpolator's largest gain (its L1 norm) bounds a true peak by the sample peak, so only
    stretches that come near the threshold are interpolated; the answer stays exact.

    Args:
        threshold: Peaks below it need not be known, > 0.

    References:
        ITU-R BS.1770-5, annex 2.
    """

    def __init__(self, threshold: float) -> None:
        phases = _phases()
        self._safe_peak = np.float32(threshold / np.abs(phases).sum(axis=0).max())
        band = np.zeros((_HOP + TAPS - 1, _HOP, PHASES + 1))
        for frame in range(_HOP):
            band[frame : frame + TAPS, frame] = phases
        self._band: Samples = band.reshape(_HOP + TAPS - 1, -1).astype(np.float32)

    def peaks(self, x: Samples) -> Samples:
        """Return each frame's true peak, ``DETECTOR_FRAMES`` late.

        Args:
            x: ``[..., TAPS + T]`` float32: the block and the ``TAPS`` frames before it.

        Returns:
            ``[..., T]`` float32: entry i is the peak between frames i-6 and i-5 of the block.
        """
        n_frames = x.shape[-1] - TAPS
        n_pad = -n_frames % _HOP
        padded = np.pad(x, [(0, 0)] * (x.ndim - 1) + [(0, n_pad)]) if n_pad else x
        windows = sliding_window_view(padded, _HOP + TAPS - 1, axis=-1)[..., 1::_HOP, :]
        highest = np.maximum(windows.max(axis=-1), -windows.min(axis=-1))
        is_near = highest >= self._safe_peak  # [..., T / HOP]
        peaks: Samples = np.zeros((*is_near.shape, _HOP), np.float32)
        waves = (windows[is_near] @ self._band).reshape(-1, _HOP, PHASES + 1)
        peaks[is_near] = np.abs(waves).max(axis=-1)
        return peaks.reshape(*x.shape[:-1], -1)[..., :n_frames]
