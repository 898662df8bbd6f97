"""Breath for a decoder whose latents stand still, and nothing for one whose latents move.

A decoder repeats itself once per latent step while its latents stand still: it buzzes. Walking
moves latents a thousand times more slowly than speech does, so this is what a walker hears. How
much latents have moved of late opens or closes what changes the decoder: noise enters its network
and takes the place of its waveforms, and its heads are balanced anew. A voice sent through the
model keeps the decoder it had.
"""

from typing import Final

import torch
from torch import Tensor, nn

from latentwalk.rave.causal import CausalConv
from latentwalk.rave.config import NetworkConfig

MEMORY_STEPS = 8  # 0.17 s at 1024 frames a step: a vowel held by a voice moves more than this
BEGINNING = 0.05  # of the usual weights: hardly heard, but with a gradient from the first step


class Stillness(nn.Module):
    """How still latents stand, and what a decoder breathes then."""

    kept: Final[int]
    steps: Final[int]
    moving: Final[float] = 0.25  # squared way per step at which a third of the breath is left

    def __init__(self, config: NetworkConfig, *, rows: int = 0) -> None:
        super().__init__()
        size, width = config.latent_size, config.sound_channels * config.bands
        self.kept, self.steps = size, config.ratio // config.bands
        self.step = _fixed(
            CausalConv(size, size, 2, rows=rows), [-torch.eye(size), torch.eye(size)]
        )
        memory = [torch.full((1, 1), 1.0 / MEMORY_STEPS)] * MEMORY_STEPS
        self.lately = _fixed(CausalConv(1, 1, MEMORY_STEPS, rows=rows), memory)
        both = torch.eye(2)
        self.ends = _fixed(CausalConv(1, 2, 2, rows=rows), [both[:, :1], both[:, 1:]])
        self.enter = CausalConv(config.strides[0] * width, config.channels[0], 1, rows=rows)
        self.enter_late = CausalConv(width, config.inner_channels, 1, rows=rows)
        heads = 3 * width + (width - config.bands)
        self.head = CausalConv(config.inner_channels, heads, 1, rows=rows)
        with torch.no_grad():
            self.enter.weight.mul_(6 * BEGINNING)
            self.enter_late.weight.mul_(6 * BEGINNING)
            self.head.weight.mul_(BEGINNING)
        self.share = nn.Parameter(torch.full((width,), 2.0))
        self.level = nn.Parameter(torch.ones(width))
        along = (torch.arange(self.steps) + 1.0) / self.steps
        self.along: Tensor
        self.register_buffer("along", along[None, None], persistent=rows > 0)

    def learnt(self) -> list[nn.Parameter]:
        """Give what a training of standing still alone may change."""
        layers = [*self.enter.parameters(), *self.enter_late.parameters(), *self.head.parameters()]
        return [self.share, self.level, *layers]

    def carry(self, wave: Tensor, noise: Tensor, still: Tensor) -> Tensor:
        """Exchange a share of each band's waveform [B, M, bands] for noise of its power."""
        noise = noise * self.level * wave.abs()
        exchanged: Tensor = torch.lerp(wave, noise, still * torch.sigmoid(self.share))
        return exchanged

    def forward(self, z: Tensor) -> Tensor:
        """Say how still latents [B, N, F] stand: [B, N * ratio / bands, 1], 0 moving, 1 still."""
        way = self.step(z.narrow(2, 0, self.kept)).square().sum(2, keepdim=True)
        still = torch.exp(self.lately(way) * (-1.0 / self.moving))
        start, end = self.ends(still).chunk(2, dim=2)
        glide: Tensor = torch.lerp(start, end, self.along)  # no step in it, so no click
        return glide.reshape(z.shape[0], -1, 1)


def _fixed(conv: CausalConv, taps: list[Tensor]) -> CausalConv:
    conv.requires_grad_(False)
    conv.weight.copy_(torch.cat(taps, dim=1))
    return conv
