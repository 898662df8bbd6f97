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
from latentwalk.rave.pqmf import Analysis

HIDDEN = 64


class Source(nn.Module):
    """Pulses at the latents' pitch, as bands.

    Streaming state per row: the phase in turns and the pitch in Hz at the end of the last step.
    """

    rows: Final[int]
    ratio: Final[int]
    steps: Final[int]
    rate_hz: Final[float]
    middle_octave: Final[float] = 7.4  # log2 of 169 Hz, between the voices of men and of women
    lowest_octave: Final[float] = 5.6  # 49 Hz
    highest_octave: Final[float] = 9.7  # 832 Hz
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
        self.cache: Tensor
        self.register_buffer("cache", torch.zeros(rows, 1, 2))

    def octave(self, z: Tensor) -> Tensor:
        """Read the pitch of latents [B, N, F]: the logarithm to base 2 of Hz, [B, N]."""
        deviation: Tensor = self.pitch(z)
        return self.middle_octave + deviation[:, :, 0]

    def forward(self, octave: Tensor, unsteady: Tensor) -> Tensor:
        """Sing a pitch.

        Args:
            octave: Logarithm to base 2 of the pitch in Hz, [B, N].
            unsteady: Noise of unit variance, [B, N].

        Returns:
            Bands of a pulse train of unit power, [B, N * ratio / bands, bands].
        """
        octave = (
            octave.clamp(self.lowest_octave, self.highest_octave) + self.jitter_octaves * unsteady
        )
        end_hz = torch.exp2(octave)
        start_hz, phase = self._advance(end_hz)
        along = (torch.arange(self.ratio) + 1.0) / self.ratio  # glides, so no step in pitch clicks
        glide_hz = along * (end_hz[:, :, None] - start_hz)
        turns = phase + (start_hz + 0.5 * glide_hz) * along * (self.ratio / self.rate_hz)
        now_hz = (start_hz + glide_hz).clamp(min=40.0)
        sharp = (self.pulse_hz / now_hz).square()
        pulse = torch.exp(-sharp * (torch.cos(turns * (2 * math.pi)) + 1.0))  # half a turn on
        level = (4 * math.pi * sharp).sqrt()  # the mean of the squared pulse is 1 / level
        sound = pulse * level.sqrt() - math.sqrt(2.0) / level.sqrt()  # without its mean
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
        """Return pitch and phase at the start of each step, both [B, N, 1]; remember the last."""
        if self.rows > 0:
            live = self.cache[: end_hz.shape[0]]
            first_phase, first_hz = live[:, :, 0], live[:, :, 1]
            first_hz = torch.where(first_hz > 0, first_hz, end_hz[:, :1])  # just reset
        else:
            first_phase, first_hz = torch.rand(end_hz.shape[0], 1), end_hz[:, :1]
        start_hz = torch.cat([first_hz, end_hz[:, :-1]], dim=1)
        passed = 0.5 * (start_hz + end_hz) * (self.ratio / self.rate_hz)
        after = first_phase + passed.double().cumsum(1)  # a fraction of many turns is wanted
        before = ((after - passed) % 1.0).float()
        if self.rows > 0:
            self.cache[: end_hz.shape[0]] = torch.stack(
                [(after[:, -1:] % 1.0).float(), end_hz[:, -1:]], dim=2
            )
        return start_hz[:, :, None], before[:, :, None]
