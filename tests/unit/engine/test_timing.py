from contextlib import closing
from dataclasses import replace
from itertools import cycle

import numpy as np
import pytest

from latentwalk.engine.checker import check_model
from latentwalk.engine.local import LocalPool
from latentwalk.engine.options import DEFAULT_OPTIONS
from latentwalk.engine.pool import Block, PoolCounters
from latentwalk.engine.timing import slowness, time_pool, timed_report
from tests.fakes.models import Shelf
from tests.unit.engine.conftest import OpenPool
from tests.unit.engine.test_local import keys, lively


class Slow:
    """A clock by which everything takes so long, in turn."""

    def __init__(self, *steps_s: float) -> None:
        self._steps_s, self._time_s = cycle(steps_s), 0.0

    def now_s(self) -> float:
        self._time_s += next(self._steps_s)
        return self._time_s


def test_a_timed_pool_knows_how_many_it_plays_on_time(shelf: Shelf) -> None:
    with closing(LocalPool(shelf.card("plain"), clock=Slow(0.001))) as pool:
        time_pool(pool)
        assert dict(pool.contract.call_cost)[64] == pytest.approx(0.001)
        assert pool.contract.on_time_rows == pool.capacity_rows == 64
        assert slowness(pool) == ""


def test_timing_leaves_no_trace(open_pool: OpenPool) -> None:
    timed, fresh = open_pool("remembering"), open_pool("remembering")
    time_pool(timed)
    assert replace(timed.counters, capacity_rows=0) == PoolCounters()
    block = lively(timed.contract, keys(1, 2), 0, width=0.5)
    np.testing.assert_array_equal(timed.step(block).wet, fresh.step(block).wet)


def test_too_slow_for_one_walker_is_told_with_the_figures(shelf: Shelf) -> None:
    with closing(LocalPool(shelf.card("plain"), clock=Slow(0.03))) as pool:
        time_pool(pool)
        assert pool.contract.on_time_rows == 0
        expected = "one walker takes 30.0 ms of every 21.3 ms on this machine, expected at most 17"
        assert slowness(pool).startswith(expected)
        assert pool.step(Block.silent(pool.contract, keys(1))).is_fresh.all()  # offline it plays


def test_a_busy_machine_is_not_held_against_the_model(shelf: Shelf) -> None:
    clock = Slow(*(0.0, 0.03) * 9, 0.0, 0.01)  # one call in ten is let through at once
    with closing(LocalPool(shelf.card("plain"), clock=clock)) as pool:
        time_pool(pool)
        assert pool.contract.call_cost[0][1] == pytest.approx(0.03)
        assert pool.contract.on_time_rows == 1
        assert slowness(pool) == ""


def test_what_a_clock_measured_is_no_promise(open_pool: OpenPool) -> None:
    pool = open_pool("nameless")
    before = pool.contract
    time_pool(pool)
    assert pool.contract.to_json() != before.to_json()
    assert pool.contract.promises() == before.promises()
    assert replace(before, ratio=512).promises() != before.promises()


def test_report_tells_how_fast_a_model_plays_here(shelf: Shelf) -> None:
    path = shelf.path("nameless")
    report = timed_report(check_model(path), path, DEFAULT_OPTIONS)
    assert report.ok
    assert report.on_time_rows is not None
    assert report.call_ms is not None
    assert report.on_time_rows > 0
    assert 0 < report.call_ms < 0.8 * 1e3 * 1024 / 48_000
    assert report.block_ms == pytest.approx(1e3 * 1024 / 48_000, abs=1e-3)
