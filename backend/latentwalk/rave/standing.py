"""What the decoder sounds like where a walker stands still, and what is wrong with a buzz.

Latents that stand still are the state a walker hears most and a training on recordings never
shows. Here spots are drawn, held, and the repetition of what comes out is measured.
"""

import math

import torch
from torch import Tensor
from torch.nn import functional

from latentwalk.rave.config import NetworkConfig
from latentwalk.rave.losses import FLOOR, mel_filters, spectrum

HELD_STEPS = 20
# The decoder's memory is eleven steps. Measured before it has passed, a network learns to change
# for as long as it is listened to and buzzes afterwards.
SETTLING_STEPS = 12
EARLIEST_STEP = 4  # of a recording: before it there is too little to compare with
RANGE_STD = 1.2
SILENT_DBFS = -50.0
QUIET_WEIGHT = 0.1  # per 10 dB below that: silence repeats nothing and is no way out
ALLOWED = 0.3  # likeness that coloured noise, or a voice of any pitch, may well have
WINDOW, BANDS = 2048, 80
LOUDEST_PEAK = 0.6
REACHING_AXES = 5  # principal axes along which a walk shall change what is heard
REACH_STD = 2.0
REACH_DB = 4.5  # half more than is asked of an axis (rave/bars.py)
DB_PER_NEPER = 20 / math.log(10)


def draw_spots(latents: Tensor, n_spots: int, latent_size: int) -> tuple[Tensor, Tensor]:
    """Draw places to stand on: the first half where sound was, the others where it might be.

    Args:
        latents: Of a batch of recordings, [B, F, N].
        n_spots: How many, an even number up to 2 B.
        latent_size: K; the axes beyond are noise, and zero here.

    Returns:
        Spots [n_spots, F], and the step of the recording each of the first half was taken at.
    """
    half = n_spots // 2
    device, n_steps = latents.device, latents.shape[2]
    at = torch.randint(min(EARLIEST_STEP, n_steps - 1), n_steps, (half,), device=device)
    heard = latents[torch.arange(half, device=device), :, at]
    known = latents[:, :latent_size].transpose(1, 2).flatten(0, 1)
    spread = torch.cov(known.T) + 1e-5 * torch.eye(latent_size, device=device)
    drawn = torch.randn(half, latent_size, device=device)
    steps = drawn @ torch.linalg.cholesky(spread).T
    anywhere = torch.zeros(half, latents.shape[1], device=device)
    anywhere[:, :latent_size] = known.mean(0) + RANGE_STD * steps
    spots = torch.cat([heard, anywhere])
    spots[:, latent_size:] = 0.0
    return spots, at


def draw_ends(latents: Tensor, latent_size: int) -> Tensor:
    """Draw one of a batch's first principal axes; its two ends as spots [2, F].

    Args:
        latents: Of a batch of recordings, [B, F, N].
        latent_size: K; the axes beyond are zero at both ends.
    """
    known = latents[:, :latent_size].transpose(1, 2).flatten(0, 1)
    variance, directions = torch.linalg.eigh(torch.cov(known.T))  # ascending
    axis = latent_size - 1 - int(torch.randint(min(REACHING_AXES, latent_size), ()))
    way = REACH_STD * variance[axis].clamp(min=0.0).sqrt() * directions[:, axis]
    ends = torch.zeros(2, latents.shape[1], device=latents.device)
    ends[:, :latent_size] = known.mean(0) + torch.stack([-way, way])
    return ends


def shortfall(low: Tensor, high: Tensor) -> Tensor:
    """How far the sounds [1, T] of an axis' two ends are from differing enough; 0 is enough."""
    apart_db = DB_PER_NEPER * colour_distance(low, high)
    return functional.relu(1.0 - apart_db / REACH_DB)


def hold(spots: Tensor) -> Tensor:
    """Stand on spots [S, F] for a while: latents [S, F, HELD_STEPS]."""
    return spots[:, :, None].expand(-1, -1, HELD_STEPS)


def repetition(bands: Tensor, config: NetworkConfig) -> Tensor:
    """Measure how alike neighbouring periods are at the rates at which the decoder's layers step.

    Args:
        bands: What standing still sounds like, band by band, [S, M, bands].
        config: Its strides make the periods.

    Returns:
        Mean excess of the correlation over what is allowed, and a little for silence; 0 is
        alive, 0.7 a buzz.
    """
    per_step = bands.shape[1] // HELD_STEPS
    settled = bands[:, SETTLING_STEPS * per_step :]
    weight = settled.square().mean(1).detach().sqrt() + FLOOR  # what is heard counts
    weight = weight / weight.sum(1, keepdim=True)
    inner = config.strides[0] * config.strides[1]
    excess = [
        functional.relu((weight * _correlation(settled, lag)).sum(1) - ALLOWED)
        for lag in (inner, per_step)
    ]
    level_db = 10 * torch.log10(settled.square().mean(1).sum(1) + 1e-12)
    quiet = functional.relu((SILENT_DBFS - level_db) / 10.0).mean()
    return torch.stack(excess).mean() + QUIET_WEIGHT * quiet


def _correlation(bands: Tensor, lag: int) -> Tensor:
    """Correlation of each band [S, M, bands] with itself ``lag`` frames later, [S, bands]."""
    now, later = bands[:, :-lag], bands[:, lag:]
    energy = now.square().mean(1) * later.square().mean(1)
    return (now * later).mean(1) / torch.sqrt(energy + FLOOR**4)


def colour_distance(made: Tensor, target: Tensor) -> Tensor:
    """Distance of mean log-mel spectra of sounds [S, T] and [S, T'] of any lengths."""
    window = torch.hann_window(WINDOW).to(made.device)
    filters = mel_filters(WINDOW, BANDS).to(made.device)
    means = [
        torch.log(spectrum(x, WINDOW, WINDOW // 4, window).mean(1) @ filters + FLOOR)
        for x in (made, target)
    ]
    return functional.l1_loss(means[0], means[1])


def excess(sound: Tensor) -> Tensor:
    """How far the peaks of sounds [S, C, T] lie above what no spot needs."""
    return functional.relu(sound.abs().amax((1, 2)) - LOUDEST_PEAK).mean()
