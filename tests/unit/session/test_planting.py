from dataclasses import replace

import numpy as np
import pytest

from latentwalk.domain.pose import GeoPoint, Pose, Position
from latentwalk.geo.projection import LocalFrame
from latentwalk.session.planting import SETTLE_S, USABLE_ACCURACY_M, WAIT_S, Planting
from latentwalk.session.whereabouts import Whereabouts
from tests.fakes.walks import walk_of

PARK = LocalFrame(GeoPoint(5.448, 43.522))
START = Position(6.0, -2.0, 1.6)
WALK = replace(walk_of(), start=START)


def fix(east_m: float, north_m: float, accuracy_m: float | None) -> Pose:
    """Return a pose this far from the middle of the park."""
    return Pose(0.0, PARK.to_geo(Position(east_m, north_m)), None, accuracy_m)


def about(east_m: float, north_m: float, up_m: float = 1.6) -> object:
    """Return a place to within a centimetre."""
    return pytest.approx((east_m, north_m, up_m), abs=1e-2)


def place(planting: Planting, pose: Pose, time_s: float) -> tuple[float, float, float]:
    position = planting.to_local(pose, time_s)
    assert position is not None
    return position.east_m, position.north_m, position.up_m


@pytest.mark.parametrize("accuracy_m", [None, 8.0, USABLE_ACCURACY_M])
def test_the_first_usable_fix_stands_at_the_origin(accuracy_m: float | None) -> None:
    planting = Planting(WALK)
    assert place(planting, fix(500.0, 300.0, accuracy_m), 0.0) == about(0.0, 0.0)
    assert place(planting, fix(510.0, 320.0, accuracy_m), 5.0) == about(10.0, 20.0)


def test_a_vague_fix_plants_nothing_until_a_usable_one_comes() -> None:
    planting = Planting(WALK)
    assert planting.to_local(fix(0.0, 0.0, 1500.0), 0.0) is None
    assert planting.to_local(fix(90.0, 0.0, 51.0), 4.0) is None
    assert place(planting, fix(40.0, 0.0, 9.0), 5.0) == about(0.0, 0.0)


def test_after_ten_seconds_the_best_of_the_vague_fixes_must_do() -> None:
    planting = Planting(WALK)
    assert planting.to_local(fix(0.0, 0.0, 70.0), 3.0) is None
    assert planting.to_local(fix(50.0, 0.0, 90.0), 3.0 + WAIT_S - 0.1) is None
    assert place(planting, fix(60.0, 0.0, 90.0), 3.0 + WAIT_S) == about(60.0, 0.0)


def test_a_first_fix_that_was_far_off_moves_the_ground_and_not_the_walker() -> None:
    planting = Planting(WALK)
    place(planting, fix(0.0, 0.0, 45.0), 0.0)
    assert place(planting, fix(2.0, 0.0, 44.0), 1.0) == about(2.0, 0.0)
    assert place(planting, fix(38.0, 5.0, 12.0), 2.0) == about(2.0, 0.0)
    assert place(planting, fix(38.0, 6.0, 5.0), 3.0) == about(2.0, 0.0)
    assert place(planting, fix(38.0, 9.0, 4.0), 4.0) == about(2.0, 3.0)  # settled: now they walk


@pytest.mark.parametrize("seed", range(5))
def test_a_receiver_that_finds_itself_does_not_carry_a_standing_walker_off(seed: int) -> None:
    rng = np.random.default_rng(seed)
    planting, where = Planting(walk_of()), Whereabouts(1)
    farthest_m = 0.0
    for second in range(60):
        lost_m = 40.0 * 0.85**second  # cold: 40 m off, then 6 m within 12 s
        error = Position(lost_m + 1.5 * rng.normal(), 1.5 * rng.normal())
        pose = fix(error.east_m, error.north_m, max(5.0, 1.2 * lost_m))
        where.report(0, pose, planting.to_local(pose, float(second)), float(second))
        for tenth in range(10):
            positions, _, _ = where.advance(second + tenth / 10.0, np.zeros(1, np.intp))
            farthest_m = max(farthest_m, float(np.hypot(*positions[0, :2])))
    assert farthest_m < 8.0  # the quiet middle of the default walk ends at 11 m


def test_later_the_ground_stays_whatever_the_receiver_learns() -> None:
    planting = Planting(WALK)
    place(planting, fix(0.0, 0.0, 45.0), 0.0)
    assert place(planting, fix(30.0, 0.0, 5.0), SETTLE_S + 1.0) == about(30.0, 0.0)


def test_a_geographic_walk_lies_where_its_document_says() -> None:
    planting = Planting(replace(WALK, origin=PARK.origin))
    assert place(planting, fix(30.0, 40.0, 500.0), 0.0) == about(30.0, 40.0, 0.0)


def test_the_other_side_of_the_earth_is_as_good_as_no_fix() -> None:
    planting = Planting(replace(WALK, origin=PARK.origin))
    assert planting.to_local(Pose(0.0, GeoPoint(-174.0, -43.0)), 0.0) is None


def test_metres_of_a_world_pass_as_they_are_and_plant_nothing() -> None:
    planting = Planting(WALK)
    assert planting.to_local(Pose(0.0, Position(3.0, 4.0, 5.0)), 0.0) == Position(3.0, 4.0, 5.0)
    assert planting.to_local(Pose(1.0, None, 90.0), 1.0) is None
    assert place(planting, fix(70.0, 0.0, None), 2.0) == about(0.0, 0.0)
