import numpy as np
import pytest
from scipy.signal import fftconvolve

from latentwalk.audio.convolver import LONG_FRAMES, LONG_TICKS, Convolver, Partitions
from latentwalk.domain.block import TICK_FRAMES, Samples
from tests.unit.audio.signals import in_pieces, noise


def convolved(response: Samples, x: Samples, tick: int = 0) -> Samples:
    convolver = Convolver(Partitions(response), tick)
    cuts = list(range(TICK_FRAMES, x.shape[1], TICK_FRAMES))
    return in_pieces(convolver.process, x, cuts)


@pytest.mark.parametrize(
    "n_frames", [1, 1000, TICK_FRAMES, LONG_FRAMES, LONG_FRAMES + 1, 3 * LONG_FRAMES, 90_000]
)
@pytest.mark.parametrize("tick", [0, 3, 7])
def test_streaming_equals_one_long_convolution(n_frames: int, tick: int) -> None:
    response, x = noise(1, 2, n_frames), noise(2, 2, 45 * TICK_FRAMES)
    y = convolved(response, x, tick)
    whole = fftconvolve(x.astype(np.float64), response.astype(np.float64), axes=1)
    whole = whole[:, : x.shape[1]]
    assert np.abs(y - whole).max() < 2e-6 * np.abs(whole).max() + 1e-7


@pytest.mark.parametrize("late", [0, 1, 1023, 1024, 8191, 8192, 8193, 20_000])
def test_a_click_comes_back_just_as_late_as_its_response(late: int) -> None:
    response = np.zeros((2, late + 1), np.float32)
    response[:, -1] = 1.0
    x = np.zeros((2, 40 * TICK_FRAMES), np.float32)
    x[:, 777] = 1.0
    y = convolved(response, x)
    assert np.argmax(np.abs(y), axis=1).tolist() == [777 + late] * 2


def test_each_ear_has_its_own_response() -> None:
    response = np.zeros((2, LONG_FRAMES * 2), np.float32)
    response[1, 5], response[1, 10_000] = 1.0, 0.5
    y = convolved(response, noise(3, 2, 20 * TICK_FRAMES))
    assert not y[0].any()
    assert y[1].any()


def test_after_its_last_tick_nothing_is_left() -> None:
    partitions = Partitions(noise(4, 2, 50_000))
    convolver = Convolver(partitions, 5)
    for _ in range(3 * LONG_TICKS):
        convolver.process(noise(5, 2, TICK_FRAMES))
    silence = np.zeros((2, TICK_FRAMES), np.float32)
    for _ in range(partitions.n_ticks):
        convolver.process(silence)
    assert np.abs(convolver.process(silence)).max() < 1e-6
