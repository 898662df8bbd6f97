"""Small streaming nets, each made of one construct by which exports remember.

Every net answers ``forward`` on [B, C, T] and keeps its rows in buffers named ``pad``, ``cache``
or ``level``, as exports do.
"""

import math
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tests.fakes.nets import Decoder, Encoder

ROWS = 5
C, T = 4, 12  # what every net is given, unless it says otherwise


def weights(*shape: int) -> Tensor:
    generator = torch.Generator().manual_seed(math.prod(shape))
    return torch.randn(shape, generator=generator) / math.sqrt(math.prod(shape[1:]) or 1)


class Net(nn.Module):
    """Rows of silence, and how many entries of them one row takes."""

    per_row: int = 1
    pad: Tensor

    def __init__(self, channels: int = C, width: int = 4, per_row: int = 1) -> None:
        super().__init__()
        self.per_row = per_row
        self.register_buffer("pad", torch.zeros(ROWS * per_row, channels, width))


class Conv(Net):
    """A cached convolution: cat, slice, write, convolve; then out of place once more."""

    stride: Final[int]
    dilation: Final[int]
    groups: Final[int]

    def __init__(self, stride: int = 1, dilation: int = 1, groups: int = 1) -> None:
        super().__init__(width=2 * dilation + 1 - stride)  # none at all where blocks meet cleanly
        self.stride, self.dilation, self.groups = stride, dilation, groups
        self.weight = nn.Parameter(weights(6, C // groups, 3), requires_grad=False)
        self.bias = nn.Parameter(weights(6), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        joined = torch.cat([self.pad[: x.shape[0]], x], dim=-1)
        self.pad[: x.shape[0]] = joined[..., joined.shape[-1] - self.pad.shape[-1] :]
        return F.conv1d(joined, self.weight, self.bias, self.stride, 0, self.dilation, self.groups)


class Copying(Net):
    """The same, written by copy_ into a narrowed buffer, with the past behind an activation."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv1d(C, C, 5)
        self.conv.requires_grad_(False)
        self.conv.weight.copy_(weights(C, C, 5))
        self.conv.bias = None

    def forward(self, x: Tensor) -> Tensor:
        joined = torch.cat([self.pad.narrow(0, 0, x.shape[0]), F.leaky_relu(x, 0.2)], 2)
        self.pad.narrow(0, 0, x.shape[0]).copy_(joined[:, :, -4:])
        y: Tensor = self.conv(joined)
        return y


class Delay(Net):
    """A delay line as long as a part of the block."""

    def forward(self, x: Tensor) -> Tensor:
        joined = torch.cat([self.pad[: x.shape[0]], x], dim=-1)
        self.pad[: x.shape[0]].copy_(joined[..., x.shape[-1] :])
        return joined[..., : x.shape[-1]]


class LongDelay(Net):
    """A delay line longer than the block: its own past moves up."""

    def __init__(self) -> None:
        super().__init__(width=20)

    def forward(self, x: Tensor) -> Tensor:
        n = x.shape[-1]
        y = self.pad[: x.shape[0], :, :n].clone()
        self.pad[: x.shape[0], :, :-n] = self.pad[: x.shape[0], :, n:].clone()
        self.pad[: x.shape[0], :, -n:] = x
        return y


class Overlapping(nn.Module):
    """A cached transposed convolution: what rings on is added to the next block."""

    stride: Final[int]
    cache: Tensor

    def __init__(self, stride: int = 4, kernel: int = 8) -> None:
        super().__init__()
        self.stride = stride
        self.weight = nn.Parameter(weights(C, 3, kernel), requires_grad=False)
        self.bias = nn.Parameter(weights(3), requires_grad=False)
        self.register_buffer("cache", torch.zeros(ROWS, 3, kernel - stride))

    def forward(self, x: Tensor) -> Tensor:
        rows, rest = x.shape[0], self.cache.shape[-1]
        y = F.conv_transpose1d(x, self.weight, self.bias, self.stride)
        y[..., :rest] += self.cache[:rows]
        self.cache[:rows] = y[..., y.shape[-1] - rest :]
        self.cache[:rows] -= self.bias.unsqueeze(-1)
        return y[..., : y.shape[-1] - rest]


class Residual(Net):
    """Adds in place, acts in place, and keeps using what it had before."""

    def __init__(self) -> None:
        super().__init__(width=2)
        self.weight = nn.Parameter(weights(C, C, 3), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        y = x.clone()
        for _ in range(2):
            inner = F.leaky_relu(y, 0.1)
            inner = F.pad(inner, (1, 1))
            inner = F.conv1d(inner, self.weight)
            inner.mul_(0.5)
            y += inner
        joined = torch.cat([self.pad[: x.shape[0]], y], dim=-1)
        self.pad[: x.shape[0]] = joined[..., -2:]
        torch.tanh_(y)
        return y.add_(joined[..., :-2]) - x


class Analysis(nn.Module):
    """A filter bank whose odd bands are turned round by writing every other step."""

    filters: Tensor
    pad: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("filters", weights(4, 1, 8))
        self.register_buffer("pad", torch.zeros(ROWS, 1, 4))

    def forward(self, x: Tensor) -> Tensor:
        x = x.mean(1, keepdim=True)
        joined = torch.cat([self.pad[: x.shape[0]], x], dim=-1)
        self.pad[: x.shape[0]] = joined[..., -4:]
        bands = F.conv1d(joined, self.filters, stride=4)
        bands[:, 1::2, ::2] *= -1
        return bands


class Synthesis(nn.Module):
    """The way back: bands turned, filtered in groups of phases, laid out as sound."""

    filters: Tensor
    pad: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("filters", weights(C, C, 3))
        self.register_buffer("pad", torch.zeros(ROWS, C, 2))

    def forward(self, x: Tensor) -> Tensor:
        bands = x.clone()
        bands[:, ::2, 1::2] = -bands[:, ::2, 1::2]
        joined = torch.cat([self.pad[: x.shape[0]], bands], dim=-1)
        self.pad[: x.shape[0]] = joined[..., -2:]
        phases = F.conv1d(joined, self.filters).flip(1)
        return phases.permute(0, 2, 1).reshape(x.shape[0], 1, -1)


class TwoEntries(Net):
    """A stereo bank: each row is two entries of its buffer."""

    def __init__(self) -> None:
        super().__init__(channels=2, width=2, per_row=2)
        self.weight = nn.Parameter(weights(1, 2, 3), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        twice = x.reshape(-1, 2, x.shape[-1])
        joined = torch.cat([self.pad[: twice.shape[0]], twice], dim=-1)
        self.pad[: twice.shape[0]] = joined[..., -2:]
        return F.conv1d(joined, self.weight).reshape(x.shape[0], 2, -1)


class Levelling(nn.Module):
    """Learns one level a row, step by step, in its buffer itself."""

    level: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("level", torch.full((ROWS, 1, 1), 0.1))

    def forward(self, x: Tensor) -> Tensor:
        rows = x.shape[0]
        before = self.level[:rows] * 1.0
        for step in range(x.shape[2]):
            heard = x[..., step : step + 1].abs().mean(dim=1, keepdim=True)
            self.level[:rows] = 0.9 * self.level[:rows] + 0.1 * heard
        return x * self.level[:rows] + before


class Feedback(Net):
    """Reads its past after it has read what is to replace it, and answers with both."""

    def forward(self, x: Tensor) -> Tensor:
        rows = x.shape[0]
        old = self.pad[:rows]
        mixed = x[..., :4] - 0.5 * old
        kept = old + 0.0
        self.pad[:rows] = mixed
        old = self.pad[:rows]
        return torch.cat([kept, mixed, old * 2], dim=-1)


class Holding(Net):
    """Copies its past, forgets it, and only then listens to the copy."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(weights(C, C, 2), requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        old = self.pad[: x.shape[0]].clone()
        self.pad[: x.shape[0]] = x[..., -4:]
        return F.conv1d(old, self.weight) + x[..., :3]


class Swapping(Net):
    """Two memories change places, one of them turned."""

    cache: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("cache", torch.zeros(ROWS, C, 4))

    def forward(self, x: Tensor) -> Tensor:
        rows = x.shape[0]
        old = self.cache[:rows].flip(-1)
        self.cache[:rows] = self.pad[:rows]
        self.pad[:rows] = old
        self.pad[:rows, :, 0] += x[..., 0]
        return torch.cat([self.cache[:rows], self.pad[:rows]], dim=1)


class Sharing(Net):
    """Keeps using the parts of what it joined, once the whole was written over."""

    def forward(self, x: Tensor) -> Tensor:
        part = torch.tanh(x)
        joined = torch.cat([self.pad[: x.shape[0]], part], dim=-1)
        self.pad[: x.shape[0]] = joined[..., -4:]
        joined.mul_(3.0)
        return part + joined[..., 4:] * 0.1


class Whole(nn.Module):
    """An encoder and a decoder of the tests' tiny models, one behind the other."""

    def __init__(self) -> None:
        super().__init__()
        self.encoder, self.decoder = Encoder(T, C, ROWS), Decoder(T, 2, ROWS, size=4)
        self.decoder.ramp = torch.arange(1, T + 1) / T

    def forward(self, x: Tensor) -> Tensor:
        sound: Tensor = self.decoder(self.encoder(x))
        return sound
