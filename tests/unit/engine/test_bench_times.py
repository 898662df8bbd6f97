from dataclasses import dataclass, field

import pytest

from latentwalk.engine.bench_times import (
    FEWEST_ROUNDS,
    FIRST_CALLS,
    is_on_time,
    most_on_time,
    take_turns,
)

LIMIT_S = 0.8


@dataclass
class Costly:
    """A fake timer whose calls cost ``per_row_s`` a row; those numbered in ``late`` a second."""

    per_row_s: float = 0.1
    late: tuple[int, ...] = ()
    spent_s: float = 0.0
    asked: list[int] = field(default_factory=list)

    def now_s(self) -> float:
        return self.spent_s

    def call(self, rows: int) -> None:
        self.asked.append(rows)
        self.spent_s += 1.0 if len(self.asked) in self.late else rows * self.per_row_s


def test_the_most_rows_on_time_are_found_among_the_candidates() -> None:
    timer = Costly()
    candidates = (1, 2, 4, 8, 12, 16)
    assert most_on_time(timer.call, candidates, LIMIT_S, timer.now_s, calls=10) == 4
    timer = Costly(per_row_s=0.01)
    assert most_on_time(timer.call, candidates, LIMIT_S, timer.now_s, calls=10) == 16
    timer = Costly(per_row_s=0.9)
    assert most_on_time(timer.call, candidates, LIMIT_S, timer.now_s, calls=10) == 0


def test_a_call_that_takes_the_limit_itself_is_late() -> None:
    timer = Costly(per_row_s=LIMIT_S)
    assert not is_on_time(timer.call, 1, LIMIT_S, timer.now_s, calls=10)


def test_one_late_call_of_a_hundred_is_within_p99_and_two_are_not() -> None:
    once = Costly(late=(50,))
    assert is_on_time(once.call, 1, LIMIT_S, once.now_s, calls=100)
    twice = Costly(late=(50, 60))
    assert not is_on_time(twice.call, 1, LIMIT_S, twice.now_s, calls=100)
    assert len(twice.asked) == 60, "it goes on although it is decided"
    few = Costly(late=(5,))
    assert not is_on_time(few.call, 1, LIMIT_S, few.now_s, calls=10)


def test_first_calls_are_not_counted() -> None:
    timer = Costly(late=tuple(range(1, FIRST_CALLS + 1)))
    assert is_on_time(timer.call, 1, LIMIT_S, timer.now_s, calls=10)


def test_ways_take_turns_and_each_is_charged_its_own_time() -> None:
    timer = Costly()
    order: list[str] = []

    def cheap(rows: int) -> None:
        order.append("cheap")
        timer.call(rows)

    def dear(rows: int) -> None:
        order.append("dear")
        timer.call(3 * rows)

    timed = take_turns({"cheap": cheap, "dear": dear}, 2, 6, 1e9, timer.now_s)
    assert timed["cheap"].median_s == pytest.approx(0.2)
    assert timed["dear"].median_s == pytest.approx(0.6)
    assert order[2 * FIRST_CALLS :] == ["cheap", "dear"] * 6


def test_one_slow_call_moves_p99_and_not_the_median() -> None:
    timer = Costly(late=(FIRST_CALLS + 3,))
    timed = take_turns({"one": timer.call}, 1, 10, 1e9, timer.now_s)["one"]
    assert timed.median_s == pytest.approx(0.1)
    assert timed.p99_s > 0.9


def test_rounds_end_with_their_time_but_never_before_the_fewest() -> None:
    timer = Costly()
    take_turns({"one": timer.call}, 1, 30, 0.0, timer.now_s)
    assert len(timer.asked) == FIRST_CALLS + FEWEST_ROUNDS
