"""The last stage before the ear: nothing passes the ceiling, and nothing clicks."""

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter1d

from latentwalk.audio.guard import finite
from latentwalk.audio.lanes import Lanes, check_lanes
from latentwalk.audio.truepeak import DETECTOR_FRAMES, TAPS, TruePeakDetector
from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples

LOOKAHEAD_FRAMES = 64  # 1.33 ms: the gain has this long to fall before a peak
RELEASE_DB_PER_S = 60.0  # a 6 dB dip is over in 100 ms: no pumping, no dent left behind
MARGIN_DB = 0.5  # what a 4× grid may miss of a peak, and what a moving gain adds to one

_RELEASE_DB = RELEASE_DB_PER_S / SAMPLE_RATE_HZ  # a frame
_DB_TO_LOG = np.float32(np.log(10.0) / 20.0)


class Limiter:
    """Stereo-linked look-ahead limiter with true-peak detection.

    The needed attenuation is held for the look-ahead and averaged over it, so that gain falls in
    a straight line (in decibels) and is there when the peak arrives; it recovers at 60 dB/s.
    Values that are not finite become zero and are counted.

    Args:
        capacity: Lanes.
        ceiling_db: Highest true peak, dBTP.

    Attributes:
        latency_frames: 70 (1.5 ms).
        mended_values: Non-finite values zeroed since the lane's reset, ``[capacity]``.
        reduction_db: Deepest attenuation in the lane's last block, ``[capacity]``, ≥ 0.
    """

    latency_frames = LOOKAHEAD_FRAMES + DETECTOR_FRAMES

    def __init__(self, capacity: int, ceiling_db: float = -1.0) -> None:
        self._threshold = np.float32(10.0 ** ((ceiling_db - MARGIN_DB) / 20.0))
        self._detector = TruePeakDetector(float(self._threshold))
        self.mended_values: NDArray[np.int64] = np.zeros(capacity, np.int64)
        self.reduction_db: Samples = np.zeros(capacity, np.float32)
        self._past: Samples = np.zeros((capacity, 2, self.latency_frames + TAPS), np.float32)
        self._held_db: Samples = np.zeros((capacity, 2 * LOOKAHEAD_FRAMES), np.float32)

    def process(self, x: Samples, lanes: Lanes) -> Samples:
        """Limit one block; output lags input by ``latency_frames``.

        Args:
            x: ``[W, 2, T]`` float32.
            lanes: Active lanes, ``[W]``.

        Returns:
            ``[W, 2, T]`` float32, finite, true peak at most the ceiling.

        Raises:
            BlockSizeError: If the shape does not fit.
        """
        check_lanes("x", x, lanes, len(self._past), [2, None])
        x = self._mended(x, lanes)
        n_frames = x.shape[2]
        joined = np.concatenate([self._past[lanes], x], axis=2)
        self._past[lanes] = joined[:, :, n_frames:]
        out = joined[:, :, TAPS : TAPS + n_frames].copy()
        need_db = self._needed_db(joined[:, :, self.latency_frames :])  # [W, T]
        self.reduction_db[lanes] = 0.0
        busy = np.flatnonzero(need_db.any(axis=1) | self._held_db[lanes].any(axis=1))
        if len(busy):
            gain_db = self._smoothed_db(need_db[busy], lanes[busy])
            self.reduction_db[lanes[busy]] = gain_db.max(axis=1, initial=0.0)
            out[busy] *= np.exp(gain_db * -_DB_TO_LOG)[:, None, :]
        return out

    def reset(self, lane: int) -> None:
        """Forget the lane's past; it starts from silence at full gain."""
        self._past[lane] = 0.0
        self._held_db[lane] = 0.0
        self.mended_values[lane] = 0
        self.reduction_db[lane] = 0.0

    def _mended(self, x: Samples, lanes: Lanes) -> Samples:
        mended, n_bad = finite(x)
        if n_bad:
            self.mended_values[lanes] += np.count_nonzero(~np.isfinite(x), axis=(1, 2))
        return mended

    def _needed_db(self, x: Samples) -> Samples:
        """Return the attenuation each frame needs, ``[W, T]``, ≥ 0 dB."""
        rows = self._detector.peaks(x.reshape(-1, x.shape[2])).reshape(len(x), 2, -1)
        peaks = np.maximum(rows[:, 0], rows[:, 1])  # [W, 2, T] → [W, T]
        need_db = np.zeros_like(peaks)
        loud = np.flatnonzero(peaks.max(axis=1, initial=0.0) > self._threshold)
        if len(loud):
            over = np.maximum(peaks[loud] / self._threshold, np.float32(1.0))
            need_db[loud] = np.log(over, out=over) / _DB_TO_LOG
        return need_db

    def _smoothed_db(self, need_db: Samples, lanes: Lanes) -> Samples:
        """Release, hold and average what is needed, ``[W, T]`` → ``[W, T]``.

        A frame's need reaches the output ``LOOKAHEAD_FRAMES`` later; every value averaged then
        was held over that frame, so the average is never less than the need.
        """
        look, n_frames = LOOKAHEAD_FRAMES, need_db.shape[1]
        before = self._held_db[lanes]
        ramp = (np.arange(n_frames + 1) * _RELEASE_DB).astype(np.float32)
        falling = np.maximum.accumulate(np.hstack([before[:, -1:], need_db]) + ramp, axis=1) - ramp
        released = np.hstack([before, np.maximum(falling[:, 1:], 0.0)])  # [W, 2 L + T]
        self._held_db[lanes] = released[:, -2 * look :]
        held = maximum_filter1d(released, look + 1, axis=1)[:, look // 2 + 1 : -look // 2 or None]
        sums = np.cumsum(held, axis=1, dtype=np.float64)  # [W, L - 1 + T]
        sums[:, look:] -= sums[:, :-look].copy()
        return np.asarray(sums[:, look - 1 :] / look, np.float32)
