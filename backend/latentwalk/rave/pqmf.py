"""A causal pseudo-quadrature mirror filter bank: near-perfect reconstruction, one declared delay.

Analysis turns [B, C, T] into [B, T / bands, C * bands]; synthesis undoes it. Both run in
polyphase form, one causal convolution each. Analysis then synthesis delays by
``prototype_frames - bands`` frames. Of stereo the bands of the middle, (left + right) / 2, come
first and those of the side, (left - right) / 2, after: a sound in the middle looks to the network
like a mono one.

References:
    Nguyen (1994), near-perfect-reconstruction pseudo-QMF banks; Creusere & Mitra (1995), a simple
    method for designing prototype filters (one-dimensional search of the cut-off); Caillon &
    Esling (2021), RAVE, arXiv 2111.05011 §3.2 (multiband decomposition).
"""

import functools
from typing import Final

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from latentwalk.domain.block import exact_div
from latentwalk.rave.causal import CausalConv

TO_MIDDLE_SIDE = ((0.5, 0.5), (0.5, -0.5))
TO_LEFT_RIGHT = ((1.0, 1.0), (1.0, -1.0))
KAISER_BETA = 8.0  # about 80 dB of stop band: aliasing lies below 16-bit noise


def _lowpass(cutoff: float, n_frames: int) -> NDArray[np.float64]:
    """Kaiser-windowed sinc; ``cutoff`` in cycles per frame."""
    time = np.arange(n_frames) - (n_frames - 1) / 2
    return np.asarray(2 * cutoff * np.sinc(2 * cutoff * time) * np.kaiser(n_frames, KAISER_BETA))


def _overlap_error(cutoff: float, bands: int, n_frames: int) -> float:
    """Largest deviation from power complementarity: autocorrelation at multiples of 2·bands."""
    prototype = _lowpass(cutoff, n_frames)
    autocorrelation = np.convolve(prototype, prototype[::-1])[n_frames - 1 :: 2 * bands]
    return float(np.max(np.abs(autocorrelation[1:])) / autocorrelation[0])


@functools.cache
def prototype(bands: int, n_frames: int) -> NDArray[np.float64]:
    """Design the prototype low-pass whose shifted copies sum flat, shape [n_frames]."""
    low, high = 0.9 / (4 * bands), 1.4 / (4 * bands)  # the half-power point is 1 / (4 · bands)
    for _ in range(6):  # each pass narrows the bracket sixteen-fold
        grid = np.linspace(low, high, 33)
        best = int(np.argmin([_overlap_error(cutoff, bands, n_frames) for cutoff in grid]))
        low, high = grid[max(best - 1, 0)], grid[min(best + 1, 32)]
    return _lowpass((low + high) / 2, n_frames)


def _filters(bands: int, n_frames: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return analysis and synthesis filters, each of shape [bands, n_frames], unit gain overall."""
    lowpass = prototype(bands, n_frames)
    band = np.arange(bands)[:, None]
    phase = (2 * band + 1) * np.pi / (2 * bands) * (np.arange(n_frames) - (n_frames - 1) / 2)
    turn = (-1.0) ** band * np.pi / 4
    analysis = lowpass * np.cos(phase + turn)
    synthesis = lowpass * np.cos(phase - turn)
    through = sum(np.convolve(a, s)[n_frames - 1] for a, s in zip(analysis, synthesis, strict=True))
    scale = np.sqrt(bands / through)
    return analysis * scale, synthesis * scale


class _Bank(nn.Module):
    """What both halves share: a fixed polyphase convolution over blocks of ``bands`` frames.

    Args:
        polyphase: One channel's filters, [outputs, taps, inputs], each ``bands`` wide.
        turn: How the channels mix on the way, [channels out, channels in].
    """

    bands: Final[int]
    channels: Final[int]

    def __init__(
        self, polyphase: NDArray[np.float64], turn: NDArray[np.float64], rows: int
    ) -> None:
        super().__init__()
        bands, taps, _ = polyphase.shape
        self.bands, self.channels = bands, len(turn)
        width = bands * self.channels
        self.conv = CausalConv(width, width, taps, rows=rows)
        self.conv.requires_grad_(False)
        both = np.einsum("oi,btp->obtip", turn, polyphase)  # all channels in one product
        self.conv.weight.copy_(torch.tensor(both.reshape(width, -1).copy()))


def _turn(matrix: tuple[tuple[float, ...], ...], channels: int) -> NDArray[np.float64]:
    return np.array(matrix) if channels == 2 else np.ones((1, 1))


class Analysis(_Bank):
    """Split a signal into bands."""

    def __init__(self, bands: int, n_frames: int, *, channels: int = 1, rows: int = 0) -> None:
        filters, _ = _filters(bands, n_frames)
        # Frame l of a filter meets the frame l before the newest: both axes run backwards.
        newest_last = filters[:, ::-1].reshape(bands, exact_div(n_frames, bands), bands)
        super().__init__(newest_last, _turn(TO_MIDDLE_SIDE, channels), rows)

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, C, T] to [B, T / bands, C * bands]; T is a multiple of the bands."""
        n_steps = x.shape[2] // self.bands
        x = x.reshape(x.shape[0], self.channels, n_steps, self.bands).transpose(1, 2)
        y: Tensor = self.conv(x.reshape(x.shape[0], n_steps, self.channels * self.bands))
        return y


class Synthesis(_Bank):
    """Join bands into a signal."""

    def __init__(self, bands: int, n_frames: int, *, channels: int = 1, rows: int = 0) -> None:
        _, filters = _filters(bands, n_frames)
        by_tap = filters.reshape(bands, exact_div(n_frames, bands), bands)[:, ::-1]
        polyphase = by_tap.transpose(2, 1, 0)  # [phase, tap, band]
        super().__init__(polyphase, _turn(TO_LEFT_RIGHT, channels), rows)

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, N, C * bands] to [B, C, N * bands]."""
        phases: Tensor = self.conv(x)
        phases = phases.reshape(x.shape[0], x.shape[1], self.channels, self.bands).transpose(1, 2)
        return phases.reshape(x.shape[0], self.channels, x.shape[1] * self.bands)
