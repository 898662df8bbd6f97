"""The server's side of one engine process: it is left alone while nobody plays, and told so."""

from typing import cast

import numpy as np
import pytest

from latentwalk.domain.clock import MonotonicClock
from latentwalk.engine.arena import Answer
from latentwalk.engine.child import EngineProcess
from latentwalk.engine.pool import Block, Keys, PoolCounters, Stepped
from latentwalk.engine.shard import Shard
from latentwalk.engine.standby import Standby
from tests.fakes.pool import wire_contract
from tests.unit.engine.test_local import keys

CONTRACT = wire_contract()


class Engine:
    """Answers every block at once, each session with its own number."""

    is_idle, is_choked, answered = True, False, 0

    def __init__(self) -> None:
        self.given: list[tuple[list[int], int]] = []  # sessions, and blocks left out before
        self._answer: Answer | None = None

    def submit(self, block: Block, generations: Keys, n_rested: int) -> None:
        self.given.append((block.sessions.tolist(), n_rested))
        stepped = Stepped.silent(CONTRACT, len(generations))
        stepped.wet[:] = block.sessions[:, None, None]
        stepped.is_fresh[:] = True
        totals = PoolCounters(resets=len(self.given))
        self._answer = Answer(stepped, generations, totals, 0, len(generations), 0.001)

    def collect(self) -> Answer | None:
        answer, self._answer = self._answer, None
        return answer


class Reserve:
    """A standby that has nothing but one engine."""

    def __init__(self) -> None:
        self.engine = Engine()

    def warm(self, rows: int) -> None: ...

    def bury(self, engine: Engine) -> None: ...

    def take(self) -> Engine:
        return self.engine


@pytest.fixture
def reserve() -> Reserve:
    return Reserve()


@pytest.fixture
def engine() -> Engine:
    return Engine()


@pytest.fixture
def shard(engine: Engine, reserve: Reserve) -> Shard:
    process, standby = cast("EngineProcess", engine), cast("Standby", reserve)
    return Shard(process, CONTRACT, standby, MonotonicClock())


def step(shard: Shard, *sessions: int) -> Stepped:
    return shard.step(Block.silent(CONTRACT, keys(*sessions)))


def test_while_nobody_plays_the_process_is_left_alone_and_told_for_how_long(
    shard: Shard, engine: Engine
) -> None:
    for sessions in ([], [], [1], [], [], [], [], [2]):
        step(shard, *sessions)
    assert engine.given == [([1], 2), ([], 0), ([2], 3)]
    assert (shard.counters.blocks, shard.counters.missed) == (8, 0)


def test_who_takes_over_is_told_of_nobody_who_never_came(
    shard: Shard, engine: Engine, reserve: Reserve
) -> None:
    step(shard, 1)
    engine.submit = broken  # type: ignore[method-assign]  # it dies
    step(shard, 1)
    for sessions in ([], [], [3]):
        step(shard, *sessions)
    assert reserve.engine.given == [([3], 2)]
    assert shard.counters.restarts == 1


def test_counts_of_a_process_that_died_are_kept(shard: Shard, engine: Engine) -> None:
    step(shard, 1)
    step(shard, 1)
    step(shard, 1)
    engine.submit = broken  # type: ignore[method-assign]
    step(shard, 1)
    before = shard.counters.resets
    step(shard, 1)
    step(shard, 1)
    assert before == 3
    assert shard.counters.resets == before + 1


def test_sound_comes_in_the_order_of_those_who_play_now(shard: Shard) -> None:
    step(shard, 5, 6)
    same = step(shard, 5, 6)
    np.testing.assert_array_equal(same.wet[:, 0, 0], [5.0, 6.0])
    turned = step(shard, 6, 7, 5)
    np.testing.assert_array_equal(turned.wet[:, 0, 0], [6.0, 0.0, 5.0])
    np.testing.assert_array_equal(turned.is_fresh, [True, False, True])


def broken(block: Block, generations: Keys, n_rested: int) -> None:
    raise BrokenPipeError
