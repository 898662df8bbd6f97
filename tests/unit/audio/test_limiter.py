import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.audio.limiter import Limiter
from latentwalk.audio.loudness import true_peak_db
from latentwalk.domain.block import TICK_FRAMES, Samples
from latentwalk.domain.errors import BlockSizeError
from tests.unit.audio.signals import biggest_step, in_pieces, measured_delay_frames, noise, sine

LANE = np.zeros(1, np.intp)


def limited(x: Samples, cuts: list[int] | None = None) -> Samples:
    limiter = Limiter(1)
    whole = list(range(TICK_FRAMES, x.shape[1], TICK_FRAMES))
    return in_pieces(lambda part: limiter.process(part[None], LANE)[0], x, cuts or whole)


def bursts(seed: int, n_frames: int) -> Samples:
    """Quiet noise with loud tone bursts of random height, pitch and place."""
    rng = np.random.default_rng(seed)
    x = noise(seed, 2, n_frames, level=0.05)
    for start in rng.integers(0, n_frames - 2000, 12):
        length = int(rng.integers(1, 2000))
        pitch_hz = float(rng.uniform(50.0, 16_000.0))
        x[rng.integers(0, 2), start : start + length] += sine(
            pitch_hz, length, float(rng.uniform(0.5, 8.0))
        )
    return x


def test_declared_latency_is_measured_latency() -> None:
    x = noise(1, 2, 8 * TICK_FRAMES)
    assert measured_delay_frames(x[0], limited(x)[0]) == Limiter.latency_frames
    assert Limiter.latency_frames <= 0.002 * 48_000


def test_sound_below_the_ceiling_passes_bit_for_bit() -> None:
    x = noise(2, 2, 8 * TICK_FRAMES)
    late = Limiter.latency_frames
    assert np.array_equal(limited(x)[:, late:], x[:, :-late])


@pytest.mark.parametrize("seed", range(12))
def test_true_peak_never_passes_the_ceiling(seed: int) -> None:
    y = limited(bursts(seed, 24 * TICK_FRAMES))
    assert true_peak_db(y) <= -1.0
    assert true_peak_db(y) > -3.0


@pytest.mark.parametrize("gain", [1.0, 4.0, 100.0])
def test_a_wave_that_peaks_between_its_samples_is_held(gain: float) -> None:
    x = np.sin(0.5 * np.pi * np.arange(8 * TICK_FRAMES) + 0.25 * np.pi)  # 12 kHz, +3 dB unseen
    y = limited(np.tile((gain * x).astype(np.float32), (2, 1)))
    assert true_peak_db(y[:, 2000:-2000], oversampling=16) <= -1.0


def test_both_channels_are_turned_down_alike() -> None:
    x = np.stack([sine(300.0, 8 * TICK_FRAMES, 3.0), sine(500.0, 8 * TICK_FRAMES, 0.1)])
    y, late = limited(x), Limiter.latency_frames
    gain = y[0, late:] / np.where(np.abs(x[0, :-late]) > 1e-3, x[0, :-late], np.nan)
    assert np.nanmax(np.abs(y[1, late:] - gain * x[1, :-late])) < 1e-4


def test_a_sudden_peak_bends_the_gain_without_a_click() -> None:
    x = np.full((2, 8 * TICK_FRAMES), 0.5, np.float32)
    x[:, 4 * TICK_FRAMES] = 5.0
    y = limited(x)
    at = 4 * TICK_FRAMES + Limiter.latency_frames
    assert y[0, at] < 0.9
    y[:, at] = np.nan  # the peak itself
    assert np.nanmax(np.abs(np.diff(y[:, TICK_FRAMES:]))) < 0.02


def test_gain_recovers_slowly_and_wholly_after_a_peak() -> None:
    x = np.full((2, 24 * TICK_FRAMES), 0.5, np.float32)
    x[:, 2 * TICK_FRAMES] = 2.0
    y, at = limited(x), 2 * TICK_FRAMES + Limiter.latency_frames
    lowest_db, later_db = (20 * np.log10(y[0, at + n] / 0.5) for n in (10, 10 + 2400))
    assert later_db - lowest_db == pytest.approx(60.0 * 0.05, abs=0.2)
    assert np.allclose(y[:, -TICK_FRAMES:], 0.5)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 99), cuts=st.lists(st.integers(1, 9_999), max_size=20).map(sorted))
def test_any_split_gives_the_whole(seed: int, cuts: list[int]) -> None:
    x = bursts(seed, 10_000)
    assert np.allclose(limited(x, cuts), limited(x, [5000]), atol=2e-6)


def test_values_that_are_not_finite_become_zero_and_are_counted() -> None:
    limiter, lanes = Limiter(2), np.arange(2)
    x = noise(3, 2, 2, TICK_FRAMES)
    x[1, 0, 100], x[1, 1, 200], x[1, 1, 201] = np.nan, np.inf, -np.inf
    y = [limiter.process(x, lanes), limiter.process(noise(4, 2, 2, TICK_FRAMES), lanes)]
    assert np.isfinite(y).all()
    assert limiter.mended_values.tolist() == [0, 3]


def test_a_reset_lane_equals_a_fresh_one_and_lanes_are_apart() -> None:
    used, fresh = Limiter(4), Limiter(4)
    loud, x = noise(5, 2, 2, TICK_FRAMES, level=2.0), noise(6, 2, 2, TICK_FRAMES, level=0.5)
    lanes = np.array([2, 0])
    used.process(loud, lanes)
    assert used.reduction_db[2] > 6.0
    used.reset(2)
    y = used.process(x, lanes)
    assert np.array_equal(y[0], fresh.process(x, lanes)[0])
    assert not np.array_equal(y[1], fresh.process(x, lanes)[1])


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BlockSizeError, match="expected shape"):
        Limiter(1).process(noise(7, 1, 1, 64), LANE)


def test_a_full_scale_start_does_not_jump_out_of_silence() -> None:
    y = limited(np.tile(sine(100.0, 4 * TICK_FRAMES, 20.0), (2, 1)))
    assert biggest_step(y) < 0.05
