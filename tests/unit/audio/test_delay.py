import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.audio.delay import DelayLine
from latentwalk.domain.errors import BlockSizeError
from tests.unit.audio.signals import in_pieces, measured_delay_frames, noise

ALL = np.arange(3)


@given(delay=st.integers(0, 3000), cuts=st.lists(st.integers(0, 4000), max_size=8).map(sorted))
def test_any_split_gives_the_whole_delayed(delay: int, cuts: list[int]) -> None:
    x = noise(1, 3, 2, 4000)
    line = DelayLine(3, 2, delay)
    y = in_pieces(lambda part: line.process(part, ALL), x, cuts)
    assert np.array_equal(y[:, :, delay:], x[:, :, : 4000 - delay])
    assert not y[:, :, :delay].any()


def test_declared_latency_is_measured_latency() -> None:
    line = DelayLine(1, 1, 777)
    x = noise(2, 1, 1, 8192)
    y = line.process(x, np.arange(1))
    assert measured_delay_frames(x[0, 0], y[0, 0]) == line.latency_frames == 777


def test_a_reset_lane_is_silent_and_the_others_go_on() -> None:
    line = DelayLine(3, 1, 100)
    x = noise(3, 3, 1, 200)
    line.process(x, ALL)
    line.reset(1)
    y = line.process(noise(4, 3, 1, 100), ALL)
    assert not y[1].any()
    assert np.array_equal(y[[0, 2]], x[[0, 2], :, 100:])


def test_lanes_that_do_not_exist_are_refused() -> None:
    with pytest.raises(BlockSizeError, match=r"0\.\.2, got \[3\]"):
        DelayLine(3, 1, 10).process(noise(5, 1, 1, 10), np.array([3]))
    with pytest.raises(BlockSizeError, match="expected shape"):
        DelayLine(3, 1, 10).process(noise(5, 1, 2, 10), np.array([0]))
