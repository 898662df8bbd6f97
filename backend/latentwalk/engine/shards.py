"""One model in as many processes as its walkers need: more rows than one call holds."""

import logging
import math
import os
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, Protocol, Self

import numpy as np

from latentwalk.domain.clock import Clock
from latentwalk.domain.errors import EngineClosedError, LatentwalkError
from latentwalk.engine.capacity import ON_TIME_SHARE, CallCost
from latentwalk.engine.contract import Contract
from latentwalk.engine.homes import Homes
from latentwalk.engine.manifest import Manifest
from latentwalk.engine.options import DEFAULT_OPTIONS, EngineOptions
from latentwalk.engine.pool import Block, Pool, PoolCounters, Stepped
from latentwalk.engine.process import ProcessPool

FULL_SHARE = 0.8  # of what admission fills: then another process is started, ahead of need
KEPT_SHARE = 0.1  # of its rows a pool keeps for walkers who change models (DESIGN §5.6)
WORST = ("call_time_p50_s", "call_time_p99_s")  # of counters; the others add up
PAUSE_BLOCKS = 2048  # after a failed start: 44 s of one-tick blocks
log = logging.getLogger(__name__)


class Waiting(Pool, Protocol):
    """A pool whose sound comes a block later and can be waited for."""

    def wait(self, limit_s: float) -> bool:
        """See :class:`latentwalk.engine.shard.Shard`."""
        ...


Opening = Callable[[threading.Event], Waiting]


@dataclass(frozen=True, slots=True)
class Growth:
    """How a sharded pool grows.

    Attributes:
        open_another: Opens one more of the same model, waiting for it; the event ends the wait.
        most: Shards at the end.
    """

    open_another: Opening
    most: int


