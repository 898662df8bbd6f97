"""A pool in this process: for the renderer, the tests, and inside the engine process."""

from collections import deque
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from latentwalk.domain.clock import Clock, MonotonicClock
from latentwalk.domain.errors import EngineClosedError
from latentwalk.engine.contract import Contract
from latentwalk.engine.manifest import Manifest
from latentwalk.engine.model import Model, load_model
from latentwalk.engine.playing import Played, play, sane
from latentwalk.engine.pool import (
    CALL_TIMES,
    Block,
    Flags,
    PoolCounters,
    Stepped,
    with_call_times,
)
from latentwalk.engine.rows import RowPlan, RowTable


class LocalPool:
    """A model in the caller's process and thread; sound comes back in the same call.

    Args:
        manifest: Which model.
        clock: Times the calls.

    Raises:
        ModelFileError: If the model cannot be loaded or cannot stream.
    """

    depth_frames = 0

    def __init__(self, manifest: Manifest, clock: Clock | None = None) -> None:
        self._model: Model | None = load_model(manifest)
        self.contract: Contract = self._model.contract
        self.block_frames = self.contract.block_frames
        self._rows = RowTable(self.contract.max_rows, self.contract.prior_rows)
        self._clock = clock or MonotonicClock()
        self._counters = PoolCounters()
        self._call_times_s: deque[float] = deque(maxlen=CALL_TIMES)

    @property
    def counters(self) -> PoolCounters:
        """Counts so far."""
        return with_call_times(self._counters, self._call_times_s)

    @property
    def totals(self) -> PoolCounters:
        """Counts without percentiles, which cost more than a look."""
        return self._counters

    @property
    def last_call_time_s(self) -> float:
        """How long the last call took."""
        return self._call_times_s[-1] if self._call_times_s else 0.0

    def step(self, block: Block) -> Stepped:
        """Play one block; see :class:`latentwalk.engine.pool.Pool`."""
        block.check(self.contract)
        return self.play(block, block.sessions.tolist())

    def play(self, block: Block, keys: Sequence[int]) -> Stepped:
        """Play one block whose sessions sit under ``keys``: a changed key is a new seat.

        Args:
            block: Of checked shapes, S sessions.
            keys: One for each, length S.

        Raises:
            EngineClosedError: After ``close()``.
        """
        model = self._model
        if model is None:
            raise EngineClosedError("the pool is closed; open another one")
        two_ears = (block.width > 0) & (self.contract.channels_out == 1)
        asks_prior = np.any(block.gain_prior > 0, axis=(1, 2))
        plan = self._rows.update(keys, block.has_mic, np.where(two_ears, 2, 1), asks_prior)
        model.seat(plan)
        started_s = self._clock.now_s()
        with np.errstate(all="ignore"):  # what overflows is caught below, session by session
            played = play(model, sane(block), plan)
        self._call_times_s.append(self._clock.now_s() - started_s)
        for lane in np.flatnonzero(~played.generates).tolist():
            self._rows.turn_away(keys[lane])
        lacks_prior = asks_prior & ~(played.generates & (plan.prior_row >= 0))
        return self._settle(model, played, plan, lacks_prior)

    def _settle(self, model: Model, played: Played, plan: RowPlan, lacks_prior: Flags) -> Stepped:
        """Silence and reset what went wrong, count, and hand over."""
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
        return Stepped(played.wet, played.latents, is_seated, peak, lacks_prior & is_seated)

    def close(self) -> None:
        """Free the model."""
        self._model = None
