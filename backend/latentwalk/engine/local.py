"""A pool in this process: for the renderer, the tests, and inside the engine process."""

import logging
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from latentwalk.domain.clock import Clock, MonotonicClock
from latentwalk.domain.errors import EngineClosedError
from latentwalk.engine.call_times import CallTimes
from latentwalk.engine.calls import CALL_ERRORS, last_line
from latentwalk.engine.contract import Contract
from latentwalk.engine.device import require_device
from latentwalk.engine.manifest import Manifest
from latentwalk.engine.model import Model, load_model
from latentwalk.engine.options import DEFAULT_OPTIONS, EngineOptions
from latentwalk.engine.playing import Played, play, sane
from latentwalk.engine.pool import Block, Flags, PoolCounters, Stepped
from latentwalk.engine.preparing import Preparer
from latentwalk.engine.rows import RowPlan, RowTable
from latentwalk.engine.snapshots import Snapshots

log = logging.getLogger(__name__)


class LocalPool:
    """A model in the caller's process and thread; sound comes back in the same call.

    Args:
        manifest: Which model.
        clock: Times the calls.
        options: How it may compute.

    Attributes:
        last_rows: Rows encoded and decoded by the last call.

    Raises:
        ModelFileError: If the model cannot be loaded or cannot stream.
        DeviceError: If the options name a device that is not there.
    """

    depth_frames = 0

    def __init__(
        self,
        manifest: Manifest,
        clock: Clock | None = None,
        options: EngineOptions = DEFAULT_OPTIONS,
    ) -> None:
        require_device(options)
        self._model: Model | None = load_model(manifest, options)
        self._preparer: Preparer | None = None
        self._clock = clock or MonotonicClock()
        self.begin(self._model.contract)

    def proved(self, contract: Contract) -> Contract:
        """Return the contract with how exact the sizes are that are ready by now."""
        if self._model is None:
            return contract
        told = self._model.precision, self._model.error_db
        return replace(contract, precision=told[0], error_db=told[1])

    def begin(self, contract: Contract) -> None:
        """Start as if just opened: nobody seated, nothing counted.

        Args:
            contract: The model's own, or with what a clock measured since.
        """
        self.contract = contract
        self.block_frames = contract.block_frames
        self._rows = RowTable(contract.max_rows, contract.prior_rows)
        self._snapshots = Snapshots(contract.block_s)
        self._times = CallTimes(contract)
        self._counters = PoolCounters()
        self.last_rows = (0, 0)

    @property
    def counters(self) -> PoolCounters:
        """Counts so far."""
        return self._times.told(self.totals)

    @property
    def totals(self) -> PoolCounters:
        """Counts without percentiles, which cost more than a look."""
        kept = self._snapshots
        return replace(self._counters, restored=kept.restored, snapshots_dropped=kept.dropped)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why a method of the model is not lowered; empty where all are."""
        return () if self._model is None else self._model.way.reasons

    @property
    def capacity_rows(self) -> int:
        """See :class:`latentwalk.engine.pool.Pool`."""
        return self._times.capacity_rows

    @property
    def last_call_time_s(self) -> float:
        """How long the last call took."""
        return self._times.last_s

    def step(self, block: Block) -> Stepped:
        """Play one block; see :class:`latentwalk.engine.pool.Pool`."""
        block.check(self.contract)
        return self.play(block)

    def play(self, block: Block, n_rested: int = 0) -> Stepped:
        """Play one block of checked shapes.

        A session that was not in the last block goes on from its snapshot, or starts silent.

        Args:
            block: All sessions of the pool.
            n_rested: Blocks without anybody that were left out before this one.

        Raises:
            EngineClosedError: After ``close()``.
        """
        model = self._model
        if model is None:
            raise EngineClosedError("the pool is closed; open another one")
        started_s = self._clock.now_s()
        keys: list[int] = block.sessions.tolist()
        self._snapshots.save(model, self._rows, keys, n_rested)
        asks_prior = np.any(block.gain_prior > 0, axis=(1, 2))
        plan = self._plan(model, block, keys, asks_prior)
        try:
            model.seat(plan)
            self._snapshots.restore(model, plan, keys)
            with np.errstate(all="ignore"):  # what overflows is caught below, session by session
                played = play(model, sane(block), plan)
        except CALL_ERRORS as error:
            return self._fail(model, plan, error)
        self.last_rows = plan.encode.n_rows, plan.decode.n_rows
        self._times.record(*self.last_rows, self._clock.now_s() - started_s)
        for lane in np.flatnonzero(~played.generates).tolist():
            self._rows.turn_away(keys[lane])
        lacks_prior = asks_prior & ~(played.generates & (plan.prior_row >= 0))
        return self._settle(model, played, plan, lacks_prior)

    def prepare_aside(self) -> None:
        """Prepare larger calls in a thread from now on, ahead of need.

        Who joins when none is ready for them waits, silent, so that nobody who plays does.
        """
        if self._model is not None and self._preparer is None:
            self._preparer = Preparer(self._model)

    def expect(self, rows: int) -> None:
        """Get ready aside for calls of so many rows, all with a microphone."""
        self.prepare_aside()
        if self._preparer is not None:
            self._preparer.ready_for(rows, rows)

    def _room(self, model: Model, encoded: int, decoded: int) -> tuple[int, int]:
        """Return how many rows of encode and decode may be taken where so many are wanted."""
        if self._preparer is not None:
            return self._preparer.ready_for(encoded, decoded)
        return model.most_rows("encode"), model.most_rows("decode")

    def _plan(self, model: Model, block: Block, keys: Sequence[int], asks_prior: Flags) -> RowPlan:
        two_ears = (block.width > 0) & (self.contract.channels_out == 1)
        ears = np.where(two_ears, 2, 1)
        self._rows.limit(*self._room(model, int(block.has_mic.sum()), int(ears.sum())))
        return self._rows.update(keys, block.has_mic, ears, asks_prior)

    def _settle(self, model: Model, played: Played, plan: RowPlan, lacks_prior: Flags) -> Stepped:
        """Silence and reset what went wrong, count, and hand over.

        Who went wrong has no fresh sound: the caller fades what they heard before.
        """
        is_seated = plan.decode_row[:, 0] >= 0
        played.wet[~played.sings], played.latents[~played.sings] = 0.0, 0.0
        resets = int(np.sum(~played.sings))
        for row in plan.decode_row[~played.sings].ravel():
            if row >= 0:
                model.reset("decode", int(row))
        for row in plan.encode_row[~(played.sings & played.hears)]:
            if row >= 0 and model.is_poisoned("encode", int(row)):  # a passing NaN needs no reset
                model.reset("encode", int(row))
                resets += 1
        self._counters = replace(
            self._counters,
            blocks=self._counters.blocks + 1,
            resets=self._counters.resets + resets,
            refused=self._counters.refused + int(np.sum(~is_seated)),
            prior_refused=self._counters.prior_refused + plan.turned_away,
            prior_failed=self._counters.prior_failed + int(np.sum(~played.generates)),
        )
        peak = np.abs(played.wet).max(axis=(1, 2), initial=0.0)
        peak = peak.astype(np.float32)
        is_fresh = is_seated & played.sings
        return Stepped(played.wet, played.latents, is_fresh, peak, lacks_prior & is_seated)

    def _fail(self, model: Model, plan: RowPlan, error: Exception) -> Stepped:
        """Answer a call that raised or gave a wrong length: nobody sounds, all start afresh.

        It may have left any layer of any row a block ahead of the others.
        """
        for method, lane in (("encode", plan.encode), ("decode", plan.decode)):
            for row in range(lane.n_rows):
                model.reset(method, row)
        failed = self._counters.failed + 1
        self._counters = replace(self._counters, blocks=self._counters.blocks + 1, failed=failed)
        if failed & (failed - 1) == 0:  # a fault in every block is told in powers of two
            story = self.contract.model_id, failed, last_line(error)
            log.error("model %s failed in a block, which was silent (%d so far): %s", *story)
        return Stepped.silent(self.contract, len(plan.encode_row))

    def forget(self) -> None:
        """Take everybody's rows, and leave nothing of them in memory."""
        if self._model is not None:
            for method, lane in (("encode", self._rows.encode), ("decode", self._rows.decode)):
                for row in range(lane.max_rows):
                    self._model.reset(method, row)
        self._rows = RowTable(self.contract.max_rows, self.contract.prior_rows)
        self._snapshots.clear()

    def close(self) -> None:
        """Free the model and all that it remembers of anybody."""
        if self._preparer is not None:
            self._preparer.close()
            self._preparer = None
        self._model = None
        self._snapshots.clear()
