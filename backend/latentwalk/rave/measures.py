"""What is measured of a sound: spectra, envelopes, likeness of the ears, clicks, an offset."""

import torch
from torch import Tensor

from latentwalk.rave.losses import mel_filters, spectrum

MEL_BANDS, MEL_WINDOW, MEL_HOP = 80, 2048, 512
MEL_FLOOR = 1e-5  # -100 dB: what lies below is equally silent
ONSET_FRAMES = 960  # 20 ms
ONSET_FLOOR = 1e-4  # -80 dB: below every microphone's own noise
AUDIBLE = 1e-3  # -60 dBFS: below it a constant part is no fault


def log_mel(sound: Tensor) -> Tensor:
    """Log-mel spectra of ``sound`` [C, T], shape [C, frames, 80]."""
    window, filters = torch.hann_window(MEL_WINDOW), mel_filters(MEL_WINDOW, MEL_BANDS)
    bands: Tensor = spectrum(sound, MEL_WINDOW, MEL_HOP, window) @ filters
    return torch.log(bands + MEL_FLOOR)


def log_loudness(sound: Tensor) -> Tensor:
    """Log RMS of the 20 ms frames of ``sound`` [C, T], its channels taken together."""
    power = sound.square().mean(0)
    frames = power[: len(power) // ONSET_FRAMES * ONSET_FRAMES].reshape(-1, ONSET_FRAMES)
    return 0.5 * torch.log(frames.mean(1) + ONSET_FLOOR**2)


def onset_correlation(sound: Tensor, made: Tensor) -> float:
    """Correlation of two aligned sounds' loudness envelopes, both [C, T]."""
    stacked = torch.stack([log_loudness(sound), log_loudness(made)])
    return float(torch.nan_to_num(torch.corrcoef(stacked)[0, 1]))


def constant_share(sound: Tensor) -> float:
    """Share of the amplitude of ``sound`` [C, T] that is constant, in its worst channel."""
    return float((sound.mean(1).abs() / (sound.square().mean(1).sqrt() + AUDIBLE)).max())


def edge_click(made: Tensor, delay_frames: int, ratio: int) -> float:
    """Compare the step from sample to sample at block edges with the step half a block later.

    Args:
        made: Sound from which ``delay_frames`` were taken off the front, [C, T].
        delay_frames: How many those were.
        ratio: Frames per block.

    Returns:
        The ratio of their means; 1 is no click.
    """
    steps = made.diff().abs()
    first = ratio - delay_frames % ratio - 1
    at_edges, elsewhere = steps[:, first::ratio], steps[:, (first + ratio // 2) % ratio :: ratio]
    return float(at_edges.mean() / (elsewhere.mean() + 1e-6))


def likeness(sound: Tensor) -> float:
    """Correlation of left and right of ``sound`` [2, T]: 1 one point, 0 unrelated sides."""
    return float(torch.nan_to_num(torch.corrcoef(sound)[0, 1], nan=1.0))


def repetition(sound: Tensor, lag: int) -> float:
    """Correlation of ``sound`` [C, T] with itself ``lag`` frames later; near 1 is a buzz."""
    now, later = sound[:, :-lag].flatten(), sound[:, lag:].flatten()
    return float(now @ later / (now.norm() * later.norm() + 1e-9))