class ShardedPool:
    """Shards of one model, seen as one pool.

    A session stays on its shard; who is new goes where most room is. Another shard is loaded
    in a thread of its own, behind everybody else, when those that play are nearly full; what
    they carry together is the contract's and the capacity's sum. All share one standby.

    Args:
        first: The shard that is there.
        growth: How others come.
    """

    def __init__(self, first: Waiting, growth: Growth) -> None:
        self.block_frames, self.depth_frames = first.block_frames, first.depth_frames
        self.contract: Contract = first.contract
        self.shards: tuple[Waiting, ...] = (first,)
        self._growth = growth
        self._homes = Homes(first.contract.block_s)
        self._arrived: deque[Waiting] = deque()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._pause_blocks = 0

    @classmethod
    def open(
        cls,
        manifest: Manifest,
        walkers: int,
        standby: bool = True,
        clock: Clock | None = None,
        options: EngineOptions = DEFAULT_OPTIONS,
    ) -> Self:
        """Open a model's first process and wait until it is loaded.

        Args:
            manifest: Which model.
            walkers: Most at once: no more shards than they need.
            standby: Whether a process waits, loaded, for whichever dies.
            clock: Decides when a process hangs.
            options: How it may compute.

        Raises:
            ModelFileError: If the model cannot be loaded, cannot stream or is too slow.
            DeviceError: If the options name a device that is not there.
        """
        first = ProcessPool(manifest, standby, clock, options)
        most = most_shards(first.contract, walkers, os.cpu_count() or 1)
        return cls(first, Growth(first.open_beside, most))

    @property
    def counters(self) -> PoolCounters:
        """Counts of all shards together."""
        return summed([shard.counters for shard in self.shards])

    @property
    def capacity_rows(self) -> int:
        """Of all shards together."""
        return sum(shard.capacity_rows for shard in self.shards)

    def step(self, block: Block) -> Stepped:
        """Play one block; see :class:`latentwalk.engine.pool.Pool`."""
        if self._stop.is_set():
            raise EngineClosedError("the pool is closed; open another one")
        self._adopt()
        rows = np.where((block.width > 0) & (self.contract.channels_out == 1), 2, 1)
        room = [min(shard.capacity_rows, shard.contract.max_rows) for shard in self.shards]
        homes = self._homes.find(block.sessions.tolist(), rows.tolist(), room)
        self._grow(int(rows.sum()), sum(room))
        if len(self.shards) == 1:
            return self.shards[0].step(block)  # which checks it
        block.check(self.contract)
        stepped = Stepped.silent(self.contract, len(homes))
        for place, shard in enumerate(self.shards):
            here = np.flatnonzero(homes == place)
            answer = shard.step(block.take(here))
            for field in fields(Stepped):
                getattr(stepped, field.name)[here] = getattr(answer, field.name)
        return stepped

    def wait(self, limit_s: float) -> bool:
        """Wait for the last block's sound of every shard, so long for all of them together."""
        ends_s = time.monotonic() + limit_s
        waits = [shard.wait(max(0.0, ends_s - time.monotonic())) for shard in self.shards]
        return all(waits)

    def close(self) -> None:
        """End every shard, the first one last, as it owns the standby."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        for shard in (*self._arrived, *self.shards[::-1]):
            shard.close()
        self._arrived.clear()

    def _adopt(self) -> None:
        """Let a shard play that was loaded meanwhile."""
        while self._arrived:
            self._pause_blocks = 0
            self.shards = (*self.shards, self._arrived.popleft())
            parts = [shard.contract for shard in self.shards]
            sums: dict[str, Any] = {
                n: sum(getattr(c, n) for c in parts) for n in ("max_rows", "on_time_rows")
            }
            prior_rows = sum(part.prior_rows for part in parts)
            self.contract = replace(parts[0], prior_rows=prior_rows, **sums)
            story = self.contract.model_id, len(parts), self.contract.on_time_rows
            log.info("model %s plays in %d processes now, %d rows on time", *story)

    def _grow(self, rows: int, room: int) -> None:
        """Start loading another shard if the walk needs one soon."""
        self._pause_blocks = max(0, self._pause_blocks - 1)
        is_busy = self._thread is not None and self._thread.is_alive()
        if is_busy or self._arrived or self._pause_blocks or len(self.shards) >= self._growth.most:
            return
        kept = max(1.0, KEPT_SHARE * room)
        if rows > 0 and rows >= FULL_SHARE * (room - kept):
            self._pause_blocks = PAUSE_BLOCKS
            self._thread = threading.Thread(target=self._open, name="engine-shard", daemon=True)
            self._thread.start()

    def _open(self) -> None:
        try:
            self._arrived.append(self._growth.open_another(self._stop))
        except (LatentwalkError, OSError) as error:
            if not self._stop.is_set():
                log.error("no further process for model %s: %s", self.contract.model_id, error)


def most_shards(contract: Contract, walkers: int, cores: int) -> int:
    """Return how many shards can help: what the walkers need and the cores can play.

    One core is the server's; on a machine with one or two the rest is one.
    """
    full = max(1, min(contract.max_rows, contract.on_time_rows))
    busy = ON_TIME_SHARE
    if contract.call_cost:
        busy = min(busy, CallCost(contract.call_cost).seconds(full) / contract.block_s)
    playable = int(max(1, cores - 1) / max(busy, 1e-3))
    return max(1, min(math.ceil(walkers / full), playable))


def summed(parts: Sequence[PoolCounters]) -> PoolCounters:
    """Return counts added up, and of times the worst."""
    if len(parts) == 1:
        return parts[0]
    worst: dict[int, float] = {}
    for rows, time_s in (pair for part in parts for pair in part.call_time_p99_by_rows_s):
        worst[rows] = max(time_s, worst.get(rows, 0.0))
    total: dict[str, Any] = {"call_time_p99_by_rows_s": tuple(sorted(worst.items()))}
    for field in fields(PoolCounters):
        values = [getattr(part, field.name) for part in parts]
        if field.name in WORST:
            total[field.name] = max(values)
        elif field.name not in total:
            total[field.name] = sum(values)
    return PoolCounters(**total)
