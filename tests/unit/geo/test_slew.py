import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.block import Metres
from latentwalk.geo.slew import follow

RATE = np.array([[2.0]])


def walk(position: float, velocity: float, target: float, speed: float, dt_s: float) -> Metres:
    """Follow for ``dt_s`` a target that ends at ``target``."""
    return np.stack(
        follow(
            np.array([[position]]), np.array([[velocity]]), np.array([[target]]),
            np.array([[speed]]), RATE, np.array([[dt_s]]),
        )
    ).ravel()  # fmt: skip


numbers = st.floats(-50.0, 50.0)


@given(numbers, numbers, numbers, numbers, st.floats(0.0, 5.0), st.floats(0.0, 1.0))
def test_two_steps_equal_one(
    position: float, velocity: float, target: float, speed: float, dt_s: float, split: float
) -> None:
    first_s = dt_s * split
    between = walk(position, velocity, target - speed * (dt_s - first_s), speed, first_s)
    twice = walk(between[0], between[1], target, speed, dt_s - first_s)
    assert twice == pytest.approx(walk(position, velocity, target, speed, dt_s), abs=1e-6)


def test_an_even_motion_is_followed_without_lag() -> None:
    position, _ = walk(0.0, 0.0, 1.3 * 20.0, 1.3, 20.0)
    assert position == pytest.approx(26.0, abs=1e-9)


def test_a_step_is_followed_without_overshoot() -> None:
    way = [walk(0.0, 0.0, 1.0, 0.0, t)[0] for t in np.arange(0.0, 10.0, 0.05)]
    assert way[0] == 0.0
    assert max(way) <= 1.0
    assert min(np.diff(way)) >= 0.0


def test_ninety_five_per_cent_of_a_step_is_done_as_stated() -> None:
    assert walk(0.0, 0.0, 1.0, 0.0, 4.75 / 2.0)[0] == pytest.approx(0.95, abs=0.001)
