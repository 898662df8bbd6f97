import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import cast

import pytest

from latentwalk.engine.contract import Contract
from latentwalk.engine.model import load_model
from latentwalk.engine.order import Order
from latentwalk.engine.standby import Standby
from tests.fakes.models import Shelf
from tests.fakes.pool import wire_contract

pytestmark = pytest.mark.slow  # processes that import torch
LIMIT_S = 60.0


@pytest.fixture(scope="module")
def order(shelf: Shelf) -> Order:
    return Order(manifest=shelf.card("nameless"), is_timed=False)


@pytest.fixture(scope="module")
def contract(order: Order) -> Contract:
    return load_model(order.manifest).contract


def until(claim: Callable[[], bool]) -> None:
    deadline_s = time.monotonic() + LIMIT_S
    while not claim():
        assert time.monotonic() < deadline_s
        time.sleep(0.02)


def test_standby_that_dies_is_replaced(order: Order, contract: Contract) -> None:
    with closing(Standby(order, contract, spare=1)) as standby:
        until(lambda: standby.is_ready)
        first = standby._ready[0].process_id
        os.kill(first, signal.SIGKILL)
        until(lambda: bool(standby._ready) and standby._ready[0].process_id != first)
        taken = standby.take()
        assert taken is not None
        assert taken.is_alive()
        taken.close()


def test_file_that_changed_since_is_not_taken(
    order: Order, contract: Contract, caplog: pytest.LogCaptureFixture
) -> None:
    other = replace(contract, ratio=512)
    with caplog.at_level(logging.ERROR), closing(Standby(order, other, spare=1)) as standby:
        until(lambda: bool(caplog.messages))
        assert not standby.is_ready
    assert "changed on disk" in caplog.messages[0]


class Reserve:
    """A process that is loaded at once and notes what it is asked to get ready for."""

    process_id = 7

    def __init__(self, order: Order, is_awaited: bool) -> None:
        self.warmed: list[int] = []

    def wait_ready(self, stop: threading.Event) -> Contract:
        return wire_contract()

    def warm(self, rows: int) -> None:
        self.warmed.append(rows)

    def is_alive(self) -> bool:
        return True

    def close(self) -> None:
        pass


def test_reserve_gets_ready_for_as_many_as_play_and_never_for_fewer(
    order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("latentwalk.engine.standby.EngineProcess", Reserve)
    with closing(Standby(order, wire_contract(), spare=1)) as standby:
        standby.warm(4)
        until(lambda: standby.is_ready)
        reserve = cast(Reserve, standby._ready[0])
        until(lambda: reserve.warmed == [4])
        for rows in (2, 8, 8, 4):
            standby.warm(rows)
        until(lambda: reserve.warmed == [4, 8])
        assert standby.take() is not None
        until(lambda: standby.is_ready)
