import numpy as np
import pyloudnorm
import pytest

from latentwalk.domain.block import Samples
from latentwalk.rave.loudness import SILENT_LUFS, loudness_lufs, to_loudness


def _bursts(seed: int) -> Samples:
    random = np.random.default_rng(seed)
    envelope = np.repeat(random.uniform(0, 0.5, 12), 24_000)
    return (envelope * random.standard_normal((1, len(envelope))) * 0.3).astype(np.float32)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_it_agrees_with_a_reference_meter(seed: int) -> None:
    sound = _bursts(seed)
    expected = pyloudnorm.Meter(48_000).integrated_loudness(sound.T)
    assert loudness_lufs(sound) == pytest.approx(expected, abs=0.1)


def test_two_channels_add_their_powers_as_the_reference_meter_does() -> None:
    sound = np.concatenate([_bursts(5), 0.5 * _bursts(6)])
    expected = pyloudnorm.Meter(48_000).integrated_loudness(sound.T)
    assert loudness_lufs(sound) == pytest.approx(expected, abs=0.1)


def test_silence_has_a_floor() -> None:
    assert loudness_lufs(np.zeros((1, 48_000), np.float32)) == SILENT_LUFS


def test_scaling_reaches_the_loudness_asked_for() -> None:
    assert loudness_lufs(to_loudness(_bursts(3), -30.0)) == pytest.approx(-30.0, abs=0.05)


def test_scaling_never_passes_full_scale() -> None:
    assert np.abs(to_loudness(_bursts(4), 0.0)).max() <= 1.0
