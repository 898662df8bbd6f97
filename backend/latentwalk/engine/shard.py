"""One engine process of a model, replaced when it dies. The server's side: no torch."""

import logging
from dataclasses import replace

import numpy as np

from latentwalk.domain.clock import Clock
from latentwalk.domain.errors import EngineClosedError
from latentwalk.engine.arena import COUNTS, SOUND, Answer
from latentwalk.engine.call_times import CallTimes
from latentwalk.engine.capacity import bucket_of
from latentwalk.engine.child import GONE, EngineProcess
from latentwalk.engine.contract import Contract
from latentwalk.engine.pool import Block, Keys, PoolCounters, Stepped
from latentwalk.engine.standby import Standby

HANG_S = 2.0  # a process that answers nothing for so long is replaced as if it had died
log = logging.getLogger(__name__)


class Shard:
    """A pool whose rows live in one engine process.

    ``step`` never waits. It returns the sound of the block before if that is there, else
    nothing: the caller conceals it. While nobody plays, the process is left alone. One that
    dies or hangs is replaced by the standby at the next block, with every row silent and no
    snapshots. No process is tied to a core: the scheduler spreads those that play better than
    a list could, and what a process prepares in the background must be free to run beside what
    it plays.

    Args:
        engine: Loaded.
        contract: What it promised.
        standby: Where another comes from; others may take from it too.
        clock: Decides when a process hangs.
    """

    def __init__(
        self, engine: EngineProcess, contract: Contract, standby: Standby, clock: Clock
    ) -> None:
        self.contract = contract
        self.block_frames = self.depth_frames = contract.block_frames
        self._engine: EngineProcess | None = engine
        self._standby, self._clock = standby, clock
        self._answered, self._answered_s = 0, clock.now_s()
        self._generations: dict[int, int] = {}  # of the sessions in the last block
        self._next_generation = 1
        self._is_awaited = self._is_closed = False
        self._submitted = (0, 0)  # rows to encode and to decode in the block that is awaited
        self._n_rested: int | None = 0  # blocks not given, as nobody sits there; None: some do
        self._blocks = self._missed = 0
        self._totals = PoolCounters()  # what the running process has counted
        self._base = PoolCounters()  # what it has not
        self._times = CallTimes(contract)

    @property
    def counters(self) -> PoolCounters:
        """Counts so far."""
        return self._times.told(self._counted)

    @property
    def capacity_rows(self) -> int:
        """See :class:`latentwalk.engine.pool.Pool`."""
        return self._times.capacity_rows

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
        if missed and self._engine is not None:
            self._times.miss(*self._submitted)
        generations = self._seat(block.sessions)
        self._submit(block, generations)
        self._is_awaited = len(block.sessions) > 0
        self._blocks, self._missed = self._blocks + 1, self._missed + missed
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
        """End the process, not the standby; calling it twice is harmless."""
        self._is_closed = True
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
        counted = self._counted
        self._base, self._totals = replace(counted, restarts=counted.restarts + 1), PoolCounters()

    def _replace(self) -> None:
        self._engine, self._n_rested = self._standby.take(), 0
        self._answered, self._answered_s = 0, self._clock.now_s()

    def _count(self, answer: Answer) -> None:
        self._times.record(answer.encoded, answer.decoded, answer.call_time_s)
        self._standby.warm(bucket_of(answer.decoded))
        self._totals = answer.totals

    @property
    def _counted(self) -> PoolCounters:
        sums = {name: getattr(self._base, name) + getattr(self._totals, name) for name in COUNTS}
        return replace(self._base, blocks=self._blocks, missed=self._missed, **sums)

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
        """Hand the block over unless the process is gone or four blocks behind.

        Once it has been told that everybody left, further blocks without anybody are left out.
        """
        if self._engine is None or self._engine.is_choked:
            return
        if not len(generations) and self._n_rested is not None:
            self._n_rested += 1
            self._times.rest()
            return
        rows = self.contract.max_rows
        if len(generations) > rows:  # who joined first stays
            over = len(generations) - rows
            self._base = replace(self._base, refused=self._base.refused + over)
            seated = np.sort(np.argsort(generations, kind="stable")[:rows])
            block, generations = block.take(seated), generations[seated]
        two_ears = (block.width > 0) & (self.contract.channels_out == 1)
        self._submitted = int(block.has_mic.sum()), len(generations) + int(two_ears.sum())
        try:
            self._engine.submit(block, generations, self._n_rested or 0)
        except GONE:
            self._bury()
        self._n_rested = None if len(generations) else 0

    def _aligned(self, answer: Answer | None, generations: Keys) -> Stepped:
        """Return the answer in the order of this block's sessions."""
        if answer is not None and np.array_equal(generations, answer.generations):
            return answer.stepped  # mostly: who played goes on playing
        stepped = Stepped.silent(self.contract, len(generations))
        if answer is None:
            return stepped
        _, here, there = np.intersect1d(generations, answer.generations, return_indices=True)
        for name in SOUND:
            getattr(stepped, name)[here] = getattr(answer.stepped, name)[there]
        return stepped
