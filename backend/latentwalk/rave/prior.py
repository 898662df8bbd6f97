"""What a model sounds like when nobody leads it: latents that follow from the latents before.

A small recurrent network gives, for each latent step, a mixture of normal distributions; the step
is drawn from it and becomes the next input. What is drawn comes from fixed tables, so a stream
repeats exactly after a reset, and two tables of coprime length, so it never repeats by itself.

References:
    Graves (2013), generating sequences with recurrent neural networks, arXiv 1308.0850 (mixture
    density outputs); Caillon & Esling (2021), RAVE, arXiv 2111.05011 §5 (a prior over latents).
"""

import math
from typing import Final

import torch
from torch import Tensor, nn
from torch.nn import functional

TABLE_STEPS = (8191, 7919)  # primes: both tables are back together after 16 days
TABLE_SEED = 20211106  # any number would do; it must never change once a model is trained
ROW_STEPS = 613  # rows begin this far apart in the tables


def distribution(out: Tensor, modes: int, size: int) -> tuple[Tensor, Tensor, Tensor]:
    """Read log weights [B, N, M], means and deviations [B, N, M, K] from a head's output."""
    weights = functional.log_softmax(out[:, :, :modes], dim=-1)
    shape = [out.shape[0], out.shape[1], 2, modes, size]
    mean, spread = out[:, :, modes:].reshape(shape).unbind(2)
    return weights, mean, functional.softplus(spread) + 0.05  # no recording is narrower


class PriorNetwork(nn.Module):
    """One step of the past in, the distribution of the next out, in whitened latents.

    Args:
        size: K, axes of a latent.
        hidden: Width of the memory.
        modes: M, normal distributions in the mixture.
    """

    def __init__(self, size: int, hidden: int = 192, modes: int = 8) -> None:
        super().__init__()
        self.size, self.modes, self.hidden = size, modes, hidden
        self.memory = nn.GRU(size, hidden, batch_first=True)
        self.head = nn.Linear(hidden, modes * (1 + 2 * size))

    def surprise(self, latents: Tensor, input_noise: float = 0.0) -> Tensor:
        """Negative log likelihood in nats per step of whitened latents [B, N, K]."""
        past = functional.pad(latents[:, :-1], [0, 0, 1, 0])
        memory, _ = self.memory(past + input_noise * torch.randn_like(past))
        weights, mean, deviation = distribution(self.head(memory), self.modes, self.size)
        off = (latents[:, :, None] - mean) / deviation
        density = -0.5 * off.square() - deviation.log() - 0.5 * math.log(2 * math.pi)
        return -torch.logsumexp(weights + density.sum(-1), dim=-1).mean()


class Prior(nn.Module):
    """The streaming form: draws latents step by step, each row by itself.

    Streaming state per row: the memory, the last step, and the position in the tables.

    Args:
        network: Trained.
        turn: From whitened latents to those of the export, [K, K].
        shift: The export's latents where the whitened ones are zero, [K].
        rows: Streams remembered.
    """

    size: Final[int]
    hidden: Final[int]
    modes: Final[int]
    first_steps: Final[int]
    second_steps: Final[int]
    row_steps: Final[int]
    farthest: Final[float] = 4.0  # standard deviations: the end of what decoders have heard

    def __init__(self, network: PriorNetwork, turn: Tensor, shift: Tensor, rows: int) -> None:
        super().__init__()
        self.size, self.hidden = network.size, network.hidden
        self.first_steps, self.second_steps = TABLE_STEPS
        self.row_steps = ROW_STEPS
        self.modes, self.head = network.modes, network.head
        self.cell = nn.GRUCell(network.size, network.hidden)
        for name in ("weight_ih", "weight_hh", "bias_ih", "bias_hh"):
            setattr(self.cell, name, getattr(network.memory, f"{name}_l0"))
        generator = torch.Generator().manual_seed(TABLE_SEED)
        for name, steps in zip(("first", "second"), TABLE_STEPS, strict=True):
            normal = torch.randn(steps, self.size, generator=generator) * 0.5**0.5
            uniform = torch.rand(steps, 1, generator=generator)
            self.register_buffer(f"{name}_table", torch.cat([normal, uniform], dim=1))
        self.first_table: Tensor
        self.second_table: Tensor
        self.turn: Tensor
        self.shift: Tensor
        self.cache: Tensor
        self.register_buffer("turn", turn)
        self.register_buffer("shift", shift)
        self.register_buffer("cache", torch.zeros(rows, 1, network.hidden + self.size + 1))

    def forward(self, temperature: Tensor) -> Tensor:
        """Draw latents.

        Args:
            temperature: How far from the likeliest, [B, 1, N]; 1 is as in the recordings, 0 never
                surprises.

        Returns:
            Latents of the export, [B, K, N].
        """
        state = self.cache[: temperature.shape[0], 0]
        memory, last = state.narrow(1, 0, self.hidden), state.narrow(1, self.hidden, self.size)
        at = state.narrow(1, self.hidden + self.size, 1)
        row = torch.arange(temperature.shape[0], device=temperature.device)
        started = row[:, None] * self.row_steps + 1.0
        at = torch.where(at > 0, at, started)
        steps: list[Tensor] = []
        for step in range(temperature.shape[2]):
            memory = self.cell(last, memory)
            last = self._draw(memory, at, temperature[:, :, step].clamp(0.0, 2.0))
            at = (at + 1) % 16e6  # float counts exactly to there: four days
            steps.append(last)
        state.copy_(torch.cat([memory, last, at], dim=1))
        drawn = torch.stack(steps, dim=1) @ self.turn.t() + self.shift
        return drawn.transpose(1, 2)

    def _draw(self, memory: Tensor, at: Tensor, temperature: Tensor) -> Tensor:
        """Draw one step [B, K] after memories [B, H] with what lies at positions [B, 1]."""
        position = at[:, 0].long()
        first = self.first_table[position % self.first_steps]
        both = first + self.second_table[position % self.second_steps]
        out: Tensor = self.head(memory)
        weights, mean, deviation = distribution(out[:, None], self.modes, self.size)
        weights, mean, deviation = weights[:, 0], mean[:, 0], deviation[:, 0]
        chances = torch.softmax(weights / temperature.clamp(min=0.001), dim=1).cumsum(1)
        chance = both[:, self.size :] % 1.0
        chosen = (chance > chances).sum(1).clamp(max=mean.shape[1] - 1)
        row = torch.arange(memory.shape[0], device=memory.device)
        noise = both[:, : self.size] * temperature
        step: Tensor = mean[row, chosen] + deviation[row, chosen] * noise
        return step.clamp(-self.farthest, self.farthest)
