"""Which way the exported axes point, and how far sound moves along them."""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from latentwalk.rave.network import Autoencoder

PROBE_STEPS = 24  # half a second on one spot of an axis
PROBE_STD = 1.5
AUDIBLE_DB = 1.0  # below this difference in loudness, brightness decides the sign


@dataclass(frozen=True, slots=True)
class Axes:
    """The exported axes of a model.

    Attributes:
        rotation: From trained to exported axes, [F, F]; the first K mix among themselves, and so
            do the rest, because the decoder is trained to sing from the first K alone.
        centre: Mean of the first K trained axes over the calibration sound, then zeros, [F].
        std: Standard deviation along each exported axis, [F].
        explained_variance: Share of the first K axes' variance along each of them, [K].
    """

    rotation: Tensor
    centre: Tensor
    std: Tensor
    explained_variance: Tensor


@torch.inference_mode()
def find_axes(model: Autoencoder, sounds: list[Tensor], quietest_dbfs: float = -math.inf) -> Axes:
    """Turn the axes by principal components, louder or brighter upwards.

    Args:
        model: The trained network.
        sounds: Calibration sounds, each [C, T], T a multiple of the ratio.
        quietest_dbfs: Latent steps quieter than this do not count: silence is no place to walk to,
            and counted in it would stretch the first axis far beyond what sounds.
    """
    latents = torch.cat([model.posterior(sound[None])[0][0] for sound in sounds], dim=1)
    levels = torch.cat([_levels_dbfs(sound, model.config.ratio) for sound in sounds])
    latents = latents[:, levels >= quietest_dbfs]
    size = model.config.latent_size
    centre = torch.cat([latents[:size].mean(1), torch.zeros(len(latents) - size)])
    head, tail = _principal(latents[:size]), _principal(latents[size:])
    rotation = torch.zeros(len(latents), len(latents))
    rotation[:size, :size], rotation[size:, size:] = head, tail
    rotation = _signs(model, rotation, centre, (rotation @ latents).std(1))[:, None] * rotation
    turned = rotation @ (latents - centre[:, None])
    variance = turned[:size].var(1)
    return Axes(rotation, centre, turned.std(1), variance / variance.sum())


def _levels_dbfs(sound: Tensor, ratio: int) -> Tensor:
    """Level of each latent step of ``sound`` [C, T], shape [T / ratio]."""
    power = sound.reshape(len(sound), -1, ratio).square().mean((0, 2))
    return 10 * torch.log10(power + 1e-12)


def _principal(latents: Tensor) -> Tensor:
    """Rows are the directions of falling variance of ``latents`` [D, N]."""
    _, directions = torch.linalg.eigh(torch.cov(latents))
    falling: Tensor = directions.flip(1).t()
    return falling


def _signs(model: Autoencoder, rotation: Tensor, centre: Tensor, std: Tensor) -> Tensor:
    """Return +1 where the axis already points towards louder (or brighter), else -1; [F]."""
    signs = torch.ones(len(rotation))
    for axis in range(len(rotation)):
        ends = [
            _loudness_and_brightness(model, centre + side * PROBE_STD * std[axis] * rotation[axis])
            for side in (-1.0, 1.0)
        ]
        louder_db, brighter = (high - low for low, high in zip(*ends, strict=True))
        towards = louder_db if abs(louder_db) > AUDIBLE_DB else brighter
        signs[axis] = 1.0 if towards >= 0 else -1.0
    return signs


def _loudness_and_brightness(model: Autoencoder, spot: Tensor) -> tuple[float, float]:
    """Level in dB and spectral centroid in bins of the sound of standing on ``spot`` [F]."""
    torch.manual_seed(0)  # the training decoder's noise is drawn; both ends hear the same
    sound = model.decoder(spot[None, :, None].expand(1, -1, PROBE_STEPS))[0]  # [C, T]
    spectrum = torch.fft.rfft(sound[:, sound.shape[1] // 2 :]).abs().mean(0)
    centroid = (spectrum * torch.arange(len(spectrum))).sum() / (spectrum.sum() + 1e-9)
    level_db = 10 * torch.log10(sound.square().mean() + 1e-10)
    return float(level_db), float(centroid)
