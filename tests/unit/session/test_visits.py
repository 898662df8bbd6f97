from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.domain.ids import ZoneId
from latentwalk.domain.pose import Position
from latentwalk.domain.shape import Circle, Polygon
from latentwalk.domain.zone import Zone
from latentwalk.geo.fence import FenceSet
from latentwalk.geo.surroundings import PRESETS, Surroundings
from latentwalk.session.visits import Visited, Visits
from tests.fakes.phones import carry, line


def disc(name: str, east_m: float, radius_m: float = 10.0, dwell_s: float = 0.0) -> Zone:
    shape = Circle(Position(east_m, 0.0), radius_m)
    return Zone(ZoneId(name), name, shape, hysteresis_m=3.0, dwell_s=dwell_s)


A, B, C = disc("a", 0.0), disc("b", 50.0), disc("c", 100.0)


class Party:
    """Walkers of one walk, asked by east metres."""

    def __init__(self, zones: tuple[Zone, ...], visits: Visits | None = None) -> None:
        self.zones, self.fences = zones, FenceSet(zones)
        self.visits = visits or Visits(4)

    def at(self, *east_m: float, time_s: float, accuracy_m: float = 0.0, first: int = 0) -> Visited:
        lanes = np.arange(first, first + len(east_m))
        positions = np.array([(east, 0.0, 1.6) for east in east_m]).reshape(-1, 3)
        accuracies_m = np.full(len(east_m), accuracy_m)
        return self.visits.advance(self.fences, self.zones, lanes, positions, accuracies_m, time_s)


def test_coming_in_is_an_entry_once_and_going_out_a_leave_once() -> None:
    party = Party((A, B))
    ways = [party.at(east, time_s=t) for t, east in enumerate((-20.0, -5.0, 0.0, 20.0, 30.0))]
    assert [visited.is_inside[0].tolist() for visited in ways] == [
        [False, False], [True, False], [True, False], [False, False], [False, False],
    ]  # fmt: skip
    assert [bool(visited.entered[0, 0]) for visited in ways] == [False, True, False, False, False]
    assert [bool(visited.left[0, 0]) for visited in ways] == [False, False, False, True, False]


def test_a_step_outside_within_the_hysteresis_is_no_leave() -> None:
    party = Party((A,))
    party.at(0.0, time_s=0.0)
    assert party.at(12.9, time_s=1.0).is_inside.all()
    assert party.at(13.1, time_s=2.0).left.all()


def test_a_zone_is_left_only_when_the_whole_error_circle_is_outside() -> None:
    party = Party((A,))
    party.at(0.0, time_s=0.0, accuracy_m=8.0)
    assert not party.at(20.9, time_s=1.0, accuracy_m=8.0).left.any()
    assert party.at(21.1, time_s=2.0, accuracy_m=8.0).left.all()


def test_entering_asks_for_the_dwell_time_without_a_break() -> None:
    party = Party((disc("a", 0.0, dwell_s=5.0),))
    times = [(0.0, 0.0), (4.9, 0.0), (5.0, 11.0), (6.0, 0.0), (10.9, 0.0), (11.0, 0.0)]
    entered = [bool(party.at(east, time_s=t).entered[0, 0]) for t, east in times]
    assert entered == [False, False, False, False, False, True]


def test_who_is_nowhere_known_neither_enters_nor_leaves() -> None:
    party = Party((A,))
    assert not party.at(0.0, time_s=0.0, accuracy_m=np.inf).entered.any()
    assert party.at(0.0, time_s=1.0).entered.all()
    unknown = party.at(500.0, time_s=2.0, accuracy_m=np.inf)
    assert unknown.is_inside.all()
    assert not unknown.left.any()


def test_a_leap_far_away_leaves_at_once() -> None:
    party = Party((A, B))
    party.at(0.0, time_s=0.0)
    visited = party.at(1e6, time_s=1.0, accuracy_m=30.0)
    assert visited.left.tolist() == [[True, False]]


def test_lanes_do_not_touch_each_other() -> None:
    party = Party((A, B))
    visited = party.at(0.0, 50.0, 25.0, time_s=0.0)
    assert visited.is_inside.tolist() == [[True, False], [False, True], [False, False]]
    alone = party.at(25.0, time_s=1.0, first=1)
    assert alone.left.tolist() == [[False, True]]
    assert party.at(0.0, 25.0, 25.0, time_s=2.0).is_inside[0].tolist() == [True, False]


def test_walkers_of_walks_of_different_length_share_one_state() -> None:
    visits = Visits(4)
    short, long = Party((A,), visits), Party((C, B, A), visits)
    assert short.at(0.0, time_s=0.0).entered.tolist() == [[True]]
    assert long.at(0.0, 50.0, time_s=0.0, first=2).entered.tolist() == [
        [False, False, True], [False, True, False],
    ]  # fmt: skip
    assert short.at(0.0, time_s=1.0).is_inside.tolist() == [[True]]


