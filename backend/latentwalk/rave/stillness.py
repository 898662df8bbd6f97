"""Breath for a decoder whose latents stand still, and nothing for one whose latents move.

A decoder repeats itself once per latent step while its latents stand still: it buzzes. Walking
moves latents a thousand times more slowly than speech does, so this is what a walker hears. The
stiller the latents have been of late, the more noise of the same power takes the place of each
band's waveform. A voice sent through the model keeps the decoder it had.
"""

from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

from latentwalk.domain.block import exact_div
from latentwalk.rave.causal import CausalConv
from latentwalk.rave.config import NetworkConfig

MEMORY_STEPS = 8  # 0.17 s at 1024 frames a step: a vowel held by a voice moves more than this


class Stillness(nn.Module):
    """How still latents stand, and what a decoder's waveforms become then; nothing is learnt."""

    rows: Final[int]
    kept: Final[int]
    steps: Final[int]
    moving: Final[float] = 0.25  # squared way per step at which a third of the breath is left
    share: Final[float] = 0.9  # of a waveform that noise replaces: the rest keeps its tone

    def __init__(self, config: NetworkConfig, *, rows: int = 0) -> None:
        super().__init__()
        size, width = config.latent_size, config.sound_channels * config.bands
        self.rows, self.kept = rows, size
        self.steps = exact_div(config.ratio, config.bands)
        axes, ends = torch.eye(size), torch.eye(2)
        taps = [torch.full((1, 1), 1.0 / MEMORY_STEPS)] * MEMORY_STEPS
        self.step = _fixed(CausalConv(size, size, 2, rows=rows), [-axes, axes])
        self.memory = _fixed(CausalConv(1, 1, MEMORY_STEPS, rows=rows), taps)
        self.ends = _fixed(CausalConv(1, 2, 2, rows=rows), [ends[:, :1], ends[:, 1:]])
        self.pad: Tensor
        self.register_buffer("pad", torch.zeros(rows, self.steps, width))
        along = (torch.arange(self.steps) + 1.0) / self.steps
        self.along: Tensor
        self.register_buffer("along", along[None, None], persistent=rows > 0)

    def forward(self, z: Tensor) -> Tensor:
        """Say how still latents [B, N, F] stand: [B, N * ratio / bands, 1], 0 moving, 1 still."""
        way = self.step(z.narrow(2, 0, self.kept)).square().sum(2, keepdim=True)
        still = torch.exp(self.memory(way) * (-1.0 / self.moving))
        start, end = self.ends(still).chunk(2, dim=2)
        glide: Tensor = torch.lerp(start, end, self.along)  # no step in it, so no click
        return glide.reshape(z.shape[0], -1, 1)

    def breathe(self, voiced: Tensor, noise: Tensor, still: Tensor) -> Tensor:
        """Exchange a share of waveforms [B, M, bands] for noise of their power, as ``still``."""
        level = torch.sqrt(self._lately(voiced.square()) + 1e-12)
        exchanged: Tensor = torch.lerp(voiced, noise * level, self.share * still)
        return exchanged

    def _lately(self, power: Tensor) -> Tensor:
        """Average [B, M, bands] over one latent step, so that nothing flutters at its rate."""
        n_frames = power.shape[1]
        if self.rows > 0:
            live = self.pad[: power.shape[0]]
            power = torch.cat([live, power], dim=1)
            live.copy_(power.narrow(1, n_frames, self.steps))
        else:
            power = functional.pad(power, [0, 0, self.steps, 0])
        mean = functional.avg_pool1d(power.transpose(1, 2), self.steps, 1).transpose(1, 2)
        return mean.narrow(1, 1, n_frames)


def _fixed(conv: CausalConv, taps: list[Tensor]) -> CausalConv:
    conv.requires_grad_(False)
    conv.weight.copy_(torch.cat(taps, dim=1))
    return conv
