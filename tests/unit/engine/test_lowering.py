"""What plays for an export is proved to be the export, size by size, or is not played."""

import logging
from dataclasses import replace

import numpy as np
import pytest
import torch

from latentwalk.engine import proof, recipe
from latentwalk.engine.calls import engine_mode
from latentwalk.engine.capture import CaptureError
from latentwalk.engine.proof import Proof, ProofError
from latentwalk.engine.weights import Weights
from tests.fakes.models import Shelf
from tests.unit.engine.lowering_rig import Rig, rig

ROWS = 3


@pytest.fixture(params=["encode", "decode"])
def plain(shelf: Shelf, request: pytest.FixtureRequest) -> Rig:
    return rig(shelf, "plain", request.param)


def test_lowered_plays_as_the_export_whatever_the_number_of_rows(plain: Rig) -> None:
    found = plain.lowered()
    with engine_mode():
        for moment, rows in enumerate((1, 3, 2, 5, 5)):
            for row in range(2, rows):  # what padded the sizes before is silence, not nothing
                for state in (found.state, plain.state):
                    state.reset(row)
            noise = plain.noise(rows, moment)
            expected = plain.method(noise)
            got = found.call(noise)
            np.testing.assert_allclose(got.numpy(), expected.numpy(), atol=1e-5)
    assert found.sizes == (1, 4, 8)
    assert found.error_db >= 80.0


def test_preparing_leaves_what_plays_and_the_export_as_they_are(plain: Rig) -> None:
    found, twin = plain.lowered(), plain.lowered()
    with engine_mode():
        before = plain.state.save()
        for moment in range(3):
            noise = plain.noise(1, moment)
            got, expected = found.call(noise), twin.call(noise)
            assert torch.equal(got, expected)
            found.prepare(2 ** (moment + 1))
        after = plain.state.save()
    assert found.sizes == (1, 2, 4, 8)
    assert twin.sizes == (1,)
    assert all(map(torch.equal, before, after))


def test_several_blocks_at_once_are_played_one_by_one(plain: Rig) -> None:
    found, twin = plain.lowered(), plain.lowered()
    with engine_mode():
        parts = [plain.noise(2, moment) for moment in range(3)]
        whole = found.call(torch.cat(parts, dim=2))
        assert torch.equal(whole, torch.cat([twin.call(part) for part in parts], dim=2))
        with pytest.raises(ValueError, match="expected a multiple of"):
            found.call(torch.cat([*parts, parts[0][..., :-1]], dim=2))


def test_broken_weight_layout_is_refused_by_the_proof_and_told(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    offer = Weights.offer

    def with_two_rows_swapped(weights: Weights, matrix: torch.Tensor) -> None:
        order = list(range(matrix.shape[0]))
        order[1], order[300] = order[300], order[1]
        offer(weights, matrix[order])

    monkeypatch.setattr(Weights, "offer", with_two_rows_swapped)
    caplog.set_level(logging.WARNING)
    told = rig(shelf, "plain", "encode").lower()
    assert isinstance(told, str)
    assert "one is" in told
    assert "expected at least 80 dB" in told
    assert "not lowered" in caplog.text


def test_size_that_fails_its_proof_is_not_played_and_no_larger_one_is_tried(
    plain: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    found, prove = plain.lowered(), proof.prove
    with engine_mode():
        found.prepare(2)
        monkeypatch.setattr(recipe, "prove", lambda *given: replace(prove(*given), error_db=79.9))
        with pytest.raises(ProofError, match=r"of 4 rows one is 79\.9 dB"):
            found.prepare(4)
        assert (found.sizes, found.limit, found.ready_rows) == ((1, 2), 2, 2)
        assert found.missing(9) is None
        with pytest.raises(ValueError, match="expected at most 2 rows, got 3"):
            found.call(plain.noise(ROWS))


def test_sizes_far_too_slow_are_the_last(plain: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    found = plain.lowered()
    prove = proof.prove

    def slow(*given: object) -> Proof:
        return replace(prove(*given), call_s=3 * BLOCKS_S)  # type: ignore[arg-type]

    with engine_mode():
        monkeypatch.setattr(recipe, "prove", slow)
        found.prepare(4)
    assert (found.limit, found.ready_rows, found.missing(20)) == (4, 4, None)


BLOCKS_S = 0.02


def test_the_size_of_those_who_play_is_missed_first_then_the_next(plain: Rig) -> None:
    found = plain.lowered(max_rows=20)
    assert [found.missing(rows) for rows in (0, 1, 2, 5, 17, 20, 30)] == [
        None, 2, 2, 8, 20, 20, 20
    ]  # fmt: skip
    with engine_mode():
        found.prepare(2)
        assert found.missing(2) == 4
        found.prepare(20)
    assert found.missing(20) is None
    assert found.sizes == (1, 2, 20)


def test_rows_that_are_no_size_are_padded_with_nobody(plain: Rig) -> None:
    found, twin = plain.lowered(max_rows=3), plain.lowered()
    with engine_mode():
        noise = plain.noise(3)
        np.testing.assert_allclose(found.call(noise), twin.call(noise), atol=1e-6)
    assert found.sizes == (1, 3)


def test_export_that_cannot_be_recorded_is_told(
    plain: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise CaptureError("it decides by what it hears")

    monkeypatch.setattr(recipe, "capture", refuse)
    assert plain.lower() == "method: it decides by what it hears"
