import math
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.domain.block import TICK_S, Metres
from latentwalk.domain.errors import PoseError
from latentwalk.geo.filter import MAX_GLIDE_S, PoseFilter

LANE = np.array([0])


def replay(fixes: Sequence[tuple[float, float, float | None]], ticks: int = 47) -> Metres:
    """Give one fix (east, north, accuracy) a second; return every tick's position."""
    poses, out = PoseFilter(1), []
    for second, (east_m, north_m, accuracy_m) in enumerate(fixes):
        poses.report(0, east_m, north_m, 0.0, accuracy_m, float(second))
        out += [poses.advance(second + tick / ticks, LANE)[0][0, :2] for tick in range(ticks)]
    return np.array(out)


@given(st.floats(-1e4, 1e4), st.floats(-1e4, 1e4), st.none() | st.floats(0.0, 100.0))
@settings(deadline=None, max_examples=30)
def test_a_standing_walker_stands(east_m: float, north_m: float, accuracy_m: float | None) -> None:
    way = replay([(east_m, north_m, accuracy_m)] * 8, ticks=5)
    np.testing.assert_allclose(way, np.broadcast_to([east_m, north_m], way.shape), atol=1e-6)


@given(st.floats(-2.0, 2.0), st.floats(-2.0, 2.0), st.floats(1.0, 20.0))
@settings(deadline=None, max_examples=20)
def test_an_even_walk_has_no_steady_lag(vx: float, vy: float, accuracy_m: float) -> None:
    way = replay([(vx * s, vy * s, accuracy_m) for s in range(90)], ticks=4)
    times = np.arange(len(way)) / 4
    truth = np.stack([vx * times, vy * times], axis=1)
    assert np.abs(way - truth)[-8:].max() < 0.05


def test_an_exact_pose_is_reached_within_fifty_milliseconds() -> None:
    poses = PoseFilter(1)
    poses.report(0, 0.0, 0.0, 1.6, None, 0.0)
    poses.advance(0.0, LANE)
    poses.report(0, 1.0, 0.0, 1.6, None, 0.1)
    poses.advance(0.1, LANE)
    position = poses.advance(0.15, LANE)[0][0]
    assert position[0] == pytest.approx(1.0, abs=0.05)
    assert position[2] == 1.6


def test_the_output_has_no_steps_however_noisy_the_fixes() -> None:
    rng = np.random.default_rng(0)
    fixes = [(1.3 * s + rng.normal(0, 5.0), rng.normal(0, 5.0), 8.0) for s in range(120)]
    steps = np.hypot(*np.diff(replay(fixes), axis=0).T)
    assert steps.max() < 0.2  # metres a tick, while the fixes jump by up to 20


def test_noise_of_fixes_is_at_least_halved_in_power() -> None:
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 5.3, (300, 2))  # 68 % within 8 m
    way = replay([(1.3 * s + e, n, 8.0) for s, (e, n) in enumerate(noise)], ticks=10)
    truth = np.stack([1.3 * np.arange(3000) / 10, np.zeros(3000)], axis=1)
    assert np.mean((way - truth)[600:] ** 2) < 0.5 * np.mean(noise**2)


def test_an_outlier_is_ignored() -> None:
    straight = [(1.3 * s, 0.0, 8.0) for s in range(30)]
    jumping = [*straight[:20], (400.0, 300.0, 30.0), *straight[21:]]
    np.testing.assert_allclose(replay(jumping), replay(straight), atol=1.5)
    assert np.abs(replay(jumping)[:, 1]).max() < 1e-6


def test_a_more_accurate_jump_is_believed() -> None:
    way = replay([(0.0, 0.0, 40.0)] * 5 + [(100.0, 0.0, 5.0)])
    assert way[-1, 0] > 30.0


def test_three_outliers_that_agree_are_a_relocation() -> None:
    way = replay([(0.0, 0.0, 8.0)] * 5 + [(500.0, 0.0, 8.0)] * 8, ticks=10)
    assert np.abs(way[: 7 * 10]).max() < 1e-6
    assert way[-1, 0] == pytest.approx(500.0, abs=0.1)


def test_outliers_that_disagree_are_none_of_them_believed() -> None:
    jumps = [(500.0, 0.0, 9.0), (-500.0, 0.0, 9.0), (0.0, 700.0, 9.0), (0.0, -700.0, 9.0)]
    assert np.abs(replay([(0.0, 0.0, 8.0)] * 5 + jumps)).max() < 1e-6


def test_a_good_fix_between_outliers_starts_their_count_again() -> None:
    bad, good = (500.0, 0.0, 9.0), (0.0, 0.0, 8.0)
    assert np.abs(replay([good, good, bad, bad, good, bad, bad, good])).max() < 1e-6


def test_hopeless_accuracy_is_no_fix() -> None:
    poses = PoseFilter(1)
    poses.report(0, 1.0, 1.0, 0.0, 2000.0, 0.0)
    assert not poses.advance(0.0, LANE)[2][0]
    assert poses.ages_s(5.0, LANE)[0] == math.inf


def test_a_late_fix_changes_nothing() -> None:
    poses = PoseFilter(1)
    poses.report(0, 1.0, 1.0, 0.0, None, 5.0)
    poses.report(0, 9.0, 9.0, 0.0, None, 4.0)
    assert poses.advance(9.0, LANE)[0][0].tolist() == [1.0, 1.0, 0.0]


