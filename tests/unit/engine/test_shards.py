"""More walkers than one process carries: they stay apart, stay put, and hear what is theirs."""

import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace

import numpy as np
import pytest

from latentwalk.domain.errors import EngineClosedError, ModelFileError
from latentwalk.engine.contract import Contract
from latentwalk.engine.pool import Block, Keys, PoolCounters
from latentwalk.engine.process import ProcessPool
from latentwalk.engine.shard import Shard
from latentwalk.engine.shards import PAUSE_BLOCKS, Growth, ShardedPool, most_shards, summed
from tests.fakes.models import Shelf
from tests.fakes.pool import WirePool, wire_contract
from tests.unit.engine.conftest import OpenPool
from tests.unit.engine.test_local import keys, lively

LIMIT_S = 60.0
ROWS = 10


@dataclass
class Wire(WirePool):
    """A wire that plays at once, with room for a few."""

    is_closed: bool = False

    def wait(self, limit_s: float) -> bool:
        return True

    def close(self) -> None:
        self.is_closed = True


def small() -> Contract:
    return replace(wire_contract(), max_rows=ROWS, on_time_rows=ROWS)


class Opener:
    """Opens wires when a test lets it."""

    def __init__(self, error: Exception | None = None) -> None:
        self.opened: list[Wire] = []
        self.calls = 0
        self._error, self._may_open = error, threading.Event()

    def __call__(self, stop: threading.Event) -> Wire:
        self.calls += 1
        if self._error is not None:
            raise self._error
        while not self._may_open.wait(0.01):
            if stop.is_set():
                raise EngineClosedError("closed meanwhile")
        self.opened.append(Wire(small()))
        return self.opened[-1]

    def let(self, pool: ShardedPool) -> None:
        self._may_open.set()
        assert pool._thread is not None
        pool._thread.join(LIMIT_S)


def voices(n: int) -> Block:
    """Return a block in which each session says its own number."""
    block = Block.silent(small(), np.arange(1, n + 1, dtype=np.uint64))
    block.has_mic[:] = True
    block.mic[:] = block.sessions[:, None] / 100
    return block


def test_another_shard_is_opened_ahead_of_need_and_nobody_moves() -> None:
    first, opener = Wire(small()), Opener()
    pool = ShardedPool(first, Growth(opener, most=3))
    pool.step(voices(6))
    assert opener.calls == 0
    for _ in range(3):
        pool.step(voices(8))
    assert len(pool.shards) == 1  # it loads, and those who play play on
    opener.let(pool)
    assert opener.calls == 1
    stepped = pool.step(voices(14))
    assert [len(wire.seen[-1].sessions) for wire in (first, *opener.opened)] == [8, 6]
    np.testing.assert_array_equal(first.seen[-1].sessions, np.arange(1, 9))
    np.testing.assert_allclose(stepped.wet[:, 0, -1], np.arange(1, 15) / 100, rtol=1e-6)
    np.testing.assert_array_equal(stepped.wet[:, 0], stepped.wet[:, 1])
    assert stepped.is_fresh.all()
    pool.close()
    assert all(wire.is_closed for wire in (first, *opener.opened))


def test_contract_and_capacity_are_sums_of_what_plays() -> None:
    opener = Opener()
    with closing(ShardedPool(Wire(small()), Growth(opener, most=2))) as pool:
        assert (pool.contract.max_rows, pool.capacity_rows) == (ROWS, ROWS)
        pool.step(voices(9))
        assert (pool.contract.max_rows, pool.capacity_rows) == (ROWS, ROWS)
        opener.let(pool)
        pool.step(voices(9))
        assert (pool.contract.max_rows, pool.contract.on_time_rows) == (2 * ROWS, 2 * ROWS)
        assert pool.capacity_rows == 2 * ROWS
        for _ in range(3):
            pool.step(voices(20))
        assert (opener.calls, len(pool.shards)) == (1, 2)  # as many as were allowed


def test_everybody_is_stepped_in_every_block_even_with_nobody_there() -> None:
    opener = Opener()
    with closing(ShardedPool(Wire(small()), Growth(opener, most=2))) as pool:
        pool.step(voices(9))
        opener.let(pool)
        pool.step(voices(0))
        assert [len(wire.seen[-1].sessions) for wire in opener.opened] == [0]


def test_failed_opening_is_told_and_tried_again_later(caplog: pytest.LogCaptureFixture) -> None:
    opener = Opener(ModelFileError("wire.ts", "", "is gone"))
    with closing(ShardedPool(Wire(small()), Growth(opener, most=2))) as pool:
        block = voices(9)
        pool.step(block)
        assert pool._thread is not None
        pool._thread.join(LIMIT_S)
        for _ in range(PAUSE_BLOCKS - 1):
            pool.step(block)
        assert opener.calls == 1
        assert "no further process for model wire: wire.ts: is gone" in caplog.messages
        pool.step(block)
        pool._thread.join(LIMIT_S)
        assert opener.calls == 2


