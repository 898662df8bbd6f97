"""Loudness along a long sound: measured once, told for any part of it."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy.signal import sosfilt

from latentwalk.audio.loudness import MOMENTARY_S, SILENCE
from latentwalk.audio.weighting import LOUDNESS_OFFSET_DB, k_weighting
from latentwalk.domain.block import Samples, check_shape

HOP_S = 0.1
CHUNK_HOPS = 100  # ten seconds at a time: an hour of sound is never held twice
HOPS_A_BLOCK = round(MOMENTARY_S / HOP_S)
ABSOLUTE_GATE_LUFS = -70.0
RELATIVE_GATE_DB = 10.0


class LoudnessTrack:
    """K-weighted power every tenth of a second.

    Args:
        x: ``[C, n]`` float32, C is 1 or 2.
        rate_hz: Its rate, a multiple of 10.

    Raises:
        BlockSizeError: If ``x`` is not two-dimensional.

    References:
        ITU-R BS.1770-5, annex 1.
    """

    def __init__(self, x: Samples, rate_hz: int) -> None:
        check_shape("x", x, [None, None])
        powers = list(_powers(x, rate_hz))
        self._hops = np.concatenate(powers) if powers else np.zeros(0)
        self.hop_s = HOP_S

    @property
    def n_hops(self) -> int:
        """How many tenths of a second there are; a rest at the end does not count."""
        return len(self._hops)

    def lufs(self, wanted: NDArray[np.bool_] | None = None) -> float:
        """Return the gated loudness of the hops that are ``wanted``, [n_hops]; of all by default.

        Blocks of 400 ms begin at each hop and belong to it; the last hops begin shorter ones.

        Returns:
            LUFS; minus infinity for silence, for nothing, and for what lies under the gate.
        """
        if not len(self._hops):
            return SILENCE
        padded = np.pad(self._hops, (0, HOPS_A_BLOCK - 1), mode="edge")
        blocks = np.convolve(padded, np.full(HOPS_A_BLOCK, 1.0 / HOPS_A_BLOCK), mode="valid")
        kept = blocks if wanted is None else blocks[wanted]
        kept = kept[kept > _power_of(ABSOLUTE_GATE_LUFS)]
        if not len(kept):
            return SILENCE
        gate = kept.mean() * 10.0 ** (-RELATIVE_GATE_DB / 10.0)
        return LOUDNESS_OFFSET_DB + 10.0 * float(np.log10(kept[kept > gate].mean()))


def _powers(x: Samples, rate_hz: int) -> Iterator[NDArray[np.float64]]:
    """Yield the weighted power of each hop, summed over channels, ten seconds at a time."""
    sections = k_weighting(rate_hz)
    state = np.zeros((len(sections), x.shape[0], 2))
    hop = round(HOP_S * rate_hz)
    whole = x.shape[1] // hop * hop
    for start in range(0, whole, CHUNK_HOPS * hop):
        part = x[:, start : min(start + CHUNK_HOPS * hop, whole)]
        weighted, state = sosfilt(sections, part, axis=1, zi=state)
        yield (weighted**2).sum(axis=0).reshape(-1, hop).mean(axis=1)


def _power_of(lufs: float) -> float:
    return float(10.0 ** ((lufs - LOUDNESS_OFFSET_DB) / 10.0))
