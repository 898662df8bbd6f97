import numpy as np
import pytest

from latentwalk.audio.loudness import SILENCE, integrated_lufs
from latentwalk.audio.loudness_track import LoudnessTrack
from latentwalk.domain.errors import BlockSizeError

RATE_HZ = 48_000


def noise(seconds: float, db: float, seed: int = 0, channels: int = 2) -> np.ndarray:
    rng = np.random.default_rng(seed)
    gain = 10.0 ** (db / 20.0)
    samples = gain * rng.standard_normal((channels, round(seconds * RATE_HZ)))
    return np.asarray(samples, np.float32)


@pytest.mark.parametrize("channels", [1, 2])
def test_the_whole_is_as_loud_as_the_standard_says(channels: int) -> None:
    x = np.concatenate([noise(7, -20, 1, channels), noise(18, -40, 2, channels)], axis=1)
    assert LoudnessTrack(x, RATE_HZ).lufs() == pytest.approx(integrated_lufs(x, RATE_HZ), abs=0.1)


def test_a_part_is_as_loud_as_it_is_alone() -> None:
    loud, soft = noise(8, -20, 1), noise(8, -35, 2)
    track = LoudnessTrack(np.concatenate([loud, soft], axis=1), RATE_HZ)
    second = np.arange(track.n_hops) >= 80
    assert track.lufs(second) == pytest.approx(integrated_lufs(soft, RATE_HZ), abs=0.2)


def test_silence_and_nothing_have_no_loudness() -> None:
    assert LoudnessTrack(np.zeros((2, 96_000), np.float32), RATE_HZ).lufs() == SILENCE
    assert LoudnessTrack(np.zeros((2, 100), np.float32), RATE_HZ).lufs() == SILENCE
    track = LoudnessTrack(noise(3, -20), RATE_HZ)
    assert track.lufs(np.zeros(track.n_hops, np.bool_)) == SILENCE


def test_a_flat_array_is_refused() -> None:
    with pytest.raises(BlockSizeError, match="x"):
        LoudnessTrack(np.zeros(100, np.float32), RATE_HZ)