def test_closing_does_not_wait_for_a_load() -> None:
    pool = ShardedPool(Wire(small()), Growth(Opener(), most=2))
    pool.step(voices(9))
    pool.close()
    with pytest.raises(EngineClosedError):
        pool.step(voices(1))


@pytest.mark.parametrize(
    ("walkers", "cores", "on_time", "full_call_ms", "expected"),
    [
        (32, 8, 64, 5.0, 1),  # they fit
        (100, 8, 64, 5.0, 2),
        (1000, 8, 64, 10.0, 14),  # 7 cores, each with two such shards
        (1000, 2, 28, 17.0, 1),  # a core a shard, and one is the server's
        (1000, 1, 28, 17.0, 1),
        (60, 16, 28, 17.0, 3),
    ],
)
def test_no_more_shards_than_walkers_need_and_cores_can_play(
    walkers: int, cores: int, on_time: int, full_call_ms: float, expected: int
) -> None:
    cost = ((1, 1e-3), (on_time, 1e-3 * full_call_ms))
    assert most_shards(wire_contract().timed(on_time, cost), walkers, cores) == expected


def test_counts_add_up_and_times_are_the_worst() -> None:
    one = PoolCounters(
        blocks=5, missed=1, call_time_p99_s=0.01, call_time_p99_by_rows_s=((1, 0.01), (8, 0.02))
    )
    two = PoolCounters(blocks=5, missed=2, call_time_p99_s=0.03, capacity_rows=4)
    two = replace(two, call_time_p99_by_rows_s=((8, 0.03),))
    total = summed([one, two])
    assert (total.blocks, total.missed, total.capacity_rows, total.shards) == (10, 3, 4, 2)
    assert total.call_time_p99_s == 0.03
    assert total.call_time_p99_by_rows_s == ((1, 0.01), (8, 0.03))
    assert summed([one]) is one


def until(claim: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + LIMIT_S
    while not claim():
        assert time.monotonic() < deadline_s
        time.sleep(0.02)


def seats_all(pool: ShardedPool, sessions: Keys) -> bool:
    """Play one block and say whether everybody sat in the one before."""
    stepped = pool.step(lively(pool.contract, sessions, 0))
    assert pool.wait(LIMIT_S)
    return bool(stepped.is_fresh.all())


@pytest.mark.slow  # processes that import torch
def test_two_processes_sound_like_one_pool(shelf: Shelf, open_pool: OpenPool) -> None:
    card = shelf.card("plain")
    first, local = ProcessPool(card, standby=False), open_pool("plain")
    with closing(ShardedPool(first, Growth(first.open_beside, most=2))) as pool:
        crowd = keys(*range(1, 65))
        pool.step(lively(pool.contract, crowd, 0))
        until(lambda: bool(pool._arrived))
        company = keys(*range(1, 65), *range(201, 207))
        until(lambda: seats_all(pool, company))  # then all sizes are ready
        more = keys(*range(1, 71))  # six more than one process holds
        pool.step(lively(pool.contract, crowd, 0))
        assert pool.wait(LIMIT_S)
        refused, before = pool.counters.refused, None
        for moment in range(1, 4):
            block = lively(pool.contract, more, moment)
            late = pool.step(block)
            assert pool.wait(LIMIT_S)
            if before is not None:
                np.testing.assert_allclose(late.wet[64:], before, atol=1e-5)
                assert late.is_fresh.all()
            before = local.step(block.take(np.arange(64, 70))).wet
        assert pool.counters.refused == refused
        assert pool.counters.shards == 2


@pytest.mark.slow
def test_shards_share_one_standby(shelf: Shelf) -> None:
    first = ProcessPool(shelf.card("nameless"))
    with closing(ShardedPool(first, Growth(first.open_beside, most=2))) as pool:
        pool.step(Block.silent(pool.contract, keys(*range(1, 61))))
        until(lambda: bool(pool._arrived) and first.has_standby)
        pool.step(Block.silent(pool.contract, keys(1)))
        second = pool.shards[1]
        assert isinstance(second, Shard)
        assert second.process_id != first.process_id
        assert second.has_standby
        ready = first._standby._ready[0].process_id
        assert second._engine is not None
        second._engine.kill()

        def is_replaced() -> bool:
            pool.step(Block.silent(pool.contract, keys(1)))
            return second.process_id == ready

        until(is_replaced)
        assert pool.counters.restarts == 1


@pytest.mark.slow
def test_opening_allows_for_as_many_shards_as_the_walkers_need(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 64)
    with closing(ShardedPool.open(shelf.card("nameless"), walkers=70, standby=False)) as pool:
        assert pool._growth.most == -(-70 // pool.contract.on_time_rows) >= 2
        block = lively(pool.contract, keys(1), 0)
        pool.step(block)
        assert pool.wait(LIMIT_S)
        assert pool.step(block).is_fresh.all()
