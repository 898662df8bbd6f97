"""How sound goes on where there is none: the last of it mirrored to and fro, and dying away.

Mirroring starts from the last sample heard and turns at each end, so every step is one the
signal itself made; nothing is repeated at a fixed pitch with a seam, and nothing jumps.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Samples

HISTORY_FRAMES = 960  # 20 ms: long enough to hold one period of anything audible
DECAY_FRAMES = 3360  # 70 ms at 48 kHz: 60–80 ms hides a packet or two, longer would drone


@lru_cache(maxsize=1)
def _mirror_order() -> NDArray[np.intp]:
    steps = np.arange(1, DECAY_FRAMES + 1) % (2 * (HISTORY_FRAMES - 1))
    back = np.minimum(steps, 2 * (HISTORY_FRAMES - 1) - steps)
    return HISTORY_FRAMES - 1 - back


@lru_cache(maxsize=1)
def _decay() -> Samples:
    phase = np.arange(1, DECAY_FRAMES + 1) / DECAY_FRAMES
    return (np.cos(0.5 * np.pi * phase) ** 2).astype(np.float32)


def continuation(history: Samples, age_frames: int, n_frames: int) -> Samples:
    """Continue a sound that stopped ``age_frames`` ago.

    Args:
        history: The last 960 frames heard before it stopped, ``[..., 960]``.
        age_frames: Frames already continued, ≥ 0.
        n_frames: Frames wanted.

    Returns:
        ``[..., n_frames]`` float32: zeros from 70 ms on.
    """
    out = np.zeros((*history.shape[:-1], n_frames), np.float32)
    sounding = slice(age_frames, min(age_frames + n_frames, DECAY_FRAMES))
    n_sounding = max(0, sounding.stop - sounding.start)
    if n_sounding:
        out[..., :n_sounding] = history[..., _mirror_order()[sounding]] * _decay()[sounding]
    return out


@lru_cache(maxsize=8)
def fade_in(n_frames: int) -> Samples:
    """Return a raised-cosine rise, ``[n_frames]``, from just above 0 to just below 1."""
    phase = (np.arange(n_frames) + 0.5) / n_frames
    return (0.5 - 0.5 * np.cos(np.pi * phase)).astype(np.float32)
