"""What a model's ``prior`` does, whatever it says: rows, memory, price."""

import time
from dataclasses import dataclass
from statistics import median

import torch
from torch import Tensor

from latentwalk.engine.calls import CALL_ERRORS, last_line
from latentwalk.engine.contract import block_frames_for
from latentwalk.engine.introspect import Facts
from latentwalk.engine.prior import Prior
from latentwalk.engine.probe import (
    STATELESS_ROWS,
    Bench,
    Findings,
    is_close,
    is_row_major,
    method_state,
)
from latentwalk.engine.state import MethodState

PROBE_STEPS = 8
TEMPERATURES = (1.0, 0.5)  # of the two rows
OTHER_TEMPERATURE = 1.5  # of row 1, when it must move nobody but itself
TIMED_CALLS = 5
SHARE = 0.25  # of the block, that all instances of a prior may take together
LONE_SHARE = 0.5  # that the only one may take, where not even one fits the share


@dataclass(frozen=True, slots=True)
class PriorFindings:
    """What :func:`open_prior` found.

    Attributes:
        prior: ``None`` where the model has none that can be walked.
        problem: Why not, in words that follow "its prior"; empty where it declares none.
        call_s: What one row and block cost, seconds; 0 unmeasured.
    """

    prior: Prior | None = None
    problem: str = ""
    call_s: float = 0.0

    @property
    def way(self) -> str:
        """How it runs, for people."""
        if self.prior is None:
            return "none"
        return "batched" if self.prior.is_batched else "one by one"

    @property
    def rows(self) -> int:
        """Walkers it serves at once."""
        return 0 if self.prior is None else self.prior.max_rows


def open_prior(
    module: torch.jit.ScriptModule,
    facts: Facts,
    findings: Findings,
    sample_rate_hz: int,
    stated_rows: int | None = None,
) -> PriorFindings:
    """Try a model's prior, and price it; a bad one is no reason to refuse the model.

    Args:
        module: The loaded export; its state stays as it was.
        facts: Its declarations.
        findings: Of its other methods.
        sample_rate_hz: The model's rate.
        stated_rows: What its card allows instead of what was measured.
    """
    problem = _misfit(facts)
    if facts.prior is None or problem:
        return PriorFindings(problem=problem)
    temperatures = torch.tensor(TEMPERATURES)[:, None, None].repeat(1, 1, PROBE_STEPS)
    bench = Bench(module, module.prior, temperatures)
    try:
        return _try(bench, facts, findings, sample_rate_hz, stated_rows)
    except CALL_ERRORS as error:
        return PriorFindings(problem=f"raises: {last_line(error)}")
    finally:
        bench.fresh.restore()


def affordable_rows(call_s: float, block_s: float) -> int:
    """Return how many calls of that cost, one after another, a block has room for."""
    rows = int(SHARE * block_s / max(call_s, 1e-9))
    return rows or int(call_s <= LONE_SHARE * block_s)


def _misfit(facts: Facts) -> str:
    """Say what its four numbers promise that cannot stand where ``place`` stands."""
    found, encode = facts.prior, facts.encode
    if found is None:
        return ""
    given = [found.channels_in, found.ratio_in, found.channels_out, found.ratio_out]
    expected = [1, encode.ratio_out, encode.channels_out, encode.ratio_out]
    return "" if given == expected else f"declares {given}, expected {expected}"


def _try(
    bench: Bench, facts: Facts, findings: Findings, sample_rate_hz: int, stated_rows: int | None
) -> PriorFindings:
    latent_size, ratio = facts.encode.channels_out, facts.encode.ratio_out
    first = bench.run(bench.given[:1])
    shape, expected = list(first.output.shape), [1, latent_size, PROBE_STEPS]
    if shape != expected:
        return PriorFindings(problem=f"answers {shape}, expected {expected}")
    if not first.ends_finite:
        return PriorFindings(problem="answers NaN or infinity")
    is_batched = _is_batched(bench) and _restarts(bench, method_state(bench, True), 2)
    state = method_state(bench, is_batched)
    others = {b.path for method in (findings.encode, findings.decode) for b in method.buffers}
    shared = sorted(others & {buffer.path for buffer in state.buffers})
    if shared:
        return PriorFindings(problem=f"writes {shared[0]!r}, which another method writes too")
    if not is_batched and not _restarts(bench, state, 1):
        return PriorFindings(problem="keeps a memory that cannot be reset for the next walker")
    block_frames = block_frames_for(sample_rate_hz, ratio)
    call_s = _time_call(bench, block_frames // ratio)
    if is_batched:
        holds = state.max_rows or STATELESS_ROWS
        rows = holds if stated_rows is None else min(holds, stated_rows)
    else:
        block_s = block_frames / sample_rate_hz
        rows = affordable_rows(call_s, block_s) if stated_rows is None else stated_rows
    if not rows:
        problem = f"takes {1e3 * call_s:.1f} ms of a {1e3 * block_frames / sample_rate_hz:.1f} ms"
        return PriorFindings(problem=f"{problem} block, or its card keeps it off", call_s=call_s)
    bench.fresh.restore()
    for row in range(holds if is_batched else 1):
        state.reset(row)
    prior = Prior(bench.method, state, latent_size, rows, is_batched)
    return PriorFindings(prior, call_s=call_s)


def _is_batched(bench: Bench) -> bool:
    """Say whether row 1 moves neither row 0's answer nor row 0's state.

    Its rows may differ by noise of their own, so row 1 is not asked to equal row 0.
    """
    other = bench.given.clone()
    other[1] = OTHER_TEMPERATURE
    try:
        pair, changed = bench.run(bench.given), bench.run(other)
        alone = bench.run(bench.given[:1])
    except CALL_ERRORS:
        return False
    return (
        len(pair.output) == len(bench.given)
        and is_close(changed.output[:1], pair.output[:1])
        and is_close(alone.output, pair.output[:1])
        and is_row_major(pair, changed, alone, bench.fresh)
    )


def _restarts(bench: Bench, state: MethodState, n_rows: int) -> bool:
    """Say whether resetting the last row makes it a fresh one and lets the others go on."""
    last = n_rows - 1
    bench.fresh.restore()
    start, onward = _call(bench, n_rows), _call(bench, n_rows)
    bench.fresh.restore()
    _call(bench, n_rows)
    state.reset(last)
    again = _call(bench, n_rows)
    if not is_close(again[last:], start[last:]):
        return False
    return not last or is_close(again[:last], onward[:last])


def _call(bench: Bench, n_rows: int) -> Tensor:
    """Go on from where the state is, drawing the same each time."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        return bench.method(bench.given[:n_rows]).clone()


def _time_call(bench: Bench, n_steps: int) -> float:
    """Return what one row and block cost, the first call left out."""
    given = torch.ones(1, 1, n_steps)
    bench.method(given)
    times_s: list[float] = []
    for _ in range(TIMED_CALLS):
        started_s = time.perf_counter()
        bench.method(given)
        times_s.append(time.perf_counter() - started_s)
    return median(times_s)