def test_a_lost_phone_does_not_walk_on() -> None:
    poses = PoseFilter(1)
    for second in range(60):
        poses.report(0, 1.4 * second, 0.0, 0.0, 5.0, float(second))
        poses.advance(float(second), LANE)
    ends = [poses.advance(59.0 + s, LANE)[0][0, 0] for s in (MAX_GLIDE_S, 20.0, 60.0)]
    assert ends[2] == pytest.approx(1.4 * (59.0 + MAX_GLIDE_S), abs=0.5)
    assert ends[2] == pytest.approx(ends[1], abs=1e-6)
    assert poses.ages_s(119.0, LANE)[0] == 60.0


def test_heading_passes_north_the_short_way() -> None:
    poses = PoseFilter(1)
    poses.report_heading(0, 359.0)
    poses.advance(0.0, LANE)
    poses.report_heading(0, 1.0)
    way = [float(poses.advance(i * 0.02, LANE)[1][0]) for i in range(1, 40)]
    assert all(heading >= 359.0 or heading <= 1.0 for heading in way)
    assert way[-1] == pytest.approx(1.0, abs=0.01)


@given(st.floats(0.0, 359.999), st.floats(0.0, 359.999), st.floats(0.0, 1.0))
@settings(deadline=None)
def test_heading_turns_towards_its_aim_and_stays_in_range(
    start: float, aim: float, dt_s: float
) -> None:
    poses = PoseFilter(1)
    poses.report_heading(0, start)
    before = float(poses.advance(0.0, LANE)[1][0])
    poses.report_heading(0, aim)
    after = float(poses.advance(dt_s, LANE)[1][0])
    assert 0.0 <= after < 360.0
    assert gap(after, aim) <= gap(before, aim) + 1e-6
    assert gap(before, after) <= gap(before, aim) + 1e-6


def gap(one: float, other: float) -> float:
    return abs((one - other + 180.0) % 360.0 - 180.0)


def test_heading_is_unknown_until_told_and_when_taken_back() -> None:
    poses = PoseFilter(1)
    assert math.isnan(poses.advance(0.0, LANE)[1][0])
    poses.report_heading(0, 90.0)
    assert poses.advance(0.1, LANE)[1][0] == pytest.approx(90.0)
    poses.report_heading(0, None)
    assert math.isnan(poses.advance(0.2, LANE)[1][0])
    poses.report_heading(0, 200.0)
    assert poses.advance(0.3, LANE)[1][0] == pytest.approx(200.0)


def test_an_unknown_walker_is_at_zero_and_says_so() -> None:
    positions, headings, is_known = PoseFilter(3).advance(0.0, np.array([0, 2]))
    assert positions.tolist() == [[0.0] * 3] * 2
    assert np.isnan(headings).all()
    assert not is_known.any()


def test_lanes_do_not_touch_each_other() -> None:
    alone, both = PoseFilter(2), PoseFilter(2)
    for second in range(5):
        alone.report(0, 1.3 * second, 0.0, 0.0, 8.0, float(second))
        both.report(0, 1.3 * second, 0.0, 0.0, 8.0, float(second))
        both.report(1, 70.0, -7.0 * second, 0.0, 3.0, float(second))
        both.report_heading(1, 50.0)
        one = alone.advance(second + 0.5, LANE)[0][0]
        two = both.advance(second + 0.5, np.array([1, 0]))[0][1]
        assert (one == two).all()


def test_a_reset_lane_equals_a_fresh_one() -> None:
    used, fresh = PoseFilter(1), PoseFilter(1)
    for second in range(4):
        used.report(0, 900.0, 2.0 * second, 1.0, 8.0, float(second))
        used.report_heading(0, 10.0)
        used.advance(float(second), LANE)
    used.report(0, -900.0, 0.0, 0.0, 8.0, 4.0)
    used.reset(0)
    for poses in (used, fresh):
        poses.report(0, 1.0, 2.0, 3.0, 8.0, 1.0)
    for one, other in zip(used.advance(1.5, LANE), fresh.advance(1.5, LANE), strict=True):
        np.testing.assert_array_equal(one, other)


def test_time_that_runs_backwards_counts_as_none() -> None:
    poses = PoseFilter(1)
    poses.report(0, 1.0, 0.0, 0.0, None, 0.0)
    poses.advance(1.0, LANE)
    assert np.isfinite(poses.advance(0.5, LANE)[0]).all()


def test_numbers_that_are_not_finite_are_refused() -> None:
    poses = PoseFilter(1)
    with pytest.raises(PoseError, match="finite"):
        poses.report(0, math.nan, 0.0, 0.0, None, 0.0)
    with pytest.raises(PoseError, match="heading_deg"):
        poses.report_heading(0, math.inf)


@given(
    st.lists(
        st.tuples(
            st.floats(-50_000.0, 50_000.0), st.floats(-50_000.0, 50_000.0),
            st.none() | st.floats(0.0, 1e6), st.floats(-10.0, 1e7),
        ),
        max_size=12,
    )
)  # fmt: skip
@settings(deadline=None, max_examples=80)
def test_whatever_is_reported_the_position_stays_finite(
    fixes: list[tuple[float, float, float | None, float]],
) -> None:
    poses, now_s = PoseFilter(1), 0.0
    for east_m, north_m, accuracy_m, time_s in fixes:
        poses.report(0, east_m, north_m, 0.0, accuracy_m, time_s)
        now_s = max(now_s, time_s) + TICK_S
        positions, _, _ = poses.advance(now_s, LANE)
        assert np.isfinite(positions).all()
