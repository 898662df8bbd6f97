"""A program held against the export it came from, before anybody hears it (DESIGN §5.3)."""

import math
import time
from dataclasses import dataclass

import torch
from torch import Tensor

from latentwalk.engine.calls import Method
from latentwalk.engine.program import Program
from latentwalk.engine.state import MethodState

PROOF_BLOCKS, WARM_BLOCKS = 16, 3
EXACT_DB, HALF_DB = 80.0, 40.0  # least signal-to-error ratio, single precision and bf16
LOUD, LONG = 0.1, 256  # of sound; what has fewer steps is latents, of variance one
TINY = 1e-30


class ProofError(RuntimeError):
    """A lowered graph differs from the export; the text gives the figure."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What a comparison with the export showed.

    Attributes:
        error_db: Least signal-to-error ratio of any row, over all blocks.
        call_s: Least time of a lowered call, of the thread's own.
    """

    error_db: float
    call_s: float


def require_exact(proof: Proof, rows: int, half: bool) -> None:
    """Refuse what strays from the export.

    Raises:
        ProofError: With the figure.
    """
    floor_db = HALF_DB if half else EXACT_DB
    if not proof.error_db >= floor_db:
        problem = f"of {rows} rows one is {proof.error_db:.1f} dB above its error"
        raise ProofError(f"{problem}, expected at least {floor_db:.0f} dB")


def noise_of(shape: tuple[int, ...], n_blocks: int) -> list[Tensor]:
    """Return blocks of noise as loud as what a method is given, [B, C, T]; the same each time."""
    noise = torch.Generator().manual_seed(shape[0])
    level = LOUD if shape[2] > LONG else 1.0
    return [level * torch.randn(shape, generator=noise) for _ in range(n_blocks)]


def prove(
    method: Method, state: MethodState, program: Program, trial: MethodState, rows: int
) -> Proof:
    """Play the same noise through the export and the program, from states that noise reached.

    Args:
        method: The export's call; its state is advanced.
        state: What it remembers.
        program: For ``rows`` rows, on the memory of ``trial``.
        trial: The program's memory.
        rows: How many.
    """
    blocks = noise_of(tuple(program.given.shape), PROOF_BLOCKS)
    for block in blocks[:WARM_BLOCKS]:
        method(block)
    for theirs, mine in zip(state.buffers, trial.buffers, strict=True):
        mine.tensor.copy_(theirs.tensor[: len(mine.tensor)])
    signal, error = torch.zeros(rows).double(), torch.zeros(rows).double()
    call_s = math.inf
    is_drawing = bool(program.draws)  # else a prior that plays meanwhile keeps its own numbers
    for number, block in enumerate(blocks):
        with torch.random.fork_rng(devices=[], enabled=is_drawing):
            if is_drawing:
                torch.default_generator.manual_seed(number)
            expected = method(block)
            if is_drawing:
                torch.default_generator.manual_seed(number)
            started_s = time.thread_time()
            got = program.run(block).to("cpu")
            call_s = min(call_s, time.thread_time() - started_s)
        signal += expected.double().square().flatten(1).sum(1)
        error += (expected - got).double().square().flatten(1).sum(1)
    if not bool((torch.isfinite(signal) & torch.isfinite(error)).all()):
        return Proof(-math.inf, call_s)
    ratio = (signal + TINY) / (error + TINY)
    return Proof(10 * math.log10(float(ratio.min())), call_s)
