"""What distance, codecs and cheap microphones do to a sound before a model hears it."""

import numpy as np

from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples
from latentwalk.rave.config import TrainConfig

FADE_FRAMES = 480  # a gate closes within 10 ms


def disturb_level(crop: Samples, config: TrainConfig, random: np.random.Generator) -> Samples:
    """Set a crop [C, T] to a random level, fade some to silence, keep all within [-1, 1]."""
    crop = crop * np.float32(10 ** (random.uniform(config.min_gain_db, config.max_gain_db) / 20))
    if random.random() < config.silence_share:
        crop = crop * _fade_to_silence(crop.shape[-1], random)
    return np.clip(crop, -1.0, 1.0).astype(np.float32)


def lowpass(crop: Samples, cutoff_hz: float) -> Samples:
    """Cut all above ``cutoff_hz`` with a half-octave slope; [..., T] in and out."""
    spectrum = np.fft.rfft(crop)
    frequency_hz = np.linspace(0.0, SAMPLE_RATE_HZ / 2, spectrum.shape[-1])
    slope = np.clip((1.4 * cutoff_hz - frequency_hz) / (0.4 * cutoff_hz), 0.0, 1.0)
    return np.fft.irfft(spectrum * slope, crop.shape[-1]).astype(np.float32)


def _fade_to_silence(n_frames: int, random: np.random.Generator) -> Samples:
    """A gate that closes (or opens) somewhere in the crop."""
    at = random.uniform(0.0, n_frames)
    gate = np.clip((at - np.arange(n_frames)) / FADE_FRAMES, 0.0, 1.0).astype(np.float32)
    return gate if random.random() < 0.5 else 1.0 - gate
