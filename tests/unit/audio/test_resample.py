import numpy as np
import pytest
import soxr
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.audio.resample import Resampler
from latentwalk.domain.block import Samples
from latentwalk.domain.errors import BlockSizeError
from tests.unit.audio.signals import in_pieces, measured_delay_frames, noise, rms_db

RATES = [(48_000, 44_100), (44_100, 48_000), (48_000, 16_000), (24_000, 48_000)]


def band_limited(seed: int, n_lanes: int, n_frames: int, rate_hz: int) -> Samples:
    """Noise below 5 kHz, which every rate here can carry."""
    low = noise(seed, n_lanes, n_frames * 10_000 // rate_hz + 8)
    x = np.stack([soxr.resample(lane, 10_000, rate_hz) for lane in low])
    return np.ascontiguousarray(x[:, :n_frames], np.float32)


@pytest.mark.parametrize("rates", RATES)
def test_declared_latency_is_measured_latency(rates: tuple[int, int]) -> None:
    x = band_limited(1, 1, rates[0], rates[0])
    stream = Resampler(1, *rates)
    y = in_pieces(stream.process, x, list(range(1024, x.shape[1], 1024)))
    offline = soxr.resample(x[0], *rates)
    assert measured_delay_frames(offline, y[0]) == stream.latency_frames
    aligned = y[0, stream.latency_frames :]
    n_frames = min(len(aligned), len(offline)) - 200
    assert np.allclose(aligned[:n_frames], offline[:n_frames], atol=1e-4)


@settings(max_examples=30, deadline=None)
@given(rates=st.sampled_from(RATES), cuts=st.lists(st.integers(0, 9_999), max_size=12).map(sorted))
def test_any_split_gives_the_whole_at_a_steady_count(
    rates: tuple[int, int], cuts: list[int]
) -> None:
    x = noise(2, 2, 10_000)
    whole, cut = Resampler(2, *rates), Resampler(2, *rates)
    y = in_pieces(cut.process, x, cuts)
    assert y.shape == (2, 10_000 * rates[1] // rates[0])
    assert np.allclose(y, whole.process(x), atol=1e-6)


def test_lanes_do_not_hear_each_other() -> None:
    x = noise(3, 3, 48_000)
    x[1] = 0.0
    y = Resampler(3, 48_000, 44_100).process(x)
    assert not y[1].any()
    assert y[0].any()


def test_a_reset_lane_lets_nothing_of_its_last_owner_out_and_comes_back() -> None:
    rates = (44_100, 48_000)
    x = noise(4, 2, 60 * 1024)
    used, fresh = Resampler(2, *rates), Resampler(2, *rates)
    blocks = np.split(x, 60, axis=1)
    for block in blocks[:20]:
        used.process(block)
        fresh.process(block * np.array([[0.0], [1.0]], np.float32))
    used.reset(0)
    y = np.concatenate([used.process(block) for block in blocks[20:]], axis=1)
    z = np.concatenate([fresh.process(block) for block in blocks[20:]], axis=1)
    n_mute = 2 * used.latency_frames
    assert not y[0, :n_mute].any()
    assert np.allclose(y[0, n_mute + 240 :], z[0, n_mute + 240 :], atol=1e-6)
    assert np.allclose(y[1], z[1], atol=1e-6)
    assert rms_db(y[0, n_mute + 240 :]) > -25


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BlockSizeError, match="expected shape"):
        Resampler(2, 48_000, 44_100).process(noise(5, 3, 64))
