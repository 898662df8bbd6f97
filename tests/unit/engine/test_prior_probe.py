"""What a prior is found to be, whatever it declares."""

from pathlib import Path

import pytest
import torch

from latentwalk.engine.calls import engine_mode, open_calls
from latentwalk.engine.introspect import read_facts
from latentwalk.engine.loader import load_module
from latentwalk.engine.model import load_model
from latentwalk.engine.prior import official_temperature
from latentwalk.engine.prior_probe import PriorFindings, affordable_rows, open_prior
from latentwalk.engine.probe import probe
from latentwalk.engine.state import StateRecord
from tests.fakes.models import Shelf
from tests.fakes.nets import ROWS


def found(path: Path, stated_rows: int | None = None) -> PriorFindings:
    module = load_module(path, None)
    with engine_mode():
        facts = read_facts(module, path)
        findings = probe(module, open_calls(module, facts, path), facts, 48_000, path)
        fresh = StateRecord(module)
        told = open_prior(module, facts, findings, 48_000, stated_rows)
        assert not StateRecord(module).changed(fresh)
        return told


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("dreaming", "batched"),
        ("brooding", "batched"),
        ("solo", "one by one"),
        ("solo_drawing", "one by one"),
    ],
)
def test_priors_run_as_their_rows_allow(shelf: Shelf, name: str, way: str) -> None:
    told = found(shelf.path(name))
    assert (told.way, told.problem) == (way, "")
    assert told.call_s > 0.0
    assert told.rows == ROWS if way == "batched" else told.rows > 0


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("plain", ""),
        ("entangled", "which another method writes too"),
        ("unforgetting", "cannot be reset"),
        ("two_temperatures", "declares [2, 1024, 4, 1024], expected [1, 1024, 4, 1024]"),
    ],
)
def test_what_cannot_be_walked_is_left_out_and_says_why(
    shelf: Shelf, name: str, problem: str
) -> None:
    told = found(shelf.path(name))
    assert told.rows == 0
    assert problem in told.problem
    assert bool(told.problem) == bool(problem)


@pytest.mark.parametrize(("name", "rows"), [("dreaming", 3), ("solo", 3), ("dreaming", 0)])
def test_a_card_may_say_how_many(shelf: Shelf, name: str, rows: int) -> None:
    assert found(shelf.path(name), rows).rows == rows


@pytest.mark.parametrize(
    ("call_ms", "rows"), [(1.0, 5), (5.0, 1), (6.0, 1), (10.0, 1), (11.0, 0), (100.0, 0)]
)
def test_all_instances_together_take_a_quarter_of_a_block(call_ms: float, rows: int) -> None:
    assert affordable_rows(call_ms / 1e3, 0.0213) == rows


def test_every_process_of_a_pool_agrees_on_its_priors(shelf: Shelf) -> None:
    card = shelf.card("solo")
    contract = load_model(card).contract
    assert contract.prior_rows > 0
    assert card.measured(contract).model.prior_rows == contract.prior_rows


def test_an_official_prior_hears_the_temperature_that_was_meant() -> None:
    meant = torch.tensor([0.02, 0.5, 1.0, 2.0])
    heard = torch.nn.functional.softplus(official_temperature(meant)) / torch.log(torch.tensor(2.0))
    torch.testing.assert_close(heard, meant)
    assert torch.isfinite(official_temperature(torch.zeros(1))).all()
