"""Convolutions with a memory as the field's exports have it: channels-first, [B, C, T].

A call of B rows reads and writes rows 0..B-1 of the buffers ``pad`` and ``cache``; splitting the
input anywhere gives the same output as one call. Our own models use ``causal.py``, which computes
several times faster; this form is what they are compared with.

References:
    Caillon & Esling (2022), Streamable Neural Audio Synthesis With Non-Causal Convolutions,
    arXiv 2204.07064.
"""

import math
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from latentwalk.rave.config import ROWS

# Keeps a signal's power through a LeakyReLU(0.2) and the convolution after it (He et al. 2015).
HE = math.sqrt(2.0 / (1.0 + 0.2**2))
BIAS_STD = 0.01  # some, so that a bias that is lost is heard


class CachedConv(nn.Module):
    """A convolution behind its own past.

    Args:
        gain: Of its output's power over its input's.
    """

    past: Final[int]
    stride: Final[int]
    dilation: Final[int]

    def __init__(
        self,
        inputs: int,
        outputs: int,
        taps: int,
        *,
        stride: int = 1,
        dilation: int = 1,
        gain: float = 1.0,
    ) -> None:
        super().__init__()
        self.stride, self.dilation = stride, dilation
        self.past = (taps - 1) * dilation + 1 - stride
        std = gain * HE / math.sqrt(inputs * taps)
        self.weight = nn.Parameter(std * torch.randn(outputs, inputs, taps))
        self.bias = nn.Parameter(BIAS_STD * torch.randn(outputs))
        self.pad: Tensor
        self.register_buffer("pad", torch.zeros(ROWS, inputs, self.past))

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, inputs, T] to [B, outputs, T / stride]."""
        if self.past > 0:
            rows = x.shape[0]
            x = torch.cat([self.pad[:rows], x], dim=2)
            self.pad[:rows].copy_(x[:, :, x.shape[2] - self.past :])
        return functional.conv1d(
            x, self.weight, self.bias, stride=self.stride, dilation=self.dilation
        )


class CachedTransposed(nn.Module):
    """A transposed convolution, twice as long as its stride, that adds what overlaps."""

    stride: Final[int]

    def __init__(self, inputs: int, outputs: int, stride: int) -> None:
        super().__init__()
        self.stride = stride
        std = HE / math.sqrt(2 * inputs)  # two taps meet in each frame
        self.weight = nn.Parameter(std * torch.randn(inputs, outputs, 2 * stride))
        self.bias = nn.Parameter(BIAS_STD * torch.randn(outputs))
        self.cache: Tensor
        self.register_buffer("cache", torch.zeros(ROWS, outputs, stride))

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, inputs, T] to [B, outputs, T · stride]."""
        rows = x.shape[0]
        y = functional.conv_transpose1d(x, self.weight, None, stride=self.stride)
        y[:, :, : self.stride] += self.cache[:rows]
        self.cache[:rows].copy_(y[:, :, y.shape[2] - self.stride :])
        return y[:, :, : y.shape[2] - self.stride] + self.bias[:, None]


class Delay(nn.Module):
    """A branch held back by ``frames``."""

    def __init__(self, channels: int, frames: int) -> None:
        super().__init__()
        self.pad: Tensor
        self.register_buffer("pad", torch.zeros(ROWS, channels, frames))

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, channels, T] to the same shape."""
        rows, n_frames = x.shape[0], x.shape[2]
        x = torch.cat([self.pad[:rows], x], dim=2)
        self.pad[:rows].copy_(x[:, :, n_frames:])
        return x[:, :, :n_frames]
