"""Models with a generation of their own: ours keep rows apart, official ones carry one stream."""

import math
from typing import Final

import torch
from torch import Tensor, nn

from tests.fakes.nets import RATIO, ROWS, K, Plain

HOT = 1.8  # what some of these cannot bear
START = 0.2  # of `Solo`
PACE = 0.3


def paces() -> Tensor:
    """Return how fast each latent is pushed, [K, 1]."""
    return PACE * torch.arange(1, K + 1, dtype=torch.float32)[:, None]


class Stream(nn.Module):
    """Latents that decay and are pushed around by as much as temperature says."""

    pace: Tensor
    cache: Tensor

    def __init__(self) -> None:
        super().__init__()
        self.register_buffer("pace", paces())
        self.register_buffer("cache", torch.zeros(ROWS, K + 1, 1))  # latents, then steps gone

    def forward(self, temperature: Tensor) -> Tensor:
        rows = temperature.shape[0]
        level, moment = self.cache[:rows, :-1], self.cache[:rows, -1:]
        steps: list[Tensor] = []
        for step in range(temperature.shape[2]):
            moment = moment + 1.0
            level = 0.8 * level + temperature[..., step : step + 1] * torch.sin(moment * self.pace)
            steps.append(level)
        self.cache[:rows] = torch.cat([level, moment], dim=1)
        return torch.cat(steps, dim=-1)


class Dreaming(Plain):
    """As ours: temperature alone, rows apart, silent memory at the start."""

    def __init__(self, temperatures: int = 1) -> None:
        super().__init__()
        self.stream = Stream()
        self.register_buffer("prior_params", torch.tensor([temperatures, RATIO, K, RATIO]))

    @torch.jit.export
    def get_methods(self) -> list[str]:
        return ["encode", "decode", "prior"]

    @torch.jit.export
    def prior(self, temperature: Tensor) -> Tensor:
        latents: Tensor = self.stream(temperature)
        return latents


class Solo(Plain):
    """As official exports: one remembered step, temperature behind a softplus, no batches."""

    draws: Final[bool]
    previous_step: Tensor
    pace: Tensor

    def __init__(self, draws: bool = False) -> None:
        super().__init__()
        self.draws = draws
        self.register_buffer("pace", paces())
        self.register_buffer("previous_step", torch.full((1, K, 1), START))
        self.register_buffer("prior_params", torch.tensor([1, RATIO, K, RATIO]))

    @torch.jit.export
    def get_methods(self) -> list[str]:
        return ["encode", "decode", "prior"]

    @torch.jit.export
    def prior(self, temperature: Tensor) -> Tensor:
        heat = torch.nn.functional.softplus(temperature.mean(-1, keepdim=True)) / math.log(2.0)
        latents = torch.zeros(temperature.shape[0], 4, temperature.shape[2])
        for step in range(temperature.shape[2]):
            push = torch.cos(self.previous_step + self.pace)
            if self.draws:
                push = push + torch.randn_like(push)
            self.previous_step.copy_(0.5 * self.previous_step + heat * push)
            latents[..., step : step + 1] = self.previous_step
        return latents


class SoloDrawing(Solo):
    """Draws each step, as official priors do."""

    def __init__(self) -> None:
        super().__init__(draws=True)


class Brooding(Dreaming):
    """NaN where it is too hot."""

    @torch.jit.export
    def prior(self, temperature: Tensor) -> Tensor:
        latents: Tensor = self.stream(temperature)
        return latents.masked_fill(temperature > 1.8, float("nan"))


class Choking(Dreaming):
    """Raises where it is too hot."""

    @torch.jit.export
    def prior(self, temperature: Tensor) -> Tensor:
        assert bool(temperature.max() < 1.8), "too hot"
        latents: Tensor = self.stream(temperature)
        return latents


class Entangled(Dreaming):
    """Its decoder moves the memory of its prior."""

    @torch.jit.export
    def decode(self, z: Tensor) -> Tensor:
        level: Tensor = self.stream(z[:, :1]).mean(dim=1, keepdim=True)
        return self.sing(z) + 0.01 * level.repeat_interleave(1024, dim=-1)


class Unforgetting(Dreaming):
    """Counts its calls where nobody can reach."""

    calls: int

    def __init__(self) -> None:
        super().__init__()
        self.calls = 0

    @torch.jit.export
    def prior(self, temperature: Tensor) -> Tensor:
        self.calls += 1
        latents: Tensor = self.stream(temperature)
        return latents + float(self.calls)
