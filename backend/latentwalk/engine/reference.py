"""The reference clip: what a model without calibration is calibrated on.

Six seconds, made by arithmetic alone and the same on every machine: syllables of a gliding
voice, breathy consonants, pauses, and a bed of street-like noise.
"""

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Samples

CLIP_S = 6.0
SYLLABLE_S = 0.25
PITCH_HZ = (90.0, 220.0)
FORMANTS_HZ = ((700.0, 1200.0), (300.0, 2300.0), (400.0, 800.0), (500.0, 1700.0), (350.0, 900.0))
FORMANT_WIDTH_HZ = 120.0
TOP_HZ = 6000.0
BED_DB = -30.0  # below the voice
SEED = 7


def reference_clip(sample_rate_hz: int, level_db: float) -> Samples:
    """Return the clip.

    Args:
        sample_rate_hz: Of the result.
        level_db: Root mean square, dBFS; a model's reference loudness is close enough.

    Returns:
        Shape [n], float32.
    """
    time_s = np.arange(int(CLIP_S * sample_rate_hz)) / sample_rate_hz
    generator = np.random.default_rng(SEED)
    voice = _voice(time_s, generator)
    bed = np.cumsum(generator.standard_normal(len(time_s)))  # red: wind and far traffic
    bed -= np.convolve(bed, np.full(1024, 1 / 1024), mode="same")
    bed *= 10 ** (BED_DB / 20) * _rms(voice) / _rms(bed)
    clip = voice + bed
    return np.asarray(clip * (10 ** (level_db / 20) / _rms(clip)), np.float32)


def _voice(time_s: NDArray[np.float64], generator: np.random.Generator) -> NDArray[np.float64]:
    """Sing one vowel a syllable, with a consonant's breath before each and some pauses."""
    syllable = (time_s / SYLLABLE_S).astype(int)
    n_syllables = int(syllable[-1]) + 1
    low_hz, high_hz = PITCH_HZ
    pitch_hz = low_hz + (high_hz - low_hz) * (0.5 + 0.5 * np.sin(2 * np.pi * 0.37 * time_s))
    phase = 2 * np.pi * np.cumsum(pitch_hz) * (time_s[1] - time_s[0])
    vowel = np.array(FORMANTS_HZ)[generator.integers(len(FORMANTS_HZ), size=n_syllables)]
    formants_hz = vowel[syllable].T  # [2, n]
    voice = np.zeros_like(time_s)
    for harmonic in range(1, int(TOP_HZ / high_hz) + 1):
        tone_hz = harmonic * pitch_hz
        gain = sum(1 / (1 + ((tone_hz - f) / FORMANT_WIDTH_HZ) ** 2) for f in formants_hz)
        voice += gain * np.sin(harmonic * phase)
    within = time_s / SYLLABLE_S - syllable
    stress = generator.uniform(0.0, 1.0, n_syllables)[syllable]
    loudness = np.where(stress > 0.2, stress, 0.0)  # every fifth syllable is a pause
    breath = 0.5 * generator.standard_normal(len(time_s)) * (within < 0.2)
    return np.asarray(loudness * (np.sin(np.pi * within) * voice + breath))


def _rms(x: NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(x**2)))
