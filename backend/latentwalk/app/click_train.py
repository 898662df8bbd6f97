"""A mic signal whose way through the server can be timed: short chirps, far apart.

In: media time of what is sent. Out: for every chirp found in the sound that came
back, how much later its frames lie.
"""

import numpy as np

from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples

CHIRP_FRAMES = 480  # 10 ms: long enough to stand out of any wet sound, short against a packet
PERIOD_FRAMES = 36_000  # 750 ms: longer than any delay that is still worth measuring
FROM_HZ, TO_HZ = 1_500.0, 7_000.0
FOUND_RATIO = 6.0  # a matched-filter peak this far above the median is no accident


def chirp() -> Samples:
    """Return one linear chirp under a Hann window, peak 0.9, [CHIRP_FRAMES]."""
    t_s = np.arange(CHIRP_FRAMES) / SAMPLE_RATE_HZ
    slope = (TO_HZ - FROM_HZ) / (CHIRP_FRAMES / SAMPLE_RATE_HZ)
    phase = 2.0 * np.pi * (FROM_HZ * t_s + 0.5 * slope * t_s**2)
    return (0.9 * np.hanning(CHIRP_FRAMES) * np.sin(phase)).astype(np.float32)


def click_train(n_frames: int) -> Samples:
    """Return ``n_frames`` of chirps, one each PERIOD_FRAMES from frame 0 on."""
    train = np.zeros(n_frames + CHIRP_FRAMES, dtype=np.float32)
    for start in range(0, n_frames, PERIOD_FRAMES):
        train[start : start + CHIRP_FRAMES] = chirp()
    return train[:n_frames]


def find_chirps(heard: Samples) -> list[int]:
    """Return the frame at which each chirp in ``heard`` [n] begins, at most one a period."""
    score = np.abs(np.correlate(heard, chirp(), mode="valid"))
    found = []
    for start in range(0, len(score) - PERIOD_FRAMES + 1, PERIOD_FRAMES):
        window = score[start : start + PERIOD_FRAMES]
        peak = int(window.argmax())
        if window[peak] > FOUND_RATIO * max(1e-9, float(np.median(window))):
            found.append(start + peak)
    return found
