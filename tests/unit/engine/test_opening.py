"""A model says how it is played, and why it is played no better."""

import logging
from contextlib import closing
from typing import Any

import pytest

from latentwalk.engine import recipe
from latentwalk.engine.capture import CaptureError, capture
from latentwalk.engine.graph import Graph
from latentwalk.engine.local import LocalPool
from latentwalk.engine.model import load_model
from latentwalk.engine.options import EngineOptions, Precision
from tests.fakes.models import Shelf
from tests.unit.engine.test_local import keys, lively

EXACT = EngineOptions(precision=Precision.FP32)


def test_what_is_lowered_tells_its_error(shelf: Shelf) -> None:
    way = load_model(shelf.card("plain"), EXACT).way
    assert (way.way, way.precision, way.reasons) == ("lowered", "fp32", ())
    assert way.error_db is not None
    assert way.error_db >= 80.0


def test_what_keeps_no_rows_apart_plays_one_by_one_and_says_why(shelf: Shelf) -> None:
    way = load_model(shelf.card("one_row")).way
    assert (way.way, way.error_db) == ("one by one", None)
    assert "each walker costs a call of its own" in way.reasons[0]


def test_torchscript_is_played_where_it_is_asked_for(shelf: Shelf) -> None:
    way = load_model(shelf.card("plain"), EngineOptions(precision=Precision.TORCHSCRIPT)).way
    assert (way.way, way.error_db, way.reasons) == ("torchscript", None, ())


def test_method_that_cannot_be_lowered_plays_as_it_came_and_the_log_says_why(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tries: list[object] = []

    def moody(*given: Any) -> Graph:
        tries.append(given)
        if len(tries) == 1:  # encode comes first
            raise CaptureError("it decides by what it hears")
        return capture(*given)

    with closing(LocalPool(shelf.card("plain"))) as whole:
        expected = whole.step(lively(whole.contract, keys(1, 2), 0)).wet
    monkeypatch.setattr(recipe, "capture", moody)
    caplog.set_level(logging.WARNING)
    with closing(LocalPool(shelf.card("plain"), options=EXACT)) as pool:
        assert pool.contract.way == "torchscript"
        assert pool.reasons == ("encode: it decides by what it hears",)
        heard = pool.step(lively(pool.contract, keys(1, 2), 0)).wet
    assert "not lowered: encode: it decides by what it hears" in caplog.text
    assert abs(heard - expected).max() < 1e-5
