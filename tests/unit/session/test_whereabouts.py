import numpy as np

from latentwalk.domain.block import TICK_S
from latentwalk.domain.pose import Pose, Position
from latentwalk.session.whereabouts import ARRIVE_S, DEPART_S, STALE_S, Whereabouts

LANE = np.array([0], dtype=np.intp)
HERE = Position(3.0, 4.0)


def _pose(time_s: float, accuracy_m: float | None = None) -> Pose:
    return Pose(time_s, HERE, 90.0, accuracy_m)


def _presence(where: Whereabouts, from_s: float, to_s: float) -> float:
    presence = np.zeros(1, np.float32)
    for tick in range(int(from_s / TICK_S), int(to_s / TICK_S) + 1):
        _, _, presence = where.advance(tick * TICK_S, LANE)
    return float(presence[0])


def test_before_the_first_fix_nothing_is_trusted() -> None:
    assert _presence(Whereabouts(1), 0.0, 3.0) == 0.0


def test_the_first_fix_takes_over_by_crossfade() -> None:
    where = Whereabouts(1)
    where.advance(0.0, LANE)
    where.report(0, _pose(0.0), HERE, 0.0)
    half = _presence(where, TICK_S, ARRIVE_S / 2)
    assert 0.4 < half < 0.6
    assert _presence(where, ARRIVE_S / 2, 1.1 * ARRIVE_S) == 1.0


def test_a_place_that_grew_old_gives_way_and_comes_back() -> None:
    where = Whereabouts(1)
    where.advance(0.0, LANE)
    where.report(0, _pose(0.0), HERE, 0.0)
    assert _presence(where, TICK_S, STALE_S - 0.1) == 1.0
    assert _presence(where, STALE_S, STALE_S + 1.1 * DEPART_S) == 0.0
    now_s = STALE_S + 2 * DEPART_S
    where.report(0, _pose(now_s), HERE, now_s)
    assert _presence(where, now_s, now_s + 1.1 * ARRIVE_S) == 1.0


def test_the_same_fix_sent_again_is_not_counted_twice() -> None:
    repeated, single = Whereabouts(1), Whereabouts(1)
    for second in range(5):
        fix = Position(float(second % 2) * 8.0, 0.0)
        for tenth in range(10 if second else 1):
            time_s = second + tenth / 20.0
            pose = Pose(time_s, fix, 0.0, 10.0)
            repeated.report(0, pose, fix, time_s)
        single.report(0, Pose(float(second), fix, 0.0, 10.0), fix, float(second))
    np.testing.assert_allclose(repeated.advance(5.0, LANE)[0], single.advance(5.0, LANE)[0])


def test_a_heading_needs_no_fix() -> None:
    where = Whereabouts(1)
    where.report(0, Pose(0.0, None, 90.0), None, 0.0)
    _, headings_deg, presence = where.advance(0.1, LANE)
    assert headings_deg[0] == 90.0
    assert presence[0] == 0.0


def test_a_reset_lane_equals_a_fresh_one() -> None:
    used = Whereabouts(1)
    used.report(0, _pose(0.0), HERE, 0.0)
    _presence(used, 0.0, 2.0)
    used.reset(0)
    for ours, fresh in zip(used.advance(9.0, LANE), Whereabouts(1).advance(9.0, LANE), strict=True):
        np.testing.assert_array_equal(ours, fresh)
