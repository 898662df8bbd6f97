"""Loudness by ITU-R BS.1770-4, for setting a model's static gain (offline)."""

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples

BLOCK_FRAMES = 19_200  # 400 ms
HOP_FRAMES = 4_800  # 75 % overlap
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_LU = -10.0
SILENT_LUFS = -120.0

# The two K-weighting biquads of BS.1770-4, tables 1 and 2, which hold at 48 kHz: (b, a).
SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
HIGHPASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))


def loudness_lufs(sound: Samples) -> float:
    """Return the gated integrated loudness of ``sound``, shape [C, T] at 48 kHz.

    The powers of the channels add, as the standard has it for the front ones. Shorter than
    400 ms counts as one block; silence is ``SILENT_LUFS``.
    """
    power = _block_powers(_weighted(sound))
    loud = power[_lufs(power) > ABSOLUTE_GATE_LUFS]
    if len(loud) == 0:
        return SILENT_LUFS
    gate_lufs = float(_lufs(loud.mean())) + RELATIVE_GATE_LU
    return float(_lufs(loud[_lufs(loud) > gate_lufs].mean()))


def to_loudness(sound: Samples, lufs: float, max_gain_db: float = 40.0) -> Samples:
    """Scale ``sound`` to ``lufs``, raised by ``max_gain_db`` at most and never over full scale."""
    gain_db = min(lufs - loudness_lufs(sound), max_gain_db)
    peak = float(np.abs(sound).max(initial=0.0)) + 1e-9
    return sound * np.float32(min(10 ** (gain_db / 20), 1.0 / peak))


def _lufs(power: NDArray[np.float64] | np.float64) -> NDArray[np.float64]:
    return np.asarray(-0.691 + 10 * np.log10(np.maximum(power, 1e-12)))


def _weighted(sound: Samples) -> NDArray[np.float64]:
    """Apply the K-weighting by its frequency response; a second of padding holds the ringing."""
    n_frames = sound.shape[-1]
    size = n_frames + SAMPLE_RATE_HZ
    z = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    response = np.ones_like(z)
    for b, a in (SHELF, HIGHPASS):
        response = response * np.polyval(b[::-1], z) / np.polyval(a[::-1], z)
    return np.fft.irfft(np.fft.rfft(sound, size) * response, size)[..., :n_frames]


def _block_powers(weighted: NDArray[np.float64]) -> NDArray[np.float64]:
    starts = range(0, max(1, weighted.shape[-1] - BLOCK_FRAMES + 1), HOP_FRAMES)
    blocks = [weighted[..., at : at + BLOCK_FRAMES] for at in starts]
    return np.array([np.sum(np.mean(block**2, axis=-1)) for block in blocks])
