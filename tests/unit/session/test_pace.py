import numpy as np
import pytest

from latentwalk.geo.surroundings import Surroundings
from latentwalk.session.pace import CALM_S, FADE_S, FAST_S, Pace, Paced
from tests.fakes.phones import carry, line

TICK_S = 0.05
OUTDOORS = np.array([True])


def ride(
    pace: Pace, *legs: tuple[float, float], from_s: float = 0.0, is_outdoors: bool = True
) -> list[Paced]:
    """Move lane 0 at (seconds, m/s) a leg; return every tick."""
    speeds_mps = np.concatenate([np.full(int(s / TICK_S), mps) for s, mps in legs])
    return [
        pace.advance(
            np.array([0]), np.array([mps]), np.array([is_outdoors]), from_s + tick * TICK_S
        )
        for tick, mps in enumerate(speeds_mps)
    ]


def gains(ticks: list[Paced]) -> list[float]:
    return [float(tick.gains[0]) for tick in ticks]


def test_a_walk_and_a_run_for_the_bus_are_whole() -> None:
    ticks = ride(Pace(1), (20.0, 1.4), (FAST_S - 0.1, 5.0), (20.0, 1.4), (9.0, 4.0), (5.0, 2.5))
    assert min(gains(ticks)) == 1.0
    assert not any(tick.is_too_fast[0] or tick.has_begun[0] for tick in ticks)


def test_ten_fast_seconds_fade_the_piece_over_three() -> None:
    ticks = ride(Pace(1), (FAST_S + FADE_S + 1.0, 4.0))
    heard = gains(ticks)
    fast = int(FAST_S / TICK_S)
    assert min(heard[:fast]) == 1.0
    assert heard[fast + int(0.5 * FADE_S / TICK_S)] == pytest.approx(np.sqrt(0.5), abs=0.03)
    assert heard[fast + int(FADE_S / TICK_S) + 2] == 0.0
    assert heard == sorted(heard, reverse=True)


def test_its_beginning_is_told_once() -> None:
    pace = Pace(1)
    ticks = ride(pace, (20.0, 4.0), (2.0, 1.0), (8.0, 2.5), (15.0, 4.0))
    assert sum(bool(tick.has_begun[0]) for tick in ticks) == 1
    assert ticks[-1].is_too_fast[0]
    ticks = ride(pace, (10.0, 1.0), (20.0, 4.0), from_s=45.0)
    assert sum(bool(tick.has_begun[0]) for tick in ticks) == 1


def test_three_calm_seconds_bring_it_back_over_three() -> None:
    pace = Pace(1)
    ride(pace, (20.0, 6.0))
    heard = gains(ride(pace, (CALM_S + FADE_S + 1.0, 1.2), from_s=20.0))
    assert max(heard[: int(CALM_S / TICK_S) - 1]) == 0.0
    assert heard[-1] == 1.0
    assert heard == sorted(heard)


def test_between_walk_and_run_all_stays_as_it_is() -> None:
    fast, slow = Pace(1), Pace(1)
    ride(fast, (20.0, 4.0))
    assert max(gains(ride(fast, (60.0, 2.5), from_s=20.0))) == 0.0
    assert min(gains(ride(slow, (60.0, 2.5)))) == 1.0


def test_in_a_world_anybody_may_run() -> None:
    assert min(gains(ride(Pace(1), (60.0, 9.0), is_outdoors=False))) == 1.0


def test_lanes_do_not_touch_each_other_and_a_reset_one_is_fresh() -> None:
    pace, fresh = Pace(2), Pace(1)
    both = np.array([0, 1])
    for tick in range(int(20.0 / TICK_S)):
        paced = pace.advance(both, np.array([5.0, 1.0]), np.array([True, True]), tick * TICK_S)
    assert paced.gains.tolist() == [0.0, 1.0]
    pace.reset(0)
    legs = ((12.0, 5.0), (4.0, 0.0))
    for one, other in zip(ride(pace, *legs), ride(fresh, *legs), strict=True):
        assert [part.tolist() for part in one] == [part.tolist() for part in other]


def test_time_that_runs_backwards_counts_as_none() -> None:
    pace = Pace(1)
    pace.advance(np.array([0]), np.array([9.0]), OUTDOORS, 100.0)
    assert pace.advance(np.array([0]), np.array([9.0]), OUTDOORS, 0.0).gains[0] == 1.0


@pytest.mark.parametrize(
    ("mps", "place", "tells_speed"),
    [
        (4.5, Surroundings(radius_m=5.0), False),
        (14.0, Surroundings(radius_m=5.0), False),
        (14.0, Surroundings(radius_m=5.0), True),
        (30.0, Surroundings(radius_m=15.0), False),
    ],
    ids=["bicycle", "car", "car-that-tells-speed", "train"],
)
def test_wheels_are_found_from_the_fixes_of_a_phone(
    mps: float, place: Surroundings, tells_speed: bool
) -> None:
    pace, lanes = Pace(20), np.arange(20)
    outdoors = np.ones(20, np.bool_)
    for moment in carry(line((20, 1.2), (60, mps)), place, 20, tells_speed):
        paced = pace.advance(lanes, moment.speeds_mps, outdoors, moment.time_s)
        if moment.time_s < 20.0:
            assert (paced.gains == 1.0).all()
    assert (paced.gains == 0.0).all()


def test_a_walk_among_reflections_is_no_ride() -> None:
    pace, lanes, outdoors = Pace(30), np.arange(30), np.ones(30, np.bool_)
    place = Surroundings(radius_m=15.0, jump_every_s=60.0)
    for moment in carry(line((300, 1.3)), place, 30):
        paced = pace.advance(lanes, moment.speeds_mps, outdoors, moment.time_s)
        assert not paced.is_too_fast.any()
