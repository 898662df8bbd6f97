import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.domain.pose import Position
from latentwalk.latent.closeness import Closeness

metres = st.floats(-300.0, 300.0)
points = st.lists(st.tuples(metres, metres), min_size=1, max_size=20)


def closeness(*places: tuple[float, float], smooth_m: float = 8.0) -> Closeness:
    return Closeness.of([Position(east_m, north_m) for east_m, north_m in places], smooth_m)


def at(east_m: float, north_m: float = 0.0) -> np.ndarray:
    return np.array([[east_m, north_m, 0.0]])


def test_at_a_point_it_alone_counts_when_the_others_are_four_reaches_away() -> None:
    weights = closeness((0.0, 0.0), (32.0, 0.0), (0.0, -40.0)).weights(at(0.0))
    assert weights[0].tolist() == [1.0, 0.0, 0.0]


def test_half_way_between_two_points_they_are_equal() -> None:
    weights = closeness((0.0, 0.0), (60.0, 0.0)).weights(at(30.0))
    assert weights[0].tolist() == [0.5, 0.5]


def test_nine_tenths_of_the_change_between_two_points_take_one_and_a_half_reaches() -> None:
    share = closeness((-50.0, 0.0), (50.0, 0.0)).weights(np.array([[-6.0, 0, 0], [6.0, 0, 0]]))
    assert share[1, 1] - share[0, 1] == pytest.approx(0.9, abs=0.02)


def test_far_from_all_points_the_nearest_is_heard() -> None:
    weights = closeness((0.0, 0.0), (100.0, 0.0)).weights(at(40_000.0, 1_000.0))
    assert weights[0].tolist() == [0.0, 1.0]


def test_a_single_point_is_heard_everywhere() -> None:
    assert closeness((3.0, 4.0)).weights(at(-900.0)).tolist() == [[1.0]]


def test_points_on_one_spot_share_it() -> None:
    assert closeness((3.0, 4.0), (3.0, 4.0)).weights(at(3.0, 4.0)).tolist() == [[0.5, 0.5]]


def test_height_counts_as_distance() -> None:
    both = Closeness.of([Position(0.0, 0.0, 0.0), Position(0.0, 0.0, 40.0)], 8.0)
    assert both.weights(np.array([[0.0, 0.0, 39.0]]))[0].tolist() == [0.0, 1.0]


@given(points, metres, metres, st.floats(0.5, 50.0))
@settings(deadline=None)
def test_weights_are_shares_of_one(
    places: list[tuple[float, float]], east_m: float, north_m: float, smooth_m: float
) -> None:
    weights = closeness(*places, smooth_m=smooth_m).weights(at(east_m, north_m))
    assert (weights >= 0.0).all()
    assert weights.sum() == pytest.approx(1.0)


@given(points, metres, metres, st.floats(0.0, 6.3), st.floats(0.001, 5.0), st.floats(0.5, 50.0))
@settings(deadline=None, max_examples=150)
def test_a_mean_is_no_steeper_than_it_says(
    places: list[tuple[float, float]],
    east_m: float,
    north_m: float,
    way: float,
    step_m: float,
    smooth_m: float,
) -> None:
    ours = closeness(*places, smooth_m=smooth_m)
    values = np.random.default_rng(len(places)).choice([0.0, 1.0], len(places))
    here = at(east_m, north_m)
    there = here + step_m * np.array([np.cos(way), np.sin(way), 0.0])
    change = abs(float((ours.weights(there) - ours.weights(here))[0] @ values))
    assert change <= float(ours.steepest(np.ones(1))[0]) * step_m + 1e-9
