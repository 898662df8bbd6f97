import numpy as np
import pytest

from latentwalk.audio.loudness import (
    SILENCE,
    integrated_lufs,
    momentary_max_lufs,
    peak_db,
    true_peak_db,
)
from latentwalk.domain.block import Samples
from latentwalk.domain.errors import BlockSizeError
from tests.unit.audio.signals import noise, sine

RATE_HZ = 48_000


def stereo(x: Samples) -> Samples:
    return np.tile(x, (2, 1))


def test_the_reference_tone_reads_as_the_standard_says() -> None:
    x = stereo(sine(997.0, 5 * RATE_HZ, 10 ** (-23 / 20)))
    assert integrated_lufs(x, RATE_HZ) == pytest.approx(-23.0, abs=0.1)
    assert momentary_max_lufs(x, RATE_HZ) == pytest.approx(-23.0, abs=0.1)
    assert integrated_lufs(x[:1], RATE_HZ) == pytest.approx(-26.0, abs=0.1)


@pytest.mark.parametrize("rate_hz", [16_000, 44_100, 48_000, 96_000])
def test_momentary_weighting_holds_at_any_rate(rate_hz: int) -> None:
    x = stereo(sine(997.0, rate_hz, 0.1, rate_hz))
    assert momentary_max_lufs(x, rate_hz) == pytest.approx(-20.0, abs=0.15)


def test_bass_counts_less_and_treble_more() -> None:
    low, mid, high = (
        momentary_max_lufs(stereo(sine(f, RATE_HZ, 0.1)), RATE_HZ) for f in (30.0, 500.0, 8000.0)
    )
    assert low < mid - 3.0
    assert high > mid + 2.5


def test_momentary_maximum_finds_the_loud_moment() -> None:
    x = stereo(sine(997.0, 5 * RATE_HZ, 0.01))
    x[:, 2 * RATE_HZ : 3 * RATE_HZ] *= 10.0
    assert momentary_max_lufs(x, RATE_HZ) == pytest.approx(-20.0, abs=0.2)


def test_silence_and_nothing_are_minus_infinity() -> None:
    for n_frames in (0, 100, RATE_HZ):
        x = np.zeros((2, n_frames), np.float32)
        measured = integrated_lufs(x, RATE_HZ), momentary_max_lufs(x, RATE_HZ)
        assert (*measured, peak_db(x), true_peak_db(x)) == (SILENCE,) * 4
    assert integrated_lufs(noise(1, 2, RATE_HZ, level=1e-5), RATE_HZ) == SILENCE


def test_a_sound_shorter_than_a_gating_block_is_measured() -> None:
    x = stereo(sine(997.0, RATE_HZ // 10, 0.1))
    assert integrated_lufs(x, RATE_HZ) == pytest.approx(-20.0, abs=1.0)
    assert momentary_max_lufs(x, RATE_HZ) == pytest.approx(-26.0, abs=1.0)


def test_true_peak_sees_between_the_samples() -> None:
    x = np.sin(0.5 * np.pi * np.arange(4800) + 0.25 * np.pi).astype(np.float32)[None]
    assert peak_db(x) == pytest.approx(-3.01, abs=0.01)
    assert true_peak_db(x[:, 1000:3000] * np.hanning(2000).astype(np.float32)) == pytest.approx(
        0.0, abs=0.1
    )


def test_one_dimensional_sound_is_refused() -> None:
    with pytest.raises(BlockSizeError, match="expected shape"):
        integrated_lufs(sine(997.0, 4800), RATE_HZ)
