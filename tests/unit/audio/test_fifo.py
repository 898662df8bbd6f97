import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.audio.fifo import Fifo
from latentwalk.domain.block import Samples
from latentwalk.domain.errors import BlockSizeError
from tests.unit.audio.signals import noise


def popped(fifo: Fifo, n_frames: int) -> Samples:
    out = np.full((2, n_frames), np.nan, np.float32)
    return out[:, : fifo.pop(out)]


@given(
    moves=st.lists(st.tuples(st.booleans(), st.integers(0, 70)), max_size=60),
    prime=st.integers(0, 50),
)
def test_it_behaves_as_a_list_that_forgets_its_oldest(
    moves: list[tuple[bool, int]], prime: int
) -> None:
    fifo, model, n_dropped, clock = Fifo(2, 50, prime), [0.0] * prime, 0, 1.0
    for is_push, n_frames in moves:
        if is_push:
            x = np.tile(np.arange(clock, clock + n_frames, dtype=np.float32), (2, 1))
            clock += n_frames
            assert fifo.push(x) == min(n_frames, 50)
            model += x[0].tolist()
            n_dropped += max(0, len(model) - 50)
            model = model[-50:]
        else:
            out = popped(fifo, n_frames)
            assert out.tolist() == [model[:n_frames]] * 2
            model = model[n_frames:]
        assert (fifo.fill_frames, fifo.dropped_frames) == (len(model), n_dropped)


def test_declared_latency_is_measured_latency() -> None:
    fifo = Fifo(2, 4096, prime_frames=300)
    x = noise(1, 2, 3072)
    parts = []
    for k in range(3):
        fifo.push(x[:, 1024 * k : 1024 * (k + 1)])
        parts.append(popped(fifo, 1024))
    y = np.concatenate(parts, axis=1)
    assert np.array_equal(y[:, fifo.latency_frames :], x[:, : 3072 - 300])


def test_a_reset_lane_is_silent_and_the_other_goes_on() -> None:
    fifo = Fifo(2, 100)
    x = noise(2, 2, 80)
    fifo.push(x)
    fifo.reset(0)
    y = popped(fifo, 80)
    assert not y[0].any()
    assert np.array_equal(y[1], x[1])


def test_a_cleared_fifo_holds_only_its_priming() -> None:
    fifo = Fifo(2, 100, prime_frames=10)
    fifo.push(noise(3, 2, 77))
    fifo.clear()
    assert popped(fifo, 100).tolist() == [[0.0] * 10] * 2


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BlockSizeError, match="expected shape"):
        Fifo(2, 10).push(noise(4, 3, 5))
    with pytest.raises(BlockSizeError, match=r"0\.\.10, got 11"):
        Fifo(2, 10, 11)
