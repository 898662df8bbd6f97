import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.domain.block import Metres
from latentwalk.geo.filter import PoseFilter
from latentwalk.geo.surroundings import Surroundings
from latentwalk.session.stillness import RAMP_S, SETTLE_S, STILL_MPS, Stillness
from tests.fakes.phones import TICKS_PER_S, carry, line

LANE = np.array([0])
TICK_S = 0.05


def live(
    stillness: Stillness, way: Metres, speeds_mps: Metres, from_s: float = 0.0, lane: int = 0
) -> tuple[Metres, Metres]:
    """Bring one walker along ``way`` [ticks, 3]; return positions and stillness a tick."""
    told, still = [], []
    for tick, (here, mps) in enumerate(zip(way, speeds_mps, strict=True)):
        now_s = from_s + tick * TICK_S
        positions, share = stillness.advance(np.array([lane]), here[None], np.array([mps]), now_s)
        told.append(positions[0])
        still.append(float(share[0]))
    return np.array(told), np.array(still)


def drifting(ticks: int, mps: float = 0.2, from_m: float = 0.0) -> Metres:
    """A position that wanders off along east although nobody walks."""
    east = from_m + mps * TICK_S * np.arange(ticks)
    return np.stack([east, np.full(ticks, 2.0), np.full(ticks, 1.6)], axis=1)


def test_after_three_slow_seconds_the_position_is_frozen() -> None:
    settle = int(SETTLE_S / TICK_S)
    way = drifting(3 * settle)
    told, _ = live(Stillness(1), way, np.full(len(way), 0.05))
    np.testing.assert_array_equal(told[:settle], way[:settle])
    np.testing.assert_array_equal(told[settle:], np.broadcast_to(way[settle], (2 * settle, 3)))


@pytest.mark.parametrize("mps", [STILL_MPS, 1.2])
def test_who_moves_is_where_they_are(mps: float) -> None:
    way = drifting(400, mps)
    told, still = live(Stillness(1), way, np.full(400, mps))
    np.testing.assert_array_equal(told, way)
    assert still.max() == 0.0


def test_who_creeps_a_metre_is_caught_up_with() -> None:
    way = drifting(2400, 0.2)
    told, _ = live(Stillness(1), way, np.full(2400, 0.2))
    missed_m = np.abs(told - way).max(axis=1)
    assert 0.3 < missed_m.max() < 1.5
    assert told[-1, 0] > way[-1, 0] - 1.5


def test_one_step_starts_the_three_seconds_again() -> None:
    way = drifting(150)
    speeds_mps = np.full(150, 0.05)
    speeds_mps[50] = 0.5
    told, _ = live(Stillness(1), way, speeds_mps)
    first = int(np.argmax(np.all(np.diff(told, axis=0) == 0.0, axis=1)))
    assert first * TICK_S == pytest.approx(50 * TICK_S + SETTLE_S, abs=3 * TICK_S)


def test_stillness_comes_and_goes_over_two_seconds() -> None:
    way = drifting(300)
    speeds_mps = np.where(np.arange(300) < 200, 0.0, 1.2)
    _, still = live(Stillness(1), way, speeds_mps)
    times = np.arange(300) * TICK_S
    assert still[times < SETTLE_S - 0.1].max() == 0.0
    assert still[int((SETTLE_S + 0.5 * RAMP_S) / TICK_S)] == pytest.approx(0.5, abs=0.05)
    assert still[int((SETTLE_S + RAMP_S) / TICK_S) + 2] == 1.0
    assert still[200 + int(0.5 * RAMP_S / TICK_S)] == pytest.approx(0.5, abs=0.05)
    assert still[-1] == 0.0
    assert np.abs(np.diff(still)).max() <= TICK_S / RAMP_S + 1e-6


def test_the_released_position_starts_from_rest_and_catches_up() -> None:
    stillness = Stillness(1)
    live(stillness, drifting(200), np.zeros(200))  # frozen at 0.6 m, the walker at 2 m
    walking = drifting(200, 1.2, from_m=2.0)
    told, _ = live(stillness, walking, np.full(200, 1.2), from_s=200 * TICK_S)
    missed_m = (told - walking)[:, 0]
    assert missed_m[0] == pytest.approx(0.6 - 2.0, abs=0.02)
    made_good_m = np.diff(missed_m)
    assert made_good_m[0] < 0.01
    assert np.abs(np.diff(made_good_m)).max() < 0.01  # no jerk either
    assert np.abs(missed_m[-1]) < 0.01


def test_standing_still_again_while_catching_up_is_no_jump() -> None:
    stillness = Stillness(1)
    way = np.concatenate([drifting(160, 1.5), drifting(240, 0.0, 12.0)])
    speeds_mps = np.concatenate([np.zeros(160), np.full(20, 1.0), np.zeros(220)])
    told, _ = live(stillness, way, speeds_mps)
    assert np.abs(np.diff(told, axis=0)).max() < 5.0 * TICK_S  # 12 m are made good slowly
    assert (told[-60:] == told[-1]).all()


