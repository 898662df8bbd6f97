from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.engine.capacity import (
    FEWEST_CALLS,
    ON_TIME_SHARE,
    ROW_BUCKETS,
    TIMING_S,
    CallCost,
    bucket_of,
    rows_within,
    time_calls,
)

BLOCK_S = 0.04
LIMIT_S = ON_TIME_SHARE * BLOCK_S


@dataclass
class Machine:
    """Calls that take what a line says, on a clock of its own."""

    fixed_s: float
    row_s: float
    time_s: float = 0.0
    calls: list[int] = field(default_factory=list)

    def now_s(self) -> float:
        return self.time_s

    def call(self, rows: int) -> float:
        took_s = self.fixed_s + self.row_s * rows
        self.calls.append(rows)
        self.time_s += took_s
        return took_s

    def timed(self, max_rows: int = 64) -> CallCost:
        return time_calls(self.call, BLOCK_S, max_rows, self.now_s)


@given(st.integers(1, 64))
def test_rows_are_padded_to_the_next_bucket(rows: int) -> None:
    assert bucket_of(rows) == min(bucket for bucket in ROW_BUCKETS if bucket >= rows)


def test_cost_is_what_was_measured_and_lines_between() -> None:
    cost = CallCost(((1, 0.002), (4, 0.005), (16, 0.017)))
    assert cost.seconds(4) == pytest.approx(0.005)
    assert cost.seconds(3) == cost.seconds(4)  # padded
    assert cost.seconds(8) == pytest.approx(0.009)
    assert cost.seconds(32) == pytest.approx(0.033)
    assert cost.mixed_seconds(4, 16) == pytest.approx(0.011)
    assert cost.mixed_seconds(0, 16) == pytest.approx(0.0085)


def test_more_rows_never_count_as_cheaper() -> None:
    cost = CallCost(((1, 0.004), (4, 0.003), (16, 0.003)))
    assert cost.seconds(1) <= cost.seconds(8) <= cost.seconds(64)


@pytest.mark.parametrize(
    ("fixed_s", "row_s", "expected"),
    [(0.002, 0.001, 28), (0.001, 0.0001, 64), (0.001, 0.03, 1), (0.033, 0.001, 0)],
)
def test_on_time_rows_are_the_largest_bucket_within_the_share(
    fixed_s: float, row_s: float, expected: int
) -> None:
    cost = Machine(fixed_s, row_s).timed()
    rows = rows_within(cost.seconds, LIMIT_S, 64)
    assert rows == expected
    assert rows == 0 or fixed_s + row_s * rows <= LIMIT_S


def test_no_more_rows_than_the_model_carries() -> None:
    machine = Machine(0.0, 0.0001)
    cost = machine.timed(max_rows=10)
    assert max(machine.calls) == 10
    assert rows_within(cost.seconds, LIMIT_S, 10) == 10


@pytest.mark.parametrize("call_s", [0.0001, 0.01, 0.5, 5.0])
def test_timing_takes_about_a_second_or_the_fewest_calls(call_s: float) -> None:
    machine = Machine(call_s, 0.0)
    machine.timed()
    assert machine.time_s <= TIMING_S + (1 + FEWEST_CALLS) * call_s
    assert len(machine.calls) > FEWEST_CALLS


def test_nothing_larger_is_timed_once_calls_are_late() -> None:
    machine = Machine(0.0, 0.01)
    machine.timed()
    assert set(machine.calls) == {1, 4}
