from dataclasses import replace

import pytest

from latentwalk.engine.call_times import JUDGED, REVISED_EVERY, CallTimes
from latentwalk.engine.contract import Contract
from latentwalk.engine.pool import PoolCounters
from tests.fakes.pool import wire_contract

ROW_S = 0.0005
AS_MEASURED = {rows: ROW_S * rows for rows in (1, 16, 32)}


def contract() -> Contract:
    """Half a millisecond a row of a block of 21.3: 32 on time, 40 not."""
    return replace(wire_contract().timed(32, tuple(AS_MEASURED.items())), max_rows=64)


def played(times: CallTimes, rows: int, time_s: float, calls: int = JUDGED) -> int:
    for _ in range(calls):
        times.record(rows, rows, time_s)
    return times.capacity_rows


def test_capacity_begins_as_measured_and_stays_while_calls_do() -> None:
    times = CallTimes(contract())
    assert times.capacity_rows == 32
    assert played(times, 16, AS_MEASURED[16], 10 * JUDGED) == 32


def test_without_a_measurement_capacity_is_what_the_contract_states() -> None:
    times = CallTimes(replace(wire_contract(), on_time_rows=12))
    assert played(times, 8, 1.0) == 12


def test_capacity_falls_within_two_seconds_and_rises_by_a_quarter_a_second() -> None:
    times = CallTimes(contract())
    played(times, 16, AS_MEASURED[16])
    low = played(times, 16, 2 * AS_MEASURED[16], 2 * REVISED_EVERY)
    assert low == 16  # twice as dear, half as many
    assert played(times, 16, AS_MEASURED[16], JUDGED // 2) == low
    played(times, 16, AS_MEASURED[16], JUDGED // 2)
    before = times.capacity_rows
    assert played(times, 16, AS_MEASURED[16], REVISED_EVERY) == before + before // 4
    assert played(times, 16, AS_MEASURED[16], 40 * REVISED_EVERY) == 32


def test_capacity_rises_above_the_first_word_when_calls_are_cheaper() -> None:
    times = CallTimes(contract())
    assert played(times, 32, 0.5 * AS_MEASURED[32], 100 * REVISED_EVERY) == 64


def test_pool_that_is_always_late_carries_fewer_than_it_has() -> None:
    times = CallTimes(contract())
    for _ in range(2 * REVISED_EVERY):
        times.miss(20, 20)
    assert times.capacity_rows < 20
    hopeless = CallTimes(contract())
    for _ in range(2 * REVISED_EVERY):
        hopeless.miss(64, 64)  # far more than was thought on time
    assert hopeless.capacity_rows <= 32


def test_neighbours_that_delay_small_calls_are_not_taken_for_a_slow_processor() -> None:
    delayed, slowed = CallTimes(contract()), CallTimes(contract())
    for call in range(JUDGED):
        is_delayed = call % 10 == 0
        delayed.record(1, 1, AS_MEASURED[1] + is_delayed * 4 * ROW_S)
        slowed.record(1, 1, AS_MEASURED[1] + 4 * ROW_S)
    assert slowed.capacity_rows < delayed.capacity_rows < 32


def test_capacity_recovers_while_nobody_walks() -> None:
    times = CallTimes(contract())
    assert played(times, 16, 4 * AS_MEASURED[16]) < 16
    assert played(times, 0, 0.00001, 60 * REVISED_EVERY) == 32


def test_capacity_is_never_less_than_one_nor_more_than_the_rows() -> None:
    times = CallTimes(replace(contract(), max_rows=20))
    assert times.capacity_rows == 20
    assert played(times, 16, 1.0) == 1
    assert played(times, 16, 0.0001, 100 * REVISED_EVERY) == 20


def test_a_small_calls_overhead_does_not_halve_a_large_ones_room() -> None:
    times = CallTimes(contract())
    assert played(times, 1, 2 * AS_MEASURED[1], 10 * JUDGED) >= 28


def test_rows_that_play_on_time_are_room_whatever_was_measured_on_a_busy_machine() -> None:
    curve = ((1, 0.010), (4, 0.020))
    times = CallTimes(replace(wire_contract().timed(1, curve), max_rows=64))
    for _ in range(20):
        played(times, 8, 0.016, REVISED_EVERY)
        played(times, 1, 0.012, REVISED_EVERY)  # dearer for its size than the curve says
    assert times.capacity_rows == 8
    assert played(times, 8, 0.018) < 8


def test_one_odd_call_changes_nothing() -> None:
    times = CallTimes(contract())
    played(times, 16, AS_MEASURED[16])
    played(times, 16, 1.0, 1)
    assert played(times, 16, AS_MEASURED[16], 2 * REVISED_EVERY) == 32


def test_percentiles_are_told_in_all_and_by_bucket() -> None:
    times = CallTimes(contract())
    played(times, 5, 0.004, 99)
    played(times, 8, 0.006, 1)
    played(times, 30, 0.015, 10)
    told = times.told(PoolCounters(blocks=3))
    assert (told.blocks, told.capacity_rows) == (3, times.capacity_rows)
    assert told.call_time_p50_s == pytest.approx(0.004)
    by_rows = dict(told.call_time_p99_by_rows_s)
    assert set(by_rows) == {8, 32}
    assert by_rows[32] == pytest.approx(0.015)
    assert 0.004 <= by_rows[8] < 0.006


def test_nothing_played_is_nothing_told() -> None:
    told = CallTimes(contract()).told(PoolCounters())
    assert told == PoolCounters(capacity_rows=32)
