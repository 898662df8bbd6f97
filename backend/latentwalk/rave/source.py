"""What a decoder sings with: pulses at a pitch read from the latents, and noise that never repeats.

A convolutional decoder whose latents stand still repeats itself once per latent step: it buzzes at
the step rate whatever it was meant to sound like, and it cannot hold a pitch across steps. Here the
pitch runs in an oscillator of its own, and noise enters the network beside it.

References:
    Wang, Takaki & Yamagishi (2019), neural source-filter models, arXiv 1904.12088; Engel et al.
    (2020), DDSP, arXiv 2001.04643 (a harmonic oscillator steered by a decoder).
"""

import math
from typing import Final

import torch
from torch import Tensor, nn

from latentwalk.domain.block import exact_div
from latentwalk.rave.causal import CausalConv
from latentwalk.rave.config import NetworkConfig
from latentwalk.rave.pitch import MIDDLE_HZ
from latentwalk.rave.pqmf import Analysis

HIDDEN = 64


class Source(nn.Module):
    """Pulses at the latents' pitch, as bands.

    Streaming state per row: the phase in turns and the pitch in Hz at the end of the last step.
    A stream computes both in double precision: an oscillator never forgets a rounding.
    """

    rows: Final[int]
    ratio: Final[int]
    steps: Final[int]
    rate_hz: Final[float]
    middle_hz: Final[float] = MIDDLE_HZ
    lowest_octave: Final[float] = -1.8  # 49 Hz
    highest_octave: Final[float] = 2.3  # 832 Hz
    pulse_hz: Final[float] = 5000.0  # where the pulses' spectrum is 4 dB down; bands scale the rest
    jitter_octaves: Final[float] = 0.012  # 0.8 %: the unsteadiness of a healthy voice held still

    def __init__(self, config: NetworkConfig, *, rows: int = 0) -> None:
        super().__init__()
        self.rows, self.ratio, self.rate_hz = rows, config.ratio, float(config.sample_rate_hz)
        self.pitch = nn.Sequential(
            CausalConv(config.full_latent_size, HIDDEN, 3, rows=rows),
            nn.LeakyReLU(0.2),
            CausalConv(HIDDEN, HIDDEN, 1, rows=rows),
            nn.LeakyReLU(0.2),
            CausalConv(HIDDEN, 1, 1, rows=rows),
        )
        self.analysis = Analysis(config.bands, config.prototype_frames, rows=rows)
        self.steps = exact_div(config.ratio, config.bands)
        entering = 2 * config.bands * config.strides[0]
        self.enter = CausalConv(entering, config.channels[0], 1, rows=rows)
        nn.init.zeros_(self.enter.weight)  # a decoder trained without it goes on as it was
        along = (torch.arange(config.ratio) + 1.0) / config.ratio
        turn = 2 * math.pi * config.ratio / config.sample_rate_hz
        self.along: Tensor
        self.held: Tensor
        self.risen: Tensor
        self.register_buffer("along", along, persistent=rows > 0)
        self.register_buffer("held", turn * along, persistent=rows > 0)
        self.register_buffer("risen", 0.5 * turn * along.square(), persistent=rows > 0)
        exact = torch.float64 if rows > 0 else torch.float32
        self.pitch.to(exact)
        self.cache: Tensor
        self.register_buffer("cache", torch.zeros(rows, 1, 2, dtype=exact))

    def octave(self, z: Tensor) -> Tensor:
        """Read the pitch of latents [B, N, F] in octaves above ``MIDDLE_HZ``, [B, N]."""
        octave: Tensor = self.pitch(z.to(self.cache.dtype))
        return octave.squeeze(2)

    def forward(self, octave: Tensor, unsteady: Tensor) -> Tensor:
        """Sing a pitch.

        Args:
            octave: Pitch in octaves above ``MIDDLE_HZ``, [B, N].
            unsteady: Noise of unit variance, [B, N].

        Returns:
            Bands of a pulse train of unit power, [B, N * ratio / bands, bands].
        """
        octave = octave.clamp(self.lowest_octave, self.highest_octave)
        exact_hz = self.middle_hz * torch.exp2(octave + self.jitter_octaves * unsteady)
        start_hz, phase = self._advance(exact_hz)
        end_hz = exact_hz.float()
        rise_hz = end_hz[:, :, None] - start_hz
        # The angle is the integral of a pitch that glides: no step in pitch, no click.
        angle = phase + start_hz * self.held + rise_hz * self.risen
        sharp = (self.pulse_hz / torch.stack([start_hz, end_hz[:, :, None]], dim=3)).square()
        gain = (4 * math.pi * sharp).pow(0.25)  # the mean of the squared pulse is 1 / gain²
        ends = torch.cat([sharp, gain, math.sqrt(2.0) / gain], dim=2)  # [B, N, 3, 2]
        shape = torch.lerp(ends.narrow(3, 0, 1), ends.narrow(3, 1, 1), self.along)
        sharp, gain, mean = shape.unbind(2)
        pulse = torch.exp(-sharp - sharp * torch.cos(angle))  # begins half a turn before its peak
        sound = gain * pulse - mean
        bands: Tensor = self.analysis(sound.reshape(octave.shape[0], 1, -1))
        return bands

    def entry(self, pulses: Tensor, noise: Tensor) -> Tensor:
        """Give what enters the decoder before its last stage.

        Args:
            pulses: As from ``forward``, [B, M, bands].
            noise: Of unit variance, the same shape.

        Returns:
            What to add there, [B, M / stride, channels].
        """
        both = torch.cat([pulses, noise], dim=2)
        width = self.enter.weight.shape[1]
        added: Tensor = self.enter(both.reshape(both.shape[0], -1, width))
        return added

    def _advance(self, end_hz: Tensor) -> tuple[Tensor, Tensor]:
        """Return pitch in Hz and angle at the start of each step, [B, N, 1]; keep the last."""
        if self.rows > 0:
            live = self.cache[: end_hz.shape[0]]
            first_turn, first_hz = live.squeeze(1).chunk(2, dim=1)
            first_hz = torch.where(first_hz > 0, first_hz, end_hz[:, :1])  # just reset
        else:
            first_turn, first_hz = torch.rand(end_hz.shape[0], 1), end_hz[:, :1]
        start_hz = torch.cat([first_hz, end_hz[:, :-1]], dim=1)
        passed = (start_hz + end_hz) * (0.5 * self.ratio / self.rate_hz)
        turns = torch.cat([first_turn, passed], dim=1).cumsum(1)
        turns = turns - turns.floor()
        if self.rows > 0:
            self.cache[: end_hz.shape[0], 0] = torch.cat([turns[:, -1:], end_hz[:, -1:]], dim=1)
        angle = turns[:, :-1, None] * (2 * math.pi)
        return start_hz[:, :, None].float(), angle.float()
