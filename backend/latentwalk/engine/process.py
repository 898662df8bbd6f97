"""A pool in a process of its own, with another in reserve. The server's side: no torch."""

import logging
from collections import deque
from dataclasses import replace

import numpy as np

from latentwalk.domain.clock import Clock, MonotonicClock
from latentwalk.domain.errors import EngineClosedError
from latentwalk.engine.arena import SOUND, Answer
from latentwalk.engine.child import GONE, EngineProcess
from latentwalk.engine.contract import Contract
from latentwalk.engine.manifest import Manifest
from latentwalk.engine.pool import CALL_TIMES, Block, Keys, PoolCounters, Stepped, with_call_times
from latentwalk.engine.standby import Standby

HANG_S = 2.0  # a process that answers nothing for so long is replaced as if it had died
log = logging.getLogger(__name__)


class ProcessPool:
    """One model in its own process; opening it waits until the model is loaded.

    ``step`` never waits. It returns the sound of the block before if that is there, else
    nothing: the caller conceals it. A process that dies or hangs is replaced by the standby
    at the next block, with every row silent.

    Args:
        manifest: Which model.
        standby: Whether a second process waits, loaded; else a death costs a load.
        clock: Decides when a process hangs.

    Raises:
        ModelFileError: If the model cannot be loaded or cannot stream.
    """

    def __init__(
        self, manifest: Manifest, standby: bool = True, clock: Clock | None = None
    ) -> None:
        first = EngineProcess(manifest)
        try:
            self.contract: Contract = first.wait_ready()
        except BaseException:
            first.close()
            raise
        self.block_frames = self.depth_frames = self.contract.block_frames
        self._engine: EngineProcess | None = first
        self._standby = Standby(manifest.measured(self.contract), self.contract, int(standby))
        self._clock = clock or MonotonicClock()
        self._answered, self._answered_s = 0, self._clock.now_s()
        self._generations: dict[int, int] = {}  # of the sessions in the last block
        self._next_generation = 1
        self._is_awaited = self._is_closed = False
        self._counters = PoolCounters()
        self._base = PoolCounters()  # what the running process did not count
        self._call_times_s: deque[float] = deque(maxlen=CALL_TIMES)

    @property
    def counters(self) -> PoolCounters:
        """Counts so far."""
        return with_call_times(self._counters, self._call_times_s)

    @property
    def process_id(self) -> int | None:
        """The system's number of the process that plays, ``None`` while there is none."""
        return None if self._engine is None else self._engine.process_id

    @property
    def has_standby(self) -> bool:
        """Whether another process could take over now."""
        return self._standby.is_ready

    def step(self, block: Block) -> Stepped:
        """Play one block; see :class:`latentwalk.engine.pool.Pool`."""
        if self._is_closed:
            raise EngineClosedError("the pool is closed; open another one")
        block.check(self.contract)
        answer = self._collect()
        missed = self._is_awaited and answer is None
        generations = self._seat(block.sessions)
        self._submit(block, generations)
        self._is_awaited = len(block.sessions) > 0
        counters = self._counters
        self._counters = replace(
            counters, blocks=counters.blocks + 1, missed=counters.missed + missed
        )
        return self._aligned(answer, generations)

    def wait(self, limit_s: float) -> bool:
        """Wait for the last block's sound, between two turns or without a clock to keep.

        Args:
            limit_s: The longest wait; a process that is gone is not waited for.

        Returns:
            Whether the next ``step`` will find it.
        """
        return self._engine is not None and self._engine.wait_answer(limit_s)

    def close(self) -> None:
        """End every process; calling it twice is harmless."""
        if self._is_closed:
            return
        self._is_closed = True
        self._standby.close()
        if self._engine is not None:
            self._engine.close()
            self._engine = None

    def _collect(self) -> Answer | None:
        """Take the last block's answer; replace a process that died or hangs."""
        answer = None
        try:
            if self._engine is not None:
                answer = self._engine.collect()
                self._watch(self._engine)
        except GONE:
            self._bury()
        if self._engine is None:
            self._replace()
        if answer is not None:
            self._count(answer)
        return answer

    def _watch(self, engine: EngineProcess) -> None:
        now_s = self._clock.now_s()
        if engine.is_idle or engine.answered != self._answered:
            self._answered, self._answered_s = engine.answered, now_s
        elif now_s - self._answered_s > HANG_S:
            engine.kill()
            self._bury()

    def _bury(self) -> None:
        assert self._engine is not None
        log.warning("the engine process of model %s is gone", self.contract.model_id)
        self._standby.bury(self._engine)
        self._engine = None
        self._base = self._counters
        self._counters = replace(self._counters, restarts=self._counters.restarts + 1)

    def _replace(self) -> None:
        self._engine = self._standby.take()
        self._answered, self._answered_s = 0, self._clock.now_s()

    def _count(self, answer: Answer) -> None:
        self._call_times_s.append(answer.call_time_s)
        self._counters = replace(
            self._counters,
            resets=self._base.resets + answer.resets,
            refused=self._base.refused + answer.refused,
            prior_refused=self._base.prior_refused + answer.prior_refused,
            prior_failed=self._base.prior_failed + answer.prior_failed,
        )

    def _seat(self, sessions: Keys) -> Keys:
        """Return the generation of each session, a new one for each that joins."""
        known, seated = self._generations, {}
        for session in sessions.tolist():
            generation = known.get(session)
            if generation is None:
                generation, self._next_generation = self._next_generation, self._next_generation + 1
            seated[session] = generation
        self._generations = seated
        return np.fromiter(seated.values(), np.uint64, len(seated))

    def _submit(self, block: Block, generations: Keys) -> None:
        """Hand the block over unless the process is gone or four blocks behind."""
        if self._engine is None or self._engine.is_choked:
            return
        rows = self.contract.max_rows
        if len(generations) > rows:  # who joined first stays
            over = len(generations) - rows
            self._base = replace(self._base, refused=self._base.refused + over)
            seated = np.sort(np.argsort(generations, kind="stable")[:rows])
            block, generations = block.take(seated), generations[seated]
        try:
            self._engine.submit(block, generations)
        except GONE:
            self._bury()

    def _aligned(self, answer: Answer | None, generations: Keys) -> Stepped:
        """Return the answer in the order of this block's sessions."""
        stepped = Stepped.silent(self.contract, len(generations))
        if answer is None:
            return stepped
        _, here, there = np.intersect1d(generations, answer.generations, return_indices=True)
        for name in SOUND:
            getattr(stepped, name)[here] = getattr(answer.stepped, name)[there]
        return stepped
