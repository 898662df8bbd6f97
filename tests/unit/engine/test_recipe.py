"""bf16 is used where it holds; what does not hold is made in single precision, size by size."""

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from latentwalk.engine import lowering, product, proof, recipe, tuning
from latentwalk.engine.budget import Budget
from latentwalk.engine.calls import engine_mode
from latentwalk.engine.lowering import Lowered, Lowering
from latentwalk.engine.options import Precision
from latentwalk.engine.proof import HALF_DB, Proof
from tests.fakes.models import Shelf
from tests.unit.engine.lowering_rig import BLOCK_S, Rig, rig


@pytest.fixture(autouse=True)
def _bf16_everywhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Let every processor and every product do it, however slowly."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(lowering, "has_bf16", lambda device: True)
    monkeypatch.setattr(product, "NARROW", 0)
    monkeypatch.setattr(tuning, "GAIN", 1e-6)


@pytest.fixture
def plain(shelf: Shelf) -> Rig:
    return rig(shelf, "plain", "encode")


def lowered(plain: Rig, precision: Precision = Precision.AUTO) -> Lowered:
    with engine_mode():
        limits = 8, BLOCK_S
        found = Lowering(plain.sha256, *limits, precision).lower(
            "method", plain.method, plain.state, plain.shape
        )
    assert isinstance(found, Lowered), found
    return found


def test_bf16_plays_within_its_floor_and_single_precision_when_forced(plain: Rig) -> None:
    half, exact = lowered(plain), lowered(plain, Precision.FP32)
    assert (half.precision, exact.precision) == ("bf16", "fp32")
    assert HALF_DB <= half.error_db < 80 < exact.error_db
    with engine_mode():
        noise = plain.noise(1)
        np.testing.assert_allclose(half.call(noise), exact.call(noise), atol=0.05)


def test_size_that_fails_in_bf16_is_made_exact_and_the_next_load_knows(
    plain: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    prove, tried = proof.prove, []

    def strict(*given: object) -> Proof:
        found = prove(*given)  # type: ignore[arg-type]
        tried.append(found)
        return replace(found, error_db=39.9) if found.error_db < 80 and given[-1] == 4 else found

    monkeypatch.setattr(recipe, "prove", strict)
    caplog.set_level(logging.WARNING)
    found = lowered(plain)
    with engine_mode():
        found.prepare(4)
    assert [program.precision for _, program in found._programs] == ["bf16", "fp32"]
    assert "method: 4 rows not in bf16: of 4 rows one is 39.9 dB" in caplog.text
    assert len(tried) == 1 + len(recipe.TIGHTER_DB) + 1
    tried.clear()
    again = lowered(plain)
    with engine_mode():
        again.prepare(4)
    assert len(tried) == 2
    assert again.sizes == (1, 4)


def test_where_a_proof_fails_more_products_stay_exact_and_bf16_is_tried_again(
    plain: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    prove = proof.prove
    floors_db: list[float] = []

    def strict(*given: object) -> Proof:
        found = prove(*given)  # type: ignore[arg-type]
        return replace(found, error_db=39.9) if given[-1] == 4 and len(floors_db) < 2 else found

    def spend(budget: Budget) -> list[int]:
        floors_db.append(budget.floor_db)
        return [99 + len(floors_db)]

    monkeypatch.setattr(recipe, "prove", strict)
    monkeypatch.setattr(Budget, "kept_exact", spend)
    found = lowered(plain)
    with engine_mode():
        found.prepare(4)
    assert [program.precision for _, program in found._programs] == ["bf16", "bf16"]
    assert len(floors_db) == 2
    assert floors_db[1] - floors_db[0] == pytest.approx(recipe.TIGHTER_DB[1])
    assert found._recipe.tuning.noted("method: kept exact") == "100 101"


def test_where_bf16_cannot_even_be_tried_single_precision_plays(
    plain: Rig, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(_: Budget) -> list[int]:
        raise RuntimeError("no such layout here")

    monkeypatch.setattr(Budget, "kept_exact", refuse)
    caplog.set_level(logging.WARNING)
    found = lowered(plain)
    assert (found.precision, found.sizes) == ("fp32", (1,))
    assert found.error_db > 80
    assert "not lowered in bf16: method: no such layout here" in caplog.text


def test_products_that_stay_exact_are_measured_once(
    plain: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    lowered(plain)

    def refuse(*_: object) -> None:
        raise AssertionError("measured again")

    monkeypatch.setattr(recipe, "Budget", refuse)
    assert lowered(plain).precision == "bf16"


def test_a_note_that_makes_no_sense_keeps_nothing_exact(
    plain: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Budget, "kept_exact", lambda _: [-1, 10**6])
    assert lowered(plain).precision == "bf16"
