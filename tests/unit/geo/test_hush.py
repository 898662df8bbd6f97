import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.domain.block import Metres
from latentwalk.domain.hush import HUSH_M, Hush, HushKind
from latentwalk.domain.ids import ZoneId
from latentwalk.domain.pose import Position
from latentwalk.domain.shape import Circle, Corridor, Polygon, Shape
from latentwalk.geo.hush import FADE_M, HORIZON_M, HushSet
from latentwalk.geo.surroundings import Surroundings
from tests.fakes.phones import carry, line

ROAD = Corridor(((200.0, -500.0), (200.0, 500.0)), 8.0)  # its near kerb is at 196 m east
POND = Circle(Position(0.0, 300.0), 20.0)


def hush(shape: Shape, hush_m: float = HUSH_M) -> Hush:
    return Hush(ZoneId("h"), HushKind.ROAD, shape, hush_m=hush_m)


def points(*pairs: tuple[float, float]) -> Metres:
    return np.array(pairs, np.float64).reshape(-1, 2)


def gain(hushes: HushSet, east_m: float, accuracy_m: float, north_m: float = 0.0) -> float:
    return float(hushes.gains(points((east_m, north_m)), np.array([accuracy_m]))[0])


def test_sound_is_whole_far_away_and_exactly_zero_from_the_margin_inwards() -> None:
    hushes, edge_m = HushSet([hush(ROAD)]), 196.0
    silent_m = edge_m - HUSH_M - 7.0
    assert gain(hushes, silent_m - FADE_M - 0.1, 7.0) == 1.0
    for east_m in (silent_m, silent_m + 5.0, edge_m, 200.0, 204.0):
        assert gain(hushes, east_m, 7.0) == 0.0
    assert gain(hushes, 400.0, 7.0) == 1.0


def test_the_fade_is_a_quarter_sine_over_fifteen_metres() -> None:
    hushes = HushSet([hush(ROAD, 10.0)])
    along = points(*((186.0 - 3.0 * i, 0.0) for i in range(6)))
    gains = hushes.gains(along, np.zeros(6))
    np.testing.assert_allclose(gains, np.sin(0.5 * np.pi * np.arange(6) / 5.0), atol=1e-6)


def test_each_walker_has_an_error_circle_of_their_own() -> None:
    here = points((160.0, 0.0), (160.0, 0.0))
    gains = HushSet([hush(ROAD)]).gains(here, np.array([0.0, 25.0]))
    assert gains.tolist() == [1.0, 0.0]


def test_the_most_silent_hush_wins_and_each_has_its_own_margin() -> None:
    hushes = HushSet([hush(POND, 60.0), hush(ROAD, 5.0)])
    assert gain(hushes, 0.0, 0.0, 300.0 - 20.0 - 59.0) == 0.0
    assert gain(hushes, 196.0 - 5.0 - FADE_M, 0.0) == 1.0
    assert gain(hushes, 196.0 - 5.0, 0.0) == 0.0


def test_inside_a_court_of_roads_one_is_inside_no_hush() -> None:
    court = Polygon(
        ((0.0, 0.0), (300.0, 0.0), (300.0, 300.0), (0.0, 300.0)),
        (((10.0, 10.0), (290.0, 10.0), (290.0, 290.0), (10.0, 290.0)),),
    )
    hushes = HushSet([hush(court)])
    assert gain(hushes, 150.0, 5.0, 150.0) == 1.0
    assert gain(hushes, 5.0, 5.0, 150.0) == 0.0


@pytest.mark.parametrize("accuracy_m", [np.inf, np.nan], ids=str)
def test_who_is_nowhere_known_is_near_no_hush(accuracy_m: float) -> None:
    assert gain(HushSet([hush(ROAD)]), 200.0, accuracy_m) == 1.0


def test_no_hushes_silence_nobody() -> None:
    hushes = HushSet([])
    assert gain(hushes, 0.0, 5.0) == 1.0
    index, depth_m = hushes.nearest(points((0.0, 0.0)))
    assert (index[0], depth_m[0]) == (-1, -np.inf)
    assert hushes.gains(np.empty((0, 2)), np.empty(0)).shape == (0,)


def test_the_nearest_hush_is_told_with_the_way_to_it() -> None:
    hushes = HushSet([hush(POND), hush(ROAD)])
    index, depth_m = hushes.nearest(
        points((150.0, 0.0), (198.0, 0.0), (0.0, 290.0), (100.0, 300.0), (-300.0, 0.0))
    )
    assert index.tolist() == [1, 1, 0, 0, -1]
    np.testing.assert_allclose(depth_m[:4], [-46.0, 2.0, 10.0, -80.0])
    assert depth_m[4] == -np.inf


def test_what_lies_beyond_the_horizon_is_not_told() -> None:
    hushes = HushSet([hush(ROAD)])
    index, _ = hushes.nearest(points((195.0 - HORIZON_M, 0.0), (197.0 - HORIZON_M, 0.0)))
    assert index.tolist() == [-1, 0]


@given(st.floats(0.0, 400.0), st.floats(0.0, 50.0), st.floats(0.0, 50.0))
@settings(deadline=None, max_examples=60)
def test_more_doubt_is_never_louder(east_m: float, accuracy_m: float, more_m: float) -> None:
    hushes = HushSet([hush(ROAD), hush(POND)])
    assert gain(hushes, east_m, accuracy_m + more_m) <= gain(hushes, east_m, accuracy_m)


@given(st.floats(150.0, 250.0), st.floats(-0.05, 0.05))
@settings(deadline=None, max_examples=60)
def test_a_small_step_changes_gain_little(east_m: float, step_m: float) -> None:
    hushes = HushSet([hush(ROAD)])
    change = abs(gain(hushes, east_m, 5.0) - gain(hushes, east_m + step_m, 5.0))
    assert change <= 0.5 * np.pi * abs(step_m) / FADE_M + 1e-6


def test_a_walk_onto_a_road_with_fifteen_metres_of_error_is_silent_before_the_kerb() -> None:
    hushes, floor = HushSet([hush(ROAD)]), 10.0 ** (-50.0 / 20.0)
    on_the_road = [
        hushes.gains(moment.positions[:, :2], moment.errors_m)
        for moment in carry(line((150, 1.4)), Surroundings(radius_m=15.0), phones=50)
        if 196.0 <= moment.true_m[0] <= 204.0
    ]
    assert len(on_the_road) > 25
    assert float(np.max(on_the_road)) < floor


def test_a_constant_error_of_fifteen_metres_is_silent_before_the_kerb_too() -> None:
    hushes = HushSet([hush(ROAD)])
    believed = points(*((true_m - 15.0, 0.0) for true_m in np.arange(190.0, 205.0, 0.5)))
    gains = hushes.gains(believed, np.full(len(believed), 15.0))
    assert gains.max() == 0.0
