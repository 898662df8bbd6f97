"""What an engine process says when it is told what to load; what it says later is test_process."""

import contextlib
import json
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection, Pipe
from typing import Any

import numpy as np
import pytest

from latentwalk.domain.block import Samples
from latentwalk.engine import worker
from latentwalk.engine.arena import Arena, ArenaLayout, open_memory
from latentwalk.engine.local import LocalPool
from latentwalk.engine.manifest import Manifest
from latentwalk.engine.model import Model, load_model
from latentwalk.engine.number import pack_number, pack_warm, unpack_number
from latentwalk.engine.options import Device, EngineOptions, Precision
from latentwalk.engine.order import Order
from latentwalk.engine.pool import Block
from tests.fakes.models import Shelf
from tests.unit.engine.conftest import OpenPool
from tests.unit.engine.test_local import keys, lively
from tests.unit.engine.test_timing import Slow

LIMIT_S = 30.0


def answer(order: Order) -> tuple[LocalPool | None, dict[str, Any]]:
    ours, theirs = Pipe()
    with ours, theirs:
        ours.send_bytes(order.model_dump_json().encode())
        pool = worker._load(theirs)
        return pool, json.loads(ours.recv_bytes()) if ours.poll() else {}


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "LocalPool", partial(LocalPool, clock=Slow(0.05)))


@pytest.mark.usefixtures("slow")
def test_too_slow_a_model_is_refused_with_figure_and_remedy(shelf: Shelf) -> None:
    pool, said = answer(Order(manifest=shelf.card("plain")))
    assert pool is None
    assert said["error"] == "ContractError"
    _, place, problem, remedy = said["story"]
    assert place == "speed"
    assert "50.0 ms of every 21.3 ms" in problem
    assert "smaller model" in remedy


@pytest.mark.usefixtures("slow")
def test_a_second_process_takes_the_firsts_word(shelf: Shelf) -> None:
    pool, said = answer(Order(manifest=shelf.card("plain"), is_timed=False))
    assert pool is not None
    assert said == {}


@dataclass
class Served:
    """The server's end of an engine process that is a thread."""

    connection: Connection
    arena: Arena
    number: int = 0

    def play(self, block: Block) -> Samples:
        self.number += 1
        self.arena.write_block(self.number, block, block.sessions)
        self.connection.send_bytes(pack_number(self.number))
        assert self.connection.poll(LIMIT_S)
        assert unpack_number(self.connection.recv_bytes()) == self.number
        return self.arena.read_answer(self.number).stepped.wet


@contextlib.contextmanager
def served(pool: LocalPool) -> Iterator[Served]:
    memory, (ours, theirs) = open_memory(), Pipe()
    arena = Arena(memory, ArenaLayout.of(pool.contract))
    os.close(memory)
    with ours, theirs:
        serving = threading.Thread(target=_until_closed, args=(theirs, arena, pool))
        serving.start()
        yield Served(ours, arena)
    serving.join(LIMIT_S)


def test_process_that_hears_nothing_for_long_forgets_everybody(
    open_pool: OpenPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "KEPT_S", 0.0)
    pool, forgets = open_pool("nameless"), threading.Event()
    block = lively(pool.contract, keys(1), 0)
    fresh = pool.step(block).wet

    def forget() -> None:
        LocalPool.forget(pool)
        forgets.set()

    monkeypatch.setattr(pool, "forget", forget)
    with served(pool) as server:
        assert forgets.wait(LIMIT_S)
        np.testing.assert_array_equal(server.play(block), fresh)


def test_reserve_gets_ready_aside_and_who_plays_is_not_told_to(
    open_pool: OpenPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    stayed, pool, expected = open_pool("plain"), open_pool("plain"), []

    def expect(rows: int) -> None:
        expected.append(rows)
        LocalPool.expect(pool, rows)

    monkeypatch.setattr(pool, "expect", expect)
    monkeypatch.setattr(worker, "yield_session", lambda: None)  # it is the tests' own
    monkeypatch.setattr(worker, "raise_session", lambda: None)
    with served(pool) as server:
        server.connection.send_bytes(pack_warm(8))
        for moment in range(3):
            block = lively(pool.contract, keys(1), moment)
            alone = stayed.step(block).wet
            np.testing.assert_allclose(server.play(block), alone, atol=1e-6)  # padded otherwise
            server.connection.send_bytes(pack_warm(12))
    assert expected == [8]
    assert pool.totals.restored == 0


def _until_closed(connection: Connection, arena: Arena, pool: LocalPool) -> None:
    with contextlib.suppress(EOFError, OSError):
        worker.serve(connection, arena, pool)


def test_options_reach_the_load(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[EngineOptions] = []

    def watching(manifest: Manifest, options: EngineOptions) -> Model:
        seen.append(options)
        return load_model(manifest, options)

    monkeypatch.setattr("latentwalk.engine.local.load_model", watching)
    given = EngineOptions(precision=Precision.TORCHSCRIPT)
    answer(Order(manifest=shelf.card("nameless"), options=given))
    assert seen == [given]


def test_device_that_is_not_there_is_refused_in_one_line(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    cuda = EngineOptions(device=Device.CUDA)
    pool, said = answer(Order(manifest=shelf.card("plain"), options=cuda))
    assert pool is None
    assert said["error"] == "DeviceError"
    (text,) = said["story"]
    assert text.startswith("no CUDA device is present")
    assert text.endswith("use --device cpu")
    assert "\n" not in text
