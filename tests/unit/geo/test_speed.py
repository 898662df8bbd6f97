import numpy as np
import pytest

from latentwalk.domain.block import Metres
from latentwalk.geo.filter import MAX_GLIDE_S, MAX_LOST_S, PoseFilter
from latentwalk.geo.speed import PRESUMED_MPS
from latentwalk.geo.surroundings import Surroundings
from tests.fakes.phones import carry, line

LANE = np.array([0])
QUIET = Surroundings(radius_m=5.0)


def speeds(way: Metres, place: Surroundings = QUIET, tells_speed: bool = False) -> Metres:
    """Speeds of twenty phones, [ticks, phones]; five ticks a second."""
    return np.array([moment.speeds_mps for moment in carry(way, place, 20, tells_speed)])


def replay(poses: PoseFilter, fixes: list[tuple[float, float | None, float | None]]) -> float:
    """Report (east, accuracy, speed) once a second; return the speed at the end."""
    for second, (east_m, accuracy_m, mps) in enumerate(fixes):
        poses.report(0, east_m, 0.0, 0.0, accuracy_m, float(second), mps)
        for tick in range(10):
            poses.advance(second + tick / 10.0, LANE)
    return float(poses.speeds_mps(LANE)[0])


def test_before_the_first_fix_a_walker_is_presumed_to_stroll() -> None:
    assert PoseFilter(1).speeds_mps(LANE)[0] == PRESUMED_MPS


def test_wander_at_rest_is_mostly_no_speed() -> None:
    at_rest = speeds(line((200, 0.0)))[50:]
    assert (at_rest < 0.05).mean() > 0.9


@pytest.mark.parametrize("mps", [1.2, 2.0, 4.0])
def test_a_walk_has_its_speed(mps: float) -> None:
    walking = speeds(line((120, mps)))[300:]
    assert walking.mean() == pytest.approx(mps, abs=0.15)
    assert (np.abs(walking - mps) < 0.6).mean() > 0.95


def test_what_a_phone_measures_is_believed_within_two_seconds() -> None:
    told = speeds(line((30, 0.0), (30, 1.2), (30, 0.0)), tells_speed=True)
    assert told[25 * 5 : 30 * 5].max() < 0.2
    assert told[33 * 5 : 60 * 5].min() > 0.8
    assert told[64 * 5 :].max() < 0.3


def test_a_phone_that_always_reports_rest_is_found_out() -> None:
    fixes: list[tuple[float, float | None, float | None]] = [
        (1.3 * second, 5.0, 0.0) for second in range(40)
    ]
    assert replay(PoseFilter(1), fixes) == pytest.approx(1.3, abs=0.2)


def test_a_creep_below_every_threshold_is_found_where_it_leads() -> None:
    poses, most = PoseFilter(1), 0.0
    for second in range(80):
        poses.report(0, 0.2 * second, 0.0, 0.0, 5.0, float(second))
        for tick in range(10):
            poses.advance(second + tick / 10.0, LANE)
            if second > 10:
                most = max(most, float(poses.speeds_mps(LANE)[0]))
    assert most > 0.3


def test_rejected_fixes_on_a_line_are_a_vehicle() -> None:
    parked: list[tuple[float, float | None, float | None]] = [(0.0, 5.0, None)] * 10
    driven = [(20.0 * second, 5.0, None) for second in range(1, 12)]
    assert replay(PoseFilter(1), [*parked, *driven]) == pytest.approx(20.0, abs=2.0)


def test_rejected_fixes_that_jump_about_are_no_vehicle() -> None:
    parked: list[tuple[float, float | None, float | None]] = [(0.0, 5.0, None)] * 10
    jumps = [((-1) ** second * 300.0, 5.0, None) for second in range(9)]
    assert replay(PoseFilter(1), [*parked, *jumps]) < 0.3


def test_an_exact_walk_has_its_speed_and_its_end() -> None:
    poses, mps = PoseFilter(1), []
    for frame in range(200):
        now_s = frame / 20.0
        east_m = 1.4 * min(now_s, 5.0)
        poses.report(0, east_m, 0.0, 1.6, None, now_s)
        for tick in range(5):
            poses.advance(now_s + tick / 100.0, LANE)
        mps.append(float(poses.speeds_mps(LANE)[0]))
    assert np.array(mps[40:100]) == pytest.approx(1.4, abs=0.15)
    assert max(mps[130:]) < 0.1


def test_flying_straight_up_is_no_rest() -> None:
    poses = PoseFilter(1)
    for frame in range(60):
        poses.report(0, 0.0, 0.0, 0.1 * frame, None, frame / 20.0)
        poses.advance(frame / 20.0, LANE)
        poses.advance(frame / 20.0 + 0.025, LANE)
    assert poses.speeds_mps(LANE)[0] > 1.0


def test_a_speed_is_held_while_no_fix_comes() -> None:
    poses = PoseFilter(1)
    walked = replay(poses, [(1.3 * second, 5.0, 1.3) for second in range(10)])
    poses.advance(60.0, LANE)
    assert poses.speeds_mps(LANE)[0] == pytest.approx(walked, abs=0.1)


def test_the_error_is_the_last_accuracy_without_steps() -> None:
    poses = PoseFilter(1)
    assert poses.errors_m(LANE)[0] == np.inf
    replay(poses, [(0.0, 5.0, None)])
    assert poses.errors_m(LANE)[0] == 5.0
    poses.report(0, 0.0, 0.0, 0.0, 25.0, 1.0)
    poses.advance(1.02, LANE)
    assert 5.0 < poses.errors_m(LANE)[0] < 10.0
    poses.advance(2.9, LANE)
    assert poses.errors_m(LANE)[0] == pytest.approx(25.0, abs=1.0)


def test_the_error_grows_at_a_walk_where_fixes_end() -> None:
    poses = PoseFilter(1)
    replay(poses, [(0.0, 5.0, None)])
    for second in range(1, 200):
        poses.advance(float(second), LANE)
        if second == 12:
            after_12_s = float(poses.errors_m(LANE)[0])
    assert after_12_s == pytest.approx(5.0 + 1.5 * (12.0 - MAX_GLIDE_S), abs=1.0)
    assert poses.errors_m(LANE)[0] == pytest.approx(5.0 + 1.5 * MAX_LOST_S, abs=0.1)


def test_an_exact_place_has_no_error_however_old() -> None:
    poses = PoseFilter(1)
    replay(poses, [(0.0, None, None)])
    poses.advance(100.0, LANE)
    assert poses.errors_m(LANE)[0] == 0.0


def test_a_reset_lane_equals_a_fresh_one() -> None:
    used, fresh = PoseFilter(2), PoseFilter(1)
    replay(used, [(3.0 * second, 5.0, 0.0) for second in range(20)])
    used.reset(0)
    way: list[tuple[float, float | None, float | None]] = [
        (1.0 * second, 8.0, 0.1) for second in range(12)
    ]
    assert replay(used, way) == replay(fresh, way)
    assert used.errors_m(LANE)[0] == fresh.errors_m(LANE)[0]
    assert used.speeds_mps(np.array([1]))[0] == PRESUMED_MPS
