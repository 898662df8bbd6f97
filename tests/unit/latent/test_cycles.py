from datetime import UTC, datetime

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.pose import GeoPoint
from latentwalk.domain.sound import Cycle, CyclePreset
from latentwalk.domain.wall_clock import WallClock
from latentwalk.latent.cycles import Cycles

PARIS = GeoPoint(2.3522, 48.8566)
HOUR_S = 3600.0


def clock(month: int, day: int, hour: int, minute: int = 0, offset_h: float = 0.0) -> WallClock:
    local_s = datetime(2024, month, day, hour, minute, tzinfo=UTC).timestamp()
    return WallClock(local_s - offset_h * HOUR_S, offset_h * HOUR_S, PARIS)


NOW = clock(5, 1, 9)


def height(preset: CyclePreset, now: WallClock, phase: float = 0.0) -> float:
    cycles = Cycles([Cycle(0, 1.0, preset, phase=phase)])
    return float(cycles.offsets(np.zeros(1), now, 1)[0, 0])


def test_a_period_starts_where_the_ground_is_and_rises_by_its_depth() -> None:
    cycles = Cycles([Cycle(1, 0.5, period_s=60.0)])
    found = cycles.offsets(np.array([0.0, 15.0, 45.0, 60.0]), NOW, 3)
    np.testing.assert_allclose(found[:, 1], [0.0, 0.5, -0.5, 0.0], atol=1e-9)
    assert not found[:, [0, 2]].any()


def test_a_phase_is_a_share_of_a_turn() -> None:
    cycles = Cycles([Cycle(0, 1.0, period_s=60.0, phase=0.25)])
    assert cycles.offsets(np.array([0.0, 30.0]), NOW, 1)[:, 0] == pytest.approx([1.0, -1.0])


def test_several_cycles_of_one_latent_add_up() -> None:
    cycles = Cycles([Cycle(0, 1.0, period_s=60.0), Cycle(0, 0.5, period_s=20.0)])
    assert cycles.offsets(np.array([15.0]), NOW, 1)[0, 0] == pytest.approx(1.0 - 0.5)


def test_cycles_of_latents_that_a_model_lacks_are_left_out() -> None:
    assert Cycles([Cycle(9, 1.0)]).offsets(np.ones(2), NOW, 4).tolist() == [[0.0] * 4] * 2


@pytest.mark.parametrize("offset_h", [0.0, 2.0, -9.5])
def test_a_day_is_lowest_at_local_midnight_and_highest_at_noon(offset_h: float) -> None:
    hours = (0, -1.0), (6, 0.0), (12, 1.0), (18, 0.0)
    for hour, expected in hours:
        now = clock(5, 1, hour, offset_h=offset_h)
        assert height(CyclePreset.DAY, now) == pytest.approx(expected, abs=1e-6)


def test_a_year_is_lowest_at_the_december_and_highest_at_the_june_solstice() -> None:
    assert height(CyclePreset.YEAR, clock(12, 21, 9, 20)) == pytest.approx(-1.0, abs=1e-6)
    assert height(CyclePreset.YEAR, clock(6, 20, 20, 51)) == pytest.approx(1.0, abs=1e-6)
    assert height(CyclePreset.YEAR, clock(3, 20, 3, 6)) == pytest.approx(0.0, abs=1e-3)


def test_the_sun_is_as_high_as_the_sine_of_its_elevation() -> None:
    sunrise, noon = clock(12, 21, 8, 41, 1.0), clock(12, 21, 12, 49, 1.0)
    assert height(CyclePreset.SUN, sunrise) == pytest.approx(np.sin(np.radians(-0.833)), abs=0.01)
    assert height(CyclePreset.SUN, noon) == pytest.approx(np.sin(np.radians(17.7)), abs=0.01)


def test_a_phase_of_the_sun_looks_that_share_of_a_day_ahead() -> None:
    later = height(CyclePreset.SUN, clock(6, 20, 15))
    assert height(CyclePreset.SUN, clock(6, 20, 9), phase=0.25) == pytest.approx(later)


def test_the_sun_of_ground_that_is_nowhere_follows_the_local_clock() -> None:
    nowhere = WallClock(NOW.unix_s, 12 * HOUR_S, None)
    assert height(CyclePreset.SUN, nowhere) == height(CyclePreset.DAY, nowhere)
    assert -1.0 <= height(CyclePreset.TIDE, nowhere) <= 1.0


def test_a_tide_comes_back_after_twelve_hours_and_twenty_five_minutes() -> None:
    later = WallClock(NOW.unix_s + 12.4206012 * HOUR_S, 0.0, PARIS)
    assert height(CyclePreset.TIDE, NOW) == pytest.approx(height(CyclePreset.TIDE, later), abs=1e-5)
    lowest = WallClock(NOW.unix_s + 6.2103006 * HOUR_S, 0.0, PARIS)
    assert height(CyclePreset.TIDE, NOW) == pytest.approx(
        -height(CyclePreset.TIDE, lowest), abs=1e-5
    )


@given(
    st.sampled_from(CyclePreset),
    st.floats(-3.0, 3.0),
    st.floats(0.0, 1.0),
    st.floats(0.0, 4e9),
    st.floats(0.0, 1e6),
)
def test_no_cycle_goes_further_than_its_depth(
    preset: CyclePreset, depth: float, phase: float, unix_s: float, time_s: float
) -> None:
    cycles = Cycles([Cycle(0, depth, preset, 90.0, phase)])
    now = WallClock(unix_s, 0.0, PARIS)
    first = cycles.offsets(np.array([time_s]), now, 1)
    assert abs(float(first[0, 0])) <= abs(depth) + 1e-9
    assert (cycles.offsets(np.array([time_s]), now, 1) == first).all()