def test_lanes_do_not_touch_each_other_and_a_reset_one_is_fresh() -> None:
    used, fresh = Stillness(2), Stillness(1)
    live(used, drifting(200), np.zeros(200), lane=1)
    live(used, drifting(200), np.zeros(200), lane=0)
    live(used, drifting(30, 1.0, 9.0), np.full(30, 1.0), from_s=10.0, lane=0)
    used.reset(0)
    way = drifting(120, from_m=50.0)
    for one, other in zip(
        live(used, way, np.full(120, 0.05), from_s=3.0),
        live(fresh, way, np.full(120, 0.05), from_s=3.0),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)
    frozen, _ = live(used, drifting(5, from_m=70.0), np.zeros(5), from_s=12.0, lane=1)
    assert frozen[0, 0] == pytest.approx(0.6)


def test_time_that_runs_backwards_counts_as_none() -> None:
    stillness = Stillness(1)
    live(stillness, drifting(100), np.zeros(100), from_s=100.0)
    told, still = live(stillness, drifting(3, from_m=9.0), np.full(3, 2.0))
    assert np.isfinite(told).all()
    assert still.min() > 0.9


@given(st.lists(st.tuples(st.floats(0.0, 2.0), st.floats(-1.0, 1.0)), min_size=1, max_size=60))
@settings(deadline=None, max_examples=60)
def test_whatever_a_walker_does_the_position_never_jumps(pairs: list[tuple[float, float]]) -> None:
    speeds_mps = np.repeat([mps for mps, _ in pairs], 20)
    steps_m = np.repeat([metres for _, metres in pairs], 20) * TICK_S
    way = np.zeros((len(steps_m), 3))
    way[:, 0] = np.cumsum(steps_m)
    told, still = live(Stillness(1), way, speeds_mps)
    missed_m = np.abs(told - way).max()
    allowed_m = 1.001 * TICK_S * (1.0 + missed_m)  # the walker's own, and what is made good
    assert np.abs(np.diff(told, axis=0)).max(initial=0.0) <= allowed_m
    assert ((still >= 0.0) & (still <= 1.0)).all()


RESTING = {
    "park": Surroundings(radius_m=5.0),
    "white": Surroundings(radius_m=5.0, white_share=1.0, drift_share=0.0),
    "wandering": Surroundings(radius_m=5.0, white_share=0.0, drift_share=0.0),
}


def is_constant(way: Metres, place: Surroundings, tells_speed: bool) -> Metres:
    """Whether each of thirty phones' positions stayed, tick by tick, [ticks, phones]."""
    stillness, lanes = Stillness(30), np.arange(30)
    told = [
        stillness.advance(lanes, moment.positions, moment.speeds_mps, moment.time_s)[0]
        for moment in carry(way, place, len(lanes), tells_speed)
    ]
    return np.asarray(np.all(np.diff(told, axis=0) == 0.0, axis=2))


@pytest.mark.parametrize("tells_speed", [False, True], ids=["mute", "tells-speed"])
@pytest.mark.parametrize("place", RESTING.values(), ids=RESTING.keys())
def test_at_rest_wander_of_five_metres_is_not_heard(place: Surroundings, tells_speed: bool) -> None:
    stayed = is_constant(line((200, 0.0)), place, tells_speed)[10 * TICKS_PER_S :]
    assert stayed.mean() >= (0.99 if tells_speed else 0.95)


@pytest.mark.parametrize("tells_speed", [False, True], ids=["mute", "tells-speed"])
def test_a_walk_is_followed_and_its_end_is_found(tells_speed: bool) -> None:
    way = line((40, 0.0), (60, 1.2), (60, 0.0))
    stayed = is_constant(way, RESTING["park"], tells_speed)
    begun_s, done_s = (1.0, 5.0) if tells_speed else (12.0, 20.0)
    walking = stayed[int((40 + begun_s) * TICKS_PER_S) : 100 * TICKS_PER_S]
    resting = stayed[int((100 + done_s) * TICKS_PER_S) :]
    assert walking.mean() < 0.01
    assert resting.mean() > (0.98 if tells_speed else 0.95)


def test_before_the_first_fix_nobody_stands_still() -> None:
    poses, stillness = PoseFilter(1), Stillness(1)
    for tick in range(200):
        positions, _, _ = poses.advance(tick * TICK_S, LANE)
        stillness.advance(LANE, positions, poses.speeds_mps(LANE), tick * TICK_S)
    poses.report(0, 90.0, 40.0, 0.0, 8.0, 10.0)
    positions, _, _ = poses.advance(10.0, LANE)
    told, still = stillness.advance(LANE, positions, poses.speeds_mps(LANE), 10.0)
    assert told[0].tolist() == [90.0, 40.0, 0.0]
    assert still[0] == 0.0
