"""What an engine process says when it is told what to load; what it says later is test_process."""

import contextlib
import json
import threading
from functools import partial
from multiprocessing.connection import Connection, Pipe
from typing import Any

import numpy as np
import pytest

from latentwalk.engine import worker
from latentwalk.engine.arena import Arena, ArenaLayout, open_memory
from latentwalk.engine.local import LocalPool
from latentwalk.engine.manifest import Manifest
from latentwalk.engine.model import Model, load_model
from latentwalk.engine.number import pack_number
from latentwalk.engine.options import Device, EngineOptions, Precision
from latentwalk.engine.order import Order
from tests.fakes.models import Shelf
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


def test_process_that_hears_nothing_for_long_forgets_everybody(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "KEPT_S", 0.0)
    pool, _ = answer(Order(manifest=shelf.card("nameless"), is_timed=False))
    assert pool is not None
    block = lively(pool.contract, keys(1), 0)
    fresh = pool.step(block).wet
    memory, (ours, theirs) = open_memory(), Pipe()
    arena = Arena(memory, ArenaLayout.of(pool.contract))
    forgets = threading.Event()

    def forget() -> None:
        LocalPool.forget(pool)
        forgets.set()

    monkeypatch.setattr(pool, "forget", forget)
    with ours, theirs:
        serving = threading.Thread(target=_until_closed, args=(theirs, arena, pool))
        serving.start()
        assert forgets.wait(LIMIT_S)
        arena.write_block(1, block, keys(1))
        ours.send_bytes(pack_number(1))
        assert ours.poll(LIMIT_S)
        ours.recv_bytes()
    serving.join(LIMIT_S)
    np.testing.assert_array_equal(arena.read_answer(1).stepped.wet, fresh)


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
