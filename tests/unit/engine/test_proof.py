"""The proof compares blocks in a row, from states that sound reached, row by row."""

import math
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext

import pytest
import torch

from latentwalk.engine.calls import engine_mode
from latentwalk.engine.lowering import Lowered
from latentwalk.engine.program import Program
from latentwalk.engine.proof import EXACT_DB, HALF_DB, Proof, ProofError, prove, require_exact
from latentwalk.engine.state import MethodState
from tests.fakes.models import Shelf
from tests.unit.engine.lowering_rig import Rig, rig

ROWS = 2


@pytest.fixture
def encode(shelf: Shelf) -> Rig:
    return rig(shelf, "plain", "encode")


def parts(lowered: Lowered) -> tuple[Program, MethodState]:
    with engine_mode():
        lowered.prepare(ROWS)
    return dict(lowered._programs)[ROWS], lowered.state


def proved(encode: Rig, program: Program, state: MethodState) -> float:
    with engine_mode():
        fresh, mine = encode.state.save(), state
        halves = MethodState(mine.buffers)
        proof = prove(encode.method, encode.state, program, halves, ROWS)
        encode.state.load(fresh)
    return proof.error_db


def test_what_is_the_export_passes(encode: Rig) -> None:
    assert proved(encode, *parts(encode.lowered())) > EXACT_DB


def test_one_row_in_another_state_is_enough_to_fail(
    encode: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    program, state = parts(encode.lowered())
    run, blocks = Program.run, iter(range(100))

    def forgetful(self: Program, given: torch.Tensor) -> torch.Tensor:
        answer = run(self, given)
        if next(blocks) == 9:
            state.reset(1)
        return answer

    monkeypatch.setattr(Program, "run", forgetful)
    assert proved(encode, program, state) < HALF_DB


def test_nan_is_never_exact(encode: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    program, state = parts(encode.lowered())
    run = Program.run
    monkeypatch.setattr(Program, "run", lambda *given: run(*given) * math.nan)
    assert proved(encode, program, state) == -math.inf


@pytest.mark.parametrize(("error_db", "half"), [(79.9, False), (39.9, True), (math.nan, True)])
def test_floors_refuse_with_the_figure(error_db: float, half: bool) -> None:
    with pytest.raises(ProofError, match=f"of 8 rows one is {error_db:.1f} dB"):
        require_exact(Proof(error_db, 0.0), 8, half)
    require_exact(Proof(80.0, 0.0), 8, half)


def test_proof_of_what_draws_nothing_leaves_everybodys_random_numbers(encode: Rig) -> None:
    program, state = parts(encode.lowered())
    before = torch.default_generator.get_state()
    seeds: list[int] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch.random, "fork_rng", _only_if_off(seeds))
        assert proved(encode, program, state) > EXACT_DB
    assert seeds == []
    assert torch.equal(torch.default_generator.get_state(), before)


def _only_if_off(seeds: list[int]) -> Callable[..., AbstractContextManager[None]]:
    """Return a fork that notes when it is asked to do anything."""

    def fork(devices: list[int], enabled: bool) -> AbstractContextManager[None]:
        seeds.extend([1] if enabled else devices)
        return nullcontext()

    return fork
