"""How fast a loaded model plays: what its contract says of time, and what is too slow."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np

from latentwalk.domain.errors import ContractError, InputFileError
from latentwalk.engine.capacity import ON_TIME_SHARE, rows_within, time_calls
from latentwalk.engine.contract import Contract, ModelReport
from latentwalk.engine.local import LocalPool
from latentwalk.engine.manifest import Manifest, manifest_of
from latentwalk.engine.options import EngineOptions
from latentwalk.engine.pool import Block

LIVELY = 0.1  # silence would let some models off cheaply


def time_pool(pool: LocalPool) -> None:
    """Time a pool's calls, write what was found into its contract, and start it afresh.

    Only if not one call of a single walker was on time is the pool too slow for it: on a busy
    machine the others may have waited for their turn.
    """
    contract = pool.contract

    def call(rows: int) -> float:
        pool.step(_crowd(contract, rows))
        return pool.last_call_time_s

    cost = time_calls(call, contract.block_s, contract.max_rows)
    limit_s = ON_TIME_SHARE * contract.block_s
    on_time = rows_within(cost.seconds, limit_s, contract.max_rows)
    if cost.fastest_s <= limit_s:
        on_time = max(1, on_time)
    pool.step(Block.silent(contract, np.zeros(0, np.uint64)))
    pool.begin(pool.proved(contract.timed(on_time, cost.points)))


def _crowd(contract: Contract, rows: int) -> Block:
    """Return a block of so many sessions, all with a microphone."""
    block = Block.silent(contract, np.arange(1, rows + 1, dtype=np.uint64))
    block.has_mic[:], block.gain_mic[:] = True, 0.5
    block.mic[:] = LIVELY * np.random.default_rng(0).standard_normal(block.mic.shape)
    return block


def slowness(pool: LocalPool) -> str:
    """Return why a timed pool is too slow for a single walker, empty where it is not."""
    if pool.contract.on_time_rows >= 1:
        return ""
    call_ms, block_ms = 1e3 * pool.contract.call_cost[0][1], 1e3 * pool.contract.block_s
    return (
        f"one walker takes {call_ms:.1f} ms of every {block_ms:.1f} ms on this machine, "
        f"expected at most {ON_TIME_SHARE * block_ms:.1f} ms"
    )


def require_speed(pool: LocalPool, manifest: Manifest) -> None:
    """Refuse a timed pool that could not play for a single walker.

    Raises:
        ContractError: With the figure.
    """
    problem = slowness(pool)
    if problem:
        remedy = "Use a smaller model or a faster machine; `latentwalk render` still plays it"
        raise ContractError(manifest.path, "speed", problem, remedy)


def timed_report(report: ModelReport, path: Path, options: EngineOptions) -> ModelReport:
    """Return the report of a file that can be played with how fast it plays here.

    That it is too slow for a live walker is a remark: it can still be rendered.
    """
    try:
        with closing(LocalPool(manifest_of(path), options=options)) as pool:
            time_pool(pool)
            contract, remarks = pool.contract, (report.reason, *pool.reasons, slowness(pool))
    except InputFileError as error:
        return replace(report, ok=False, reason=str(error))
    return replace(
        report,
        reason="; ".join(dict.fromkeys(part for part in remarks if part)),
        seeded=contract.seeded,
        way=contract.way,
        precision=contract.precision,
        error_db=None if contract.error_db is None else round(contract.error_db, 1),
        on_time_rows=contract.on_time_rows,
        call_ms=round(1e3 * contract.call_cost[0][1], 3),
        block_ms=round(1e3 * contract.block_s, 3),
    )
