"""Law 8 over time: who comes back goes on where they left, and nobody else ever does."""

from dataclasses import replace
from typing import cast

import numpy as np
import pytest
import torch

from latentwalk.engine.local import LocalPool
from latentwalk.engine.model import Model
from latentwalk.engine.pool import KEPT_S, Block, Stepped
from latentwalk.engine.rows import RowTable
from latentwalk.engine.snapshots import Snapshots
from tests.unit.engine.conftest import OpenPool
from tests.unit.engine.test_local import keys, lively

NAMES = ["plain", "stereo_bank", "remembering", "mixing", "nameless"]  # "mixing" runs one by one


def absent(pool: LocalPool) -> None:
    pool.step(Block.silent(pool.contract, keys()))


def play(pool: LocalPool, session: int, moment: int, width: float = 0.5) -> Stepped:
    return pool.step(lively(pool.contract, keys(session), moment, width))


@pytest.mark.parametrize("name", NAMES)
def test_who_returns_goes_on_as_if_frozen_meanwhile(open_pool: OpenPool, name: str) -> None:
    left, stayed = open_pool(name), open_pool(name)
    for moment in range(3):
        play(left, 7, moment)
        play(stayed, 7, moment)
    for moment in range(4):
        left.step(lively(left.contract, keys(1, 2), moment, width=0.5))
    for moment in range(3, 6):
        returned = left.step(lively(left.contract, keys(2, 7), moment, width=0.5))
        among = stayed.step(lively(stayed.contract, keys(2, 7), moment, width=0.5))
        np.testing.assert_array_equal(returned.wet[1], among.wet[1])
        np.testing.assert_array_equal(returned.latents[1], among.latents[1])
    assert left.counters.restored == 1


@pytest.mark.parametrize("name", NAMES)
def test_nobody_else_takes_up_what_was_left(open_pool: OpenPool, name: str) -> None:
    pool, fresh = open_pool(name), open_pool(name)
    for moment in range(3):
        play(pool, 7, moment)
    absent(pool)
    np.testing.assert_array_equal(play(pool, 8, 0).wet, play(fresh, 8, 0).wet)
    assert pool.counters.restored == 0


def test_a_snapshot_serves_once(open_pool: OpenPool) -> None:
    pool, stayed = open_pool("plain"), open_pool("plain")
    for moment in range(3):
        play(pool, 7, moment)
        absent(pool)
        last = play(stayed, 7, moment)
    np.testing.assert_array_equal(play(pool, 7, 3).wet, play(stayed, 7, 3).wet)
    assert last.wet.any()
    assert len(pool._snapshots) == 0


def test_after_two_minutes_the_row_starts_silent(open_pool: OpenPool) -> None:
    def heard_after(blocks: int) -> bytes:
        pool = open_pool("plain")
        play(pool, 7, 0)
        for _ in range(blocks):
            absent(pool)
        return play(pool, 7, 1).wet.tobytes()

    pool = open_pool("plain")
    kept_blocks = round(KEPT_S / pool.contract.block_s)
    frozen, fresh = heard_after(1), play(pool, 7, 1).wet.tobytes()
    assert heard_after(kept_blocks - 1) == frozen
    assert heard_after(kept_blocks) == fresh
    assert frozen != fresh


def test_microphone_turned_off_meanwhile_leaves_its_memory_behind(open_pool: OpenPool) -> None:
    pool, fresh = open_pool("plain"), open_pool("plain")
    for moment in range(2):
        play(pool, 7, moment)
    absent(pool)
    silent = lively(pool.contract, keys(7), 2)
    pool.step(replace(silent, has_mic=np.zeros(1, np.bool_)))
    again = lively(pool.contract, keys(7), 3)
    np.testing.assert_array_equal(pool.step(again).latents, fresh.step(again).latents)


def test_who_finds_no_row_keeps_their_snapshot_until_there_is_one(open_pool: OpenPool) -> None:
    pool, stayed = open_pool("plain"), open_pool("plain")
    pool.begin(replace(pool.contract, max_rows=1))
    play(pool, 7, 0, width=0.0)
    play(pool, 8, 0, width=0.0)
    both = lively(pool.contract, keys(8, 7), 1)
    np.testing.assert_array_equal(pool.step(both).is_fresh, [True, False])
    play(stayed, 7, 0, width=0.0)
    expected = play(stayed, 7, 2, width=0.0)
    np.testing.assert_array_equal(play(pool, 7, 2, width=0.0).wet, expected.wet)


class Rememberer:
    """A model that remembers nothing but can be asked."""

    def save_row(self, method: str, row: int) -> tuple[()]:
        return ()


def test_when_full_the_oldest_is_given_up_and_counted() -> None:
    model, kept = cast(Model, Rememberer()), Snapshots(block_s=0.02, most=3)
    table = RowTable(8)
    for session in range(1, 7):
        one, none = np.ones(1, np.int64), np.zeros(1, np.bool_)
        kept.save(model, table, [session])
        table.update([session], none, one, none)
    kept.save(model, table, [])
    assert (len(kept), kept.dropped) == (3, 3)
    assert list(kept._by_session) == [4, 5, 6]


def test_blocks_that_were_left_out_count_as_time() -> None:
    model, kept = cast(Model, Rememberer()), Snapshots(block_s=KEPT_S / 10)
    table, one, none = RowTable(8), np.ones(1, np.int64), np.zeros(1, np.bool_)
    table.update([1], none, one, none)
    kept.save(model, table, [])
    table.update([], none[:0], one[:0], none[:0])
    kept.save(model, table, [], n_rested=8)
    assert len(kept) == 1
    kept.save(model, table, [])
    assert len(kept) == 0


@pytest.mark.parametrize("name", ["plain", "mixing"])
def test_forgetting_leaves_nothing_of_anybody(open_pool: OpenPool, name: str) -> None:
    pool, fresh = open_pool(name), open_pool(name)
    pool.step(lively(pool.contract, keys(1, 2), 0, width=0.5))
    pool.step(lively(pool.contract, keys(2), 1, width=0.5))
    pool.forget()
    ours, theirs = pool._model, fresh._model
    assert ours is not None
    assert theirs is not None
    for method in ("encode", "decode"):
        for row in range(3):
            left, never = ours.save_row(method, row), theirs.save_row(method, row)
            assert all(map(torch.equal, left, never))
    np.testing.assert_array_equal(play(pool, 1, 2).wet, play(fresh, 1, 2).wet)


def test_closing_forgets_all(open_pool: OpenPool) -> None:
    pool = open_pool("plain")
    play(pool, 7, 0)
    absent(pool)
    pool.close()
    assert len(pool._snapshots) == 0
