"""Causal convolutions that stream: each remembers, row by row, the frames its next call needs.

Signals are channels-last, [B, T, C]: a convolution is one matrix product over its gathered
taps, changing the rate by a factor is a reshape, and nothing is transposed on the way. That is
several times faster than a convolution operator at the few frames a live call holds.

With ``rows = 0`` (training) the past is zeros and nothing is remembered. With ``rows = R`` a call
of B ≤ R rows reads and writes rows 0..B-1 of the buffer ``pad``; splitting the input anywhere
gives the same output as one call.
"""

import math
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional


class CausalConv(nn.Module):
    """A dilated convolution whose output never looks ahead; tap 0 is the oldest.

    Args:
        rows: Streams remembered; 0 for training.
    """

    past: Final[int]
    rows: Final[int]
    taps: Final[int]
    dilation: Final[int]

    def __init__(
        self, inputs: int, outputs: int, taps: int, *, dilation: int = 1, rows: int = 0
    ) -> None:
        super().__init__()
        self.taps, self.dilation, self.rows = taps, dilation, rows
        self.past = (taps - 1) * dilation
        self.weight = nn.Parameter(torch.empty(outputs, taps * inputs))
        self.bias = nn.Parameter(torch.zeros(outputs))
        nn.init.normal_(self.weight, std=1.0 / math.sqrt(taps * inputs))
        self.pad: Tensor
        self.register_buffer("pad", torch.zeros(rows, self.past, inputs))

    def forward(self, x: Tensor) -> Tensor:
        """Filter ``x`` of shape [B, T, inputs] to [B, T, outputs]."""
        if self.past > 0:
            x = self._remembered(x) if self.rows > 0 else self._from_silence(x)
        return functional.linear(x, self.weight, self.bias)

    def _remembered(self, x: Tensor) -> Tensor:
        """Gather taps behind the rows' own past, and keep the newest frames for the next call."""
        n_rows, n_frames, width = x.shape
        live = self.pad[:n_rows]
        x = torch.cat([live, x], dim=1)
        live.copy_(x.narrow(1, n_frames, self.past))
        strides = [(self.past + n_frames) * width, width, self.dilation * width, 1]
        windows = x.as_strided(
            [n_rows, n_frames, self.taps, width], strides
        )  # one copy, not one a tap
        return windows.contiguous().view(n_rows, n_frames, self.taps * width)

    def _from_silence(self, x: Tensor) -> Tensor:
        """Gather taps behind zeros, with operators whose gradients are cheap."""
        padded = functional.pad(x, [0, 0, self.past, 0])
        taps = [padded.narrow(1, tap * self.dilation, x.shape[1]) for tap in range(self.taps)]
        return torch.cat(taps, dim=2)


class Downsample(nn.Module):
    """Lower the rate by ``stride``; ``taps`` counts blocks of ``stride`` frames."""

    stride: Final[int]

    def __init__(
        self, inputs: int, outputs: int, stride: int, taps: int = 2, *, rows: int = 0
    ) -> None:
        super().__init__()
        self.stride = stride
        self.conv = CausalConv(inputs * stride, outputs, taps, rows=rows)

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, T, inputs] to [B, T / stride, outputs]; T is a multiple of the stride."""
        y: Tensor = self.conv(x.reshape(x.shape[0], x.shape[1] // self.stride, -1))
        return y


class Upsample(nn.Module):
    """Raise the rate by ``stride``: one convolution gives all phases, already in order."""

    stride: Final[int]

    def __init__(self, inputs: int, outputs: int, stride: int, *, rows: int = 0) -> None:
        super().__init__()
        self.stride = stride
        self.conv = CausalConv(inputs, outputs * stride, 2, rows=rows)

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, T, inputs] to [B, T * stride, outputs]."""
        phases: Tensor = self.conv(x)
        return phases.reshape(x.shape[0], x.shape[1] * self.stride, -1)


class Residual(nn.Module):
    """Add a dilated view of the past to the signal; pre-activated."""

    def __init__(self, channels: int, dilation: int, *, rows: int = 0) -> None:
        super().__init__()
        self.conv = CausalConv(channels, channels, 3, dilation=dilation, rows=rows)
        with torch.no_grad():
            self.conv.weight.mul_(0.5)  # near the identity: deep stacks train from the first step

    def forward(self, x: Tensor) -> Tensor:
        """Map [B, T, channels] to the same shape."""
        added: Tensor = self.conv(functional.leaky_relu(x, 0.2))
        return x + added
