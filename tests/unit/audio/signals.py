"""Test sounds and measurements shared by the audio room's tests."""

from collections.abc import Callable

import numpy as np
from scipy.signal import correlate

from latentwalk.domain.block import Samples


def noise(seed: int, *shape: int, level: float = 0.1) -> Samples:
    """White noise of a given RMS level."""
    return (level * np.random.default_rng(seed).standard_normal(shape)).astype(np.float32)


def sine(
    frequency_hz: float, n_frames: int, amplitude: float = 0.5, rate_hz: int = 48_000
) -> Samples:
    """A sine that starts at zero."""
    t_s = np.arange(n_frames) / rate_hz
    return (amplitude * np.sin(2 * np.pi * frequency_hz * t_s)).astype(np.float32)


def measured_delay_frames(x: Samples, y: Samples) -> int:
    """By how many frames ``y`` lags ``x``, by cross-correlation."""
    return int(np.argmax(correlate(y, x, "full", "fft"))) - (len(x) - 1)


def in_pieces(process: Callable[[Samples], Samples], x: Samples, cuts: list[int]) -> Samples:
    """Run ``process`` over ``x`` cut at ``cuts`` along its last axis; join what comes out."""
    return np.concatenate([process(part) for part in np.split(x, cuts, axis=-1)], axis=-1)


def biggest_step(x: Samples) -> float:
    """The largest difference between neighbouring frames."""
    return float(np.abs(np.diff(x, axis=-1)).max())


def rms_db(x: Samples) -> float:
    """Root mean square in decibels."""
    return 10.0 * float(np.log10(np.mean(np.square(x, dtype=np.float64)) + 1e-20))
