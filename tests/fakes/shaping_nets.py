"""Small nets, each made of one construct by which exports compute, draw or lay out anew."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from tests.fakes.streaming_nets import C, Net, weights


class Splitting(Net):
    """Halves of channels as sound and level; and a gate by unequal parts."""

    def forward(self, x: Tensor) -> Tensor:
        sound, level = x.chunk(2, dim=1)
        one, two, three = torch.split(x, [1, 2, 1], dim=1)
        gated = torch.tanh(sound) * torch.sigmoid(level) + two * (one + three)
        last = self.pad[: x.shape[0], :2, :1]
        ramp = torch.cat([last.expand(-1, -1, 2), gated], dim=2)
        self.pad[: x.shape[0], :2, :1] = gated[..., -1:]
        return ramp


class Drawing(Net):
    """Every kind of draw that exports use, in between sums that need them in order."""

    def forward(self, x: Tensor) -> Tensor:
        y = torch.cat([x, torch.randn(x.shape[0], 2, x.shape[2])], dim=1)
        y = y + 0.1 * torch.rand_like(y)
        y = y * torch.rand(x.shape[0], 1, 1)
        y = y - torch.empty_like(y).uniform_(-1.0, 1.0)
        y[:, :2] += torch.randn_like(y[:, :2])
        return y + torch.normal(0.0, 1.0, [x.shape[0], 1, x.shape[2]])


class Filling(Net):
    """Draws into memory that nothing was written to before, and into a part of its own."""

    def forward(self, x: Tensor) -> Tensor:
        noise = torch.empty(x.shape[0], x.shape[1], x.shape[2]).uniform_(-1.0, 1.0)
        y = x * 2
        y[:, 1:3, ::2].normal_()
        return y + noise


class Reshaping(Net):
    """Steps folded into channels and back, frames that overlap, turned round and stacked."""

    def forward(self, x: Tensor) -> Tensor:
        rows = x.shape[0]
        folded = x.reshape(rows, x.shape[1], -1, 3).permute(0, 2, 1, 3).reshape(rows, -1, 12)
        joined = torch.cat([self.pad[:rows], x], dim=-1)
        self.pad[:rows] = joined[..., -4:]
        frames = joined.unfold(-1, 6, 2)
        energy = frames.square().sum(-1).transpose(1, 2)
        pairs = torch.stack([x[..., ::2], x[..., 1::2]], dim=-1).flatten(2)
        return torch.cat([folded, energy[:, :4].repeat(1, 1, 3), pairs.flip(-1)], dim=1)


class Slicing(Net):
    """Fills fresh memory piece by piece, adds where pieces overlap."""

    def forward(self, x: Tensor) -> Tensor:
        rows, n = x.shape[0], x.shape[2]
        woven = torch.zeros(rows, x.shape[1], 2 * n)
        woven[..., ::2] = x
        woven[..., 1::2] = x.flip(-1) * 0.5
        summed = torch.zeros_like(x)
        for at in range(3):
            summed[:, at : at + 2] += woven[:, at : at + 2, at : at + n]
        summed[:, :, -1] = 0.0
        summed[0:1].fill_(1.0)
        return torch.cat([woven[..., :n], summed], dim=1)


class Accumulating(Net):
    """Sums up in memory that begins as zeros each time, and reads it in between."""

    def forward(self, x: Tensor) -> Tensor:
        total = torch.zeros(x.shape[0], x.shape[1], 1)
        sums: list[Tensor] = []
        for step in range(4):
            sums.append(total + x[..., step : step + 1])
            total += x[..., step : step + 1]
        sums.append(total)
        return torch.cat(sums, dim=2)


class Spectral(Net):
    """A noise synth's way: levels become filters, filters meet their sound as spectra."""

    def forward(self, x: Tensor) -> Tensor:
        impulse = torch.fft.irfft(torch.complex(x, torch.zeros_like(x)), n=22)
        spectrum = torch.fft.rfft(F.pad(x, (0, 10))) * torch.fft.rfft(impulse.roll(11, -1))
        sound: Tensor = torch.fft.irfft(spectrum)[..., : x.shape[-1]]
        return sound


class Indexing(Net):
    """Latents that are entries of a book."""

    book: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("book", weights(16, 3))

    def forward(self, x: Tensor) -> Tensor:
        index = torch.clamp(torch.round(x * 4 + 8), 0, 15).long()
        looked_up = F.embedding(index[:, 0], self.book).transpose(1, 2)
        distance = (looked_up.unsqueeze(-1) - self.book.t()[None, :, None]).square().sum(1)
        nearest = distance.argmin(-1)
        return looked_up + torch.where(nearest > 7, 1.0, -1.0).unsqueeze(1)


class Normed(Net):
    """Statistics of training, a learnt bend, and steps that are held."""

    def __init__(self) -> None:
        super().__init__()
        self.norm = nn.BatchNorm1d(C).requires_grad_(False)
        self.norm.running_mean = torch.linspace(-1, 1, C)
        self.alpha = nn.Parameter(torch.linspace(0.5, 1.5, C)[:, None], requires_grad=False)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.norm(x)
        y = y + (self.alpha * y).sin().pow(2) / (self.alpha + 1e-6)
        held = F.interpolate(y, scale_factor=2.0, mode="nearest")
        return held + y.repeat_interleave(2, dim=-1).cumsum(-1)


class Mapping(Net):
    """Linear maps over channels, as transposed views and as products of matrices."""

    turn: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.linear = nn.Linear(C, 5, bias=False).requires_grad_(False)
        self.linear.weight.copy_(weights(5, C))
        self.register_buffer("turn", weights(5, 5))

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.linear(x.transpose(1, 2)).transpose(1, 2)
        y = torch.matmul(self.turn, y - y.mean(dim=1, keepdim=True))
        return torch.einsum("bcn,dc->bdn", y, self.turn)