def test_another_version_of_the_walk_keeps_the_zones_that_survive() -> None:
    visits = Visits(1)
    Party((A, B), visits).at(0.0, time_s=0.0)
    bigger = replace(A, shape=Circle(Position(0.0, 0.0), 12.0))
    newer = Party((disc("new", 0.0), C, bigger), visits)
    visited = newer.at(0.0, time_s=1.0)
    assert visited.is_inside.tolist() == [[True, False, True]]
    assert visited.entered.tolist() == [[True, False, False]]
    assert not visited.left.any()


def test_a_version_without_the_zone_forgets_it() -> None:
    visits = Visits(1)
    Party((A, B), visits).at(0.0, time_s=0.0)
    Party((B,), visits).at(0.0, time_s=1.0)
    assert Party((A, B), visits).at(0.0, time_s=2.0).entered.tolist() == [[True, False]]


def test_a_zone_that_shrank_away_from_the_walker_is_left() -> None:
    visits = Visits(1)
    Party((A,), visits).at(8.0, time_s=0.0)
    smaller = replace(A, shape=Circle(Position(0.0, 0.0), 2.0))
    assert Party((smaller,), visits).at(8.0, time_s=1.0).left.all()


def test_a_reset_lane_equals_a_fresh_one() -> None:
    used, fresh = Party((disc("a", 0.0, dwell_s=2.0), B)), Party((disc("a", 0.0, dwell_s=2.0), B))
    for time_s in (0.0, 1.0, 5.0):
        used.at(0.0, time_s=time_s)
    used.visits.reset(0)
    for time_s, east_m in ((6.0, 0.0), (7.0, 50.0), (7.5, 0.0), (9.6, 0.0)):
        for one, other in zip(
            used.at(east_m, time_s=time_s), fresh.at(east_m, time_s=time_s), strict=True
        ):
            assert one.tolist() == other.tolist()


def test_no_zones_and_no_walkers_are_nothing_to_tell() -> None:
    assert Party(()).at(0.0, time_s=0.0).is_inside.shape == (1, 0)
    assert Party((A, B)).at(time_s=0.0).is_inside.shape == (0, 2)


ways = st.lists(st.tuples(st.floats(-60.0, 160.0), st.floats(0.0, 20.0)), max_size=25)


@given(ways)
@settings(deadline=None, max_examples=60)
def test_inside_is_entries_less_leaves_and_follows_the_rule(
    way: list[tuple[float, float]],
) -> None:
    zones = (A, B, C)
    party, count = Party(zones), np.zeros((1, 3), int)
    for second, (east_m, accuracy_m) in enumerate(way):
        before = count.copy()
        visited = party.at(east_m, time_s=float(second), accuracy_m=accuracy_m)
        count += visited.entered.astype(int) - visited.left.astype(int)
        assert (visited.is_inside == (count == 1)).all()
        depth_m = FenceSet(zones).distances_m(np.array([[east_m, 0.0]]))
        expected = np.where(before == 1, -depth_m - accuracy_m <= 3.0, depth_m > 0.0)
        assert (visited.is_inside == expected).all()


FIELD = Polygon(((100.0, -400.0), (600.0, -400.0), (600.0, 400.0), (100.0, 400.0)))
NOISY = {
    "park": Surroundings(radius_m=8.0),
    "white": Surroundings(radius_m=8.0, white_share=1.0, drift_share=0.0),
    "wandering": Surroundings(radius_m=8.0, white_share=0.0, drift_share=0.0),
}


def crossings(place: Surroundings) -> tuple[list[int], list[int]]:
    """Entries and leaves of fifty phones that cross a border once each way."""
    phones, zones = 50, (Zone(ZoneId("field"), "Field", FIELD),)
    visits, fences, lanes = Visits(phones), FenceSet(zones), np.arange(phones)
    entered, left = np.zeros(phones, int), np.zeros(phones, int)
    for moment in carry(line((110, 1.4), (30, 0.0), (110, -1.4)), place, phones):
        visited = visits.advance(
            fences, zones, lanes, moment.positions, moment.errors_m, moment.time_s
        )
        entered += visited.entered[:, 0]
        left += visited.left[:, 0]
    return entered.tolist(), left.tolist()


@pytest.mark.parametrize("place", NOISY.values(), ids=NOISY.keys())
def test_one_crossing_is_one_entry_and_one_leave_with_eight_metres_of_noise(
    place: Surroundings,
) -> None:
    entered, left = crossings(place)
    assert entered == left == [1] * 50


def test_reflections_of_a_street_double_few_crossings() -> None:
    entered, left = crossings(PRESETS["street"].with_radius(8.0))
    assert entered == left
    assert min(entered) == 1
    assert sum(entered) <= 55
