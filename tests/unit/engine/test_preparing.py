"""A size that is not ready keeps newcomers waiting, never those who play."""

import threading
from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest

from latentwalk.engine.local import LocalPool
from latentwalk.engine.model import Model
from latentwalk.engine.proof import ProofError
from tests.fakes.models import Shelf
from tests.unit.engine.test_local import keys, lively

MANY = 5_000  # blocks: hours for a machine that prepares one size


@pytest.fixture
def pool(shelf: Shelf) -> Iterator[LocalPool]:
    with closing(LocalPool(shelf.card("plain"))) as pool:
        yield pool


def test_newcomers_wait_while_those_who_play_hear_what_they_would(
    pool: LocalPool, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, prepare = threading.Event(), Model.prepare

    def slowly(model: Model, method: str, rows: int) -> None:
        assert gate.wait(60.0)
        prepare(model, method, rows)

    monkeypatch.setattr(Model, "prepare", slowly)
    pool.prepare_aside()
    with closing(LocalPool(shelf.card("plain"))) as alone:
        for moment in range(20):
            stepped = pool.step(lively(pool.contract, keys(1, 2), moment))
            expected = alone.step(lively(pool.contract, keys(1), moment))
            assert stepped.is_fresh.tolist() == [True, False]
            assert not stepped.wet[1].any()
            np.testing.assert_array_equal(stepped.wet[0], expected.wet[0])
    gate.set()
    for moment in range(20, MANY):
        if pool.step(lively(pool.contract, keys(1, 2), moment)).is_fresh.all():
            return
    pytest.fail("the second walker was never let in")


def test_the_next_size_is_ready_before_it_is_needed(pool: LocalPool) -> None:
    pool.prepare_aside()
    model = pool._model
    assert model is not None
    for moment in range(MANY):
        pool.step(lively(pool.contract, keys(1), moment))
        if min(model.ready_rows("encode"), model.ready_rows("decode")) >= 2:
            break
    assert pool.step(lively(pool.contract, keys(1, 2), moment + 1)).is_fresh.all()


def test_who_only_listens_needs_no_larger_encoder(pool: LocalPool) -> None:
    pool.prepare_aside()
    model = pool._model
    assert model is not None
    block = lively(pool.contract, keys(1, 2, 3), 0)
    block.has_mic[:] = [True, False, False]
    for _ in range(MANY):
        if pool.step(block).is_fresh.all():
            break
    pool.close()
    assert model.ready_rows("decode") >= 4
    assert model.ready_rows("encode") <= 2


def test_size_that_cannot_be_prepared_is_told_and_the_others_play_on(
    pool: LocalPool, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    told, tries = threading.Event(), []

    def fail(model: Model, method: str, rows: int) -> None:
        tries.append((method, rows))
        if method == "decode":
            told.set()
        monkeypatch.setattr(Model, "missing", lambda *_: None)
        raise ProofError("of 2 rows one is 3.0 dB above its error")

    monkeypatch.setattr(Model, "prepare", fail)
    pool.prepare_aside()
    for moment in range(50):
        stepped = pool.step(lively(pool.contract, keys(1, 2), moment))
        assert stepped.is_fresh[0]
    pool.close()
    assert len(tries) == 1
    assert "rows cannot be prepared" in caplog.text
