import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.audio.timeline import Timeline
from latentwalk.domain.block import Samples

CAPACITY = 100


def value(frame: int) -> float:
    return float(frame % 1000 + 1)


def stretch(start: int, n_frames: int) -> Samples:
    return np.array([value(f) for f in range(start, start + n_frames)], np.float32)


@given(
    first=st.integers(0, 2**63),
    writes=st.lists(st.tuples(st.integers(-150, 400), st.integers(1, 130)), max_size=25),
    reads=st.lists(st.tuples(st.integers(-200, 600), st.integers(0, 250)), min_size=1, max_size=5),
)
def test_it_behaves_as_a_dictionary_that_forgets_the_oldest(
    first: int, writes: list[tuple[int, int]], reads: list[tuple[int, int]]
) -> None:
    timeline, here, end = Timeline(CAPACITY), set[int](), first
    timeline.restart(first)
    for start, n_frames in ((first + s, n) for s, n in writes):
        end = max(end, start + n_frames)
        before = {f for f in here if f >= end - CAPACITY}
        here = before | {f for f in range(start, start + n_frames) if f >= end - CAPACITY}
        assert timeline.write(start, stretch(start, n_frames)) == len(here) - len(before)
        assert timeline.end_frame == end
    for start, n_frames in ((first + s, n) for s, n in reads):
        samples, is_here = timeline.read(start, n_frames)
        wanted = range(start, start + n_frames)
        assert is_here.tolist() == [f in here for f in wanted]
        assert samples.tolist() == [value(f) if f in here else 0.0 for f in wanted]
        assert timeline.first_here(start) == min((f for f in here if f >= start), default=end)


def test_what_is_here_is_not_overwritten() -> None:
    timeline = Timeline(CAPACITY)
    timeline.write(0, np.ones(50, np.float32))
    assert timeline.write(40, np.full(20, 2.0, np.float32)) == 10
    samples, _ = timeline.read(0, 60)
    assert samples.tolist() == [1.0] * 50 + [2.0] * 10


def test_a_restart_forgets_everything() -> None:
    timeline = Timeline(CAPACITY)
    timeline.write(0, np.ones(100, np.float32))
    timeline.restart(20)
    assert not timeline.read(0, 100)[1].any()
    assert timeline.end_frame == 20
