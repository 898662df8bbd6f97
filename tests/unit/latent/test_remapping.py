from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.block import Latents
from latentwalk.latent.remapping import MAX_MAPS, PLAIN, AxisMap, Remapping, composed, remap

K = 5
PLACE = np.array([[1.0, 2.0, 3.0, 4.0, 5.0]], np.float32)

axes_maps = st.lists(st.integers(-K, K - 1), max_size=K).map(tuple)


def moved(axes: AxisMap, place: Latents = PLACE) -> Latents:
    return remap(place, ((axes, 1.0),))


@pytest.mark.parametrize(
    ("axes", "becomes"),
    [
        ((), [1, 2, 3, 4, 5]),
        ((1, 0), [2, 1, 3, 4, 5]),
        ((-1,), [-1, 2, 3, 4, 5]),
        ((4, -2, 2), [5, -2, 3, 4, 5]),
        ((0, 0, 0), [1, 1, 1, 4, 5]),
        ((7,), [0, 2, 3, 4, 5]),
    ],
    ids=["none", "exchange", "turned round", "mixed", "one for all", "an axis the model lacks"],
)
def test_an_axis_takes_what_another_had(axes: AxisMap, becomes: list[int]) -> None:
    assert moved(axes).tolist() == [becomes]


@given(first=axes_maps, second=axes_maps)
def test_one_map_after_another_is_their_composition(first: AxisMap, second: AxisMap) -> None:
    assert np.array_equal(moved(composed(first, second)), moved(second, moved(first)))


@given(first=axes_maps, second=axes_maps, third=axes_maps)
def test_composition_is_associative(first: AxisMap, second: AxisMap, third: AxisMap) -> None:
    one = composed(composed(first, second), third)
    assert one == composed(first, composed(second, third))


def test_the_same_exchange_twice_is_none() -> None:
    assert composed((1, 0), (1, 0)) == PLAIN
    assert composed((-1,), (-1,)) == PLAIN


def test_an_abrupt_remap_stands_at_once() -> None:
    now = Remapping().remapped((1, 0), 0.0, 10.0)
    assert now.blend_at(10.0) == (((1, 0), 1.0),)
    assert now.is_over(10.0)


def test_a_slow_remap_goes_straight_by_way_of_means() -> None:
    now = Remapping().remapped((1, 0), 4.0, 10.0)
    heard = [remap(PLACE, now.blend_at(time_s))[0, 0] for time_s in (10.0, 11.0, 12.0, 14.0)]
    assert heard == pytest.approx([1.0, 1.25, 1.5, 2.0])


remaps = st.lists(
    st.tuples(axes_maps, st.sampled_from([0.5, 1.0, 3.0]), st.floats(0.02, 1.0)), max_size=25
)


@given(acts=remaps)
def test_slow_remaps_never_jump_and_end_at_their_composition(
    acts: list[tuple[AxisMap, float, float]],
) -> None:
    now, time_s, step_s = Remapping(), 0.0, 0.01
    wanted, heard = PLAIN, []
    for axes, over_s, pause_s in [*acts, (PLAIN, 1.0, 8.0)]:
        now, wanted = now.advanced(time_s).remapped(axes, over_s, time_s), composed(wanted, axes)
        for _ in range(int(pause_s / step_s)):
            now = now.advanced(time_s)
            blend = now.blend_at(time_s)
            assert sum(share for _, share in blend) == pytest.approx(1.0)
            assert len(blend) <= MAX_MAPS + 1
            heard.append(remap(PLACE, blend)[0])
            time_s += step_s
    steepest = 10.0 / 0.5 * step_s  # from -5 to 5 over the shortest time
    jumps = [np.abs(after - before).max() for before, after in pairwise(heard)]
    assert max(jumps) <= steepest * 1.01 + 1e-5
    assert now.is_over(time_s)
    assert np.allclose(heard[-1], moved(wanted)[0], atol=1e-5)


def test_more_blends_than_may_sound_together_wait() -> None:
    now = Remapping()
    swaps = [(1, 0), (1, 2, 0), (2, 1, 0), (0, 2, 1), (3, 1, 2, 0), (0, 3, 2, 1), (4, 1, 2, 3, 0)]
    for number, axes in enumerate(swaps):
        now = now.remapped(axes, 2.0, 0.1 * number)
    assert now.waiting is not None
    assert not now.is_over(0.7)
    later = now.advanced(2.6)
    assert later.waiting is None
    assert now.settled().target == later.settled().target


def test_an_abrupt_remap_cuts_short_what_blends_and_waits() -> None:
    now = Remapping().remapped((1, 0), 5.0, 0.0).remapped((-1,), 0.0, 1.0)
    assert now.blend_at(1.0) == ((composed((1, 0), (-1,)), 1.0),)
