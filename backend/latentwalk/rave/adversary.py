"""Judges of sound: small networks that learn to tell a recording from what the decoder makes.

One listens to the bands' waveforms, the others look at short-time spectra, phase included. They
judge stretches of sound wherever those come from, so they can also judge what has no original: the
sound of standing still.

References:
    Caillon & Esling (2021), RAVE, arXiv 2111.05011 §3.2 (adversarial phase behind a frozen
    encoder); Défossez et al. (2022), EnCodec, arXiv 2210.13438 §3.4 (complex spectra at several
    scales, feature matching); Mao et al. (2017), least-squares GAN, arXiv 1611.04076.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from latentwalk.rave.config import NetworkConfig
from latentwalk.rave.pqmf import Analysis

SPECTRA = ((2048, 512), (512, 128))  # window and hop in frames
LOUDNESS_POWER = 0.3  # of a magnitude: a quiet partial is judged almost like a loud one


class Judgement(NamedTuple):
    """Scores [B, …] and the features they were drawn from, of one judge."""

    scores: Tensor
    features: list[Tensor]


class _Judge(nn.Module):
    def __init__(self, layers: Sequence[nn.Module]) -> None:
        super().__init__()
        self.layers = nn.ModuleList(nn.utils.parametrizations.weight_norm(x) for x in layers)

    def judge(self, x: Tensor) -> Judgement:
        """Score a picture of the sound, [B, channels, …]."""
        features = []
        for layer in self.layers[:-1]:
            x = functional.leaky_relu(layer(x), 0.2)
            features.append(x)
        return Judgement(self.layers[-1](x), features)


class WaveJudge(_Judge):
    """Listens to the waveforms of the filter bank's bands."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__(
            [
                nn.Conv1d(config.sound_channels * config.bands, 64, 9, 2, 4),
                nn.Conv1d(64, 96, 9, 2, 4),
                nn.Conv1d(96, 128, 9, 4, 4),
                nn.Conv1d(128, 1, 3, 1, 1),
            ]
        )
        self.analysis = Analysis(
            config.bands, config.prototype_frames, channels=config.sound_channels
        )

    def forward(self, x: Tensor) -> Judgement:
        """Judge sound [B, C, T]."""
        bands = self.analysis(x)
        return self.judge((bands / (bands.abs() + 1e-4).pow(1 - LOUDNESS_POWER)).transpose(1, 2))


class SpectrumJudge(_Judge):
    """Looks at a short-time spectrum as a picture of two colours a channel, real and imaginary."""

    def __init__(self, channels: int, n_fft: int, hop: int, width: int = 16) -> None:
        super().__init__(
            [
                nn.Conv2d(2 * channels, width, (9, 3), (4, 1), (4, 1)),
                nn.Conv2d(width, width, (9, 3), (4, 2), (4, 1)),
                nn.Conv2d(width, 2 * width, (9, 3), (4, 2), (4, 1)),
                nn.Conv2d(2 * width, 1, 3, 1, 1),
            ]
        )
        self.n_fft, self.hop = n_fft, hop
        self.register_buffer("window", torch.hann_window(n_fft))

    def forward(self, x: Tensor) -> Judgement:
        """Judge sound [B, C, T]."""
        window = self.get_buffer("window")
        bins = torch.stft(
            x.flatten(0, 1), self.n_fft, self.hop, window=window, center=False, return_complex=True
        )
        bins = bins[:, :-1] * (2.0 / float(window.sum()))
        colours = torch.stack([bins.real, bins.imag], dim=1)
        loudness = colours.square().sum(1, keepdim=True) + 1e-10
        colours = colours * loudness.pow((LOUDNESS_POWER - 1) / 2)
        return self.judge(colours.reshape(x.shape[0], -1, *colours.shape[2:]))


class Adversary(nn.Module):
    """All judges together."""

    def __init__(self, config: NetworkConfig) -> None:
        super().__init__()
        spectra = [SpectrumJudge(config.sound_channels, n_fft, hop) for n_fft, hop in SPECTRA]
        self.judges = nn.ModuleList([WaveJudge(config), *spectra])

    def forward(self, x: Tensor) -> list[Judgement]:
        """Judge sound [B, C, T], T at least 4096."""
        return [judge(x) for judge in self.judges]


def telling_loss(real: Sequence[Judgement], made: Sequence[Judgement]) -> Tensor:
    """What the judges minimise: recordings score 1, what is made scores 0."""
    losses = [
        (1 - right.scores).square().mean() + wrong.scores.square().mean()
        for right, wrong in zip(real, made, strict=True)
    ]
    return torch.stack(losses).mean()


def deceiving_loss(made: Sequence[Judgement]) -> Tensor:
    """What the decoder minimises: its sound scores 1."""
    return torch.stack([(1 - judgement.scores).square().mean() for judgement in made]).mean()


def matching_loss(real: Sequence[Judgement], made: Sequence[Judgement]) -> Tensor:
    """Distance of the judges' impressions of a recording and of its reconstruction, relative."""
    losses = [
        functional.l1_loss(imitation, original.detach()) / (original.detach().abs().mean() + 1e-3)
        for right, wrong in zip(real, made, strict=True)
        for original, imitation in zip(right.features, wrong.features, strict=True)
    ]
    return torch.stack(losses).mean()
