"""How alike two sounds are: mean log-mel spectra and the decibels between them."""

import numpy as np
import scipy.fft
from numpy.typing import NDArray

from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples

Numbers = NDArray[np.float64]

N_FFT = 2048  # 42.7 ms at 48 kHz
HOP_FRAMES = 1024
N_BANDS = 64
LOWEST_HZ, HIGHEST_HZ = 50.0, 16_000.0
FLOOR = 1e-9  # -90 dB: what is quieter than that is silence, however it differs


def log_mel(sound: Samples) -> Numbers:
    """Return the mean power of a stereo sound in 64 mel bands, decibels, shape [64].

    Both channels' powers are added, so that no panning changes it.

    Args:
        sound: [2, n] at 48 kHz, at least 2048 frames.
    """
    return mean_db(mel_power(sound))


def mel_power(sound: Samples) -> Numbers:
    """Return the power in each band every 1024 frames, shape [windows, 64]."""
    windows = np.lib.stride_tricks.sliding_window_view(sound, N_FFT, axis=1)[:, ::HOP_FRAMES]
    taper = np.hanning(N_FFT).astype(np.float32)
    spectra = np.abs(scipy.fft.rfft(windows * taper, axis=2)) / taper.sum()
    power = 2.0 * (spectra**2).sum(axis=0, dtype=np.float64)
    return np.asarray(power @ _bands().T)


def mean_db(power: Numbers) -> Numbers:
    """Return the mean of some windows' power, decibels, shape [64]."""
    return np.asarray(10.0 * np.log10(power.mean(axis=0) + FLOOR))


def distance_db(one: Numbers, other: Numbers) -> float:
    """Return the mean absolute difference of two log-mel spectra."""
    return float(np.abs(one - other).mean())


def _bands() -> Numbers:
    """Return triangles of unit sum over the bins, shape [64, 1025]."""
    lowest, highest = (2595.0 * np.log10(1.0 + f / 700.0) for f in (LOWEST_HZ, HIGHEST_HZ))
    edges_hz = 700.0 * (10.0 ** (np.linspace(lowest, highest, N_BANDS + 2) / 2595.0) - 1.0)
    bins_hz = np.fft.rfftfreq(N_FFT, 1.0 / SAMPLE_RATE_HZ)
    left, middle, right = edges_hz[:-2, None], edges_hz[1:-1, None], edges_hz[2:, None]
    rise, fall = (bins_hz - left) / (middle - left), (right - bins_hz) / (right - middle)
    triangles = np.maximum(0.0, np.minimum(rise, fall))
    nearest = np.abs(bins_hz - middle).argmin(axis=1)
    triangles[np.arange(N_BANDS), nearest] += 1e-6  # the lowest bands are narrower than a bin
    return np.asarray(triangles / triangles.sum(axis=1, keepdims=True))
