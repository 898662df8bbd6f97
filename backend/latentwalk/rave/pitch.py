"""Which pitch a sound has, measured by how well it repeats itself.

References:
    Talkin (1995), a robust algorithm for pitch tracking (RAPT): the normalised cross-correlation
    of the newest stretch with what came before.
"""

import torch
from torch import Tensor
from torch.nn import functional

from latentwalk.domain.block import SAMPLE_RATE_HZ, exact_div

MIDDLE_HZ = 2**7.4  # 169 Hz, between the voices of men and of women
DECIMATION = 2
RATE_HZ = exact_div(SAMPLE_RATE_HZ, DECIMATION)
SMOOTHING = 8  # frames at 48 kHz averaged: hiss and the finest of a pulse hide its period
WINDOW_FRAMES = 1536  # 64 ms at 24 kHz: two periods of the lowest voice fit its newest half
SHORTEST_LAG, LONGEST_LAG = 30, 400  # 800 Hz and 60 Hz
ENOUGH = 0.88  # the shortest lag that repeats nearly as well as the best is the period
SILENT = 1e-3  # amplitude below which nothing has a pitch


def find_pitch(x: Tensor, hop_frames: int) -> tuple[Tensor, Tensor]:
    """Track the pitch of ``x`` [B, T], once per hop and from the past alone.

    Args:
        x: Sound at 48 kHz; T is a multiple of the hop.
        hop_frames: Frames between two measurements, an even number.

    Returns:
        Pitch in octaves above ``MIDDLE_HZ`` and how well the sound repeats at it, at most 1, each
        [B, T / hop_frames].
    """
    hop = exact_div(hop_frames, DECIMATION)
    smoothed = functional.pad(x[:, None], (SMOOTHING - DECIMATION, 0))
    slow = functional.avg_pool1d(smoothed, SMOOTHING, DECIMATION)[:, 0]
    past = functional.pad(slow, (WINDOW_FRAMES - hop, 0))
    windows = past.unfold(1, WINDOW_FRAMES, hop)
    likeness = _likeness(windows - windows.mean(-1, keepdim=True))
    best = likeness.amax(-1, keepdim=True)
    before, here, after = likeness[..., :-2], likeness[..., 1:-1], likeness[..., 2:]
    peaks = (here >= before) & (here >= after) & (here > ENOUGH * best)
    first = peaks.float().argmax(-1, keepdim=True)
    left, top, right = (part.gather(-1, first) for part in (before, here, after))
    shift = 0.5 * (left - right) / (left - 2 * top + right - 1e-6)  # vertex of the parabola
    lag = SHORTEST_LAG + 1 + first + shift.clamp(-0.5, 0.5)
    return torch.log2(RATE_HZ / MIDDLE_HZ / lag)[..., 0], best[..., 0]


def _likeness(windows: Tensor) -> Tensor:
    """Correlate the newest half of each window [..., W] with itself one lag earlier."""
    half = WINDOW_FRAMES // 2
    newest = torch.fft.rfft(windows[..., half:], WINDOW_FRAMES)
    product = torch.fft.irfft(torch.fft.rfft(windows) * newest.conj(), WINDOW_FRAMES)
    lags = torch.arange(SHORTEST_LAG, LONGEST_LAG)
    energy = functional.pad(windows.square().cumsum(-1), (1, 0))
    now = energy[..., WINDOW_FRAMES] - energy[..., half]
    earlier = energy[..., WINDOW_FRAMES - lags] - energy[..., half - lags]
    floor = half * SILENT**2
    likeness: Tensor = product[..., half - lags] / torch.sqrt(now[..., None] * earlier + floor**2)
    return likeness
