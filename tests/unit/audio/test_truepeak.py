import numpy as np
import pytest
from scipy.signal import resample_poly

from latentwalk.audio.truepeak import DETECTOR_FRAMES, TAPS, TruePeakDetector
from tests.unit.audio.signals import noise, sine


@pytest.mark.parametrize("n_frames", [1, 15, 16, 17, 1024])
def test_each_frame_answers_for_the_wave_up_to_the_next_sample(n_frames: int) -> None:
    x = np.stack([sine(f, TAPS + n_frames + 40, 1.0) for f in (997.0, 8000.0, 12_000.0)])
    x = x[:, : TAPS + n_frames]
    peaks = TruePeakDetector(0.1).peaks(x)
    assert peaks.shape == (3, n_frames)
    fine = np.abs(resample_poly(x, 8, 1, axis=1))
    for i in range(n_frames):
        at = TAPS + i - DETECTOR_FRAMES
        if 40 < at < x.shape[1] - 40:  # where the reference has its own filter's worth of sound
            truth = fine[:, 8 * at : 8 * (at + 1)].max(axis=1)
            assert peaks[:, i] == pytest.approx(truth, abs=0.04)


def test_rows_far_below_the_threshold_are_not_looked_at_and_near_ones_are() -> None:
    x = noise(1, 40, TAPS + 1000, level=0.2)
    x[::3] *= 0.01
    some, every = TruePeakDetector(0.5).peaks(x), TruePeakDetector(1e-6).peaks(x)
    assert not some[::3].any()
    # Products of other shapes are rounded otherwise.
    np.testing.assert_allclose(np.maximum(some, 0.5), np.maximum(every, 0.5), atol=1e-6)
