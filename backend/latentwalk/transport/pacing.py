"""The tick thread: the one place where deadlines and media time meet (DESIGN §4)."""

import threading
from collections.abc import Callable
from typing import Protocol

from latentwalk.domain.block import TICK_S
from latentwalk.domain.clock import Clock
from latentwalk.engine.priority import raise_thread

MOST_BEHIND_TICKS = 8  # 171 ms: beyond this catching up costs more than a skip


GRACE_S = 0.006  # a quarter of a tick; a client's least target is 40 ms
LEAD_S = 0.005  # before a turn mic packets are decoded: a hundred take less
REST_SHARE = 0.6  # of a tick's idle time, kept free after every turn
SMOOTHING = 0.1  # of the usual length of a turn


class Pacer:
    """Decides when tick ``number`` is due; a late thread catches up, a very late one skips.

    It catches up gently: models answer between two turns, so even a late turn leaves them
    most of the usual pause. Turns shorter than a tick always catch up.

    Args:
        clock: Monotonic.
    """

    def __init__(self, clock: Clock) -> None:
        self.number = 0
        self.skipped = 0
        self.late = 0
        self._clock = clock
        self._start_s = clock.now_s()
        self._began_s = self._rested_s = self._busy_s = 0.0

    def media_time_s(self) -> float:
        """Return the media time that is now, seconds."""
        return self._clock.now_s() - self._start_s

    def wait_s(self) -> float:
        """Return the seconds until the next tick may begin; 0 when it may."""
        return max(0.0, max(self.number * TICK_S, self._rested_s) - self.media_time_s())

    def next_number(self) -> int:
        """Take the next tick's number, skipping those that nobody can hear in time."""
        behind = int((self.media_time_s() - self.number * TICK_S) / TICK_S)
        if behind >= 1:
            self.late += 1
        if behind > MOST_BEHIND_TICKS:
            self.number += behind
            self.skipped += behind
        taken = self.number
        self.number += 1
        self._began_s = self.media_time_s()
        return taken

    def finish(self) -> None:
        """Note the end of the turn that :meth:`next_number` began."""
        now_s = self.media_time_s()
        self._busy_s += SMOOTHING * (now_s - self._began_s - self._busy_s)
        self._rested_s = now_s + REST_SHARE * max(0.0, TICK_S - self._busy_s)


class Turning(Protocol):
    """What the tick thread does once a tick; must not wait for anything."""

    def __call__(self, number: int) -> None:
        """Do tick ``number``."""
        ...


class Settling(Protocol):
    """What the tick thread does between two turns: let models finish."""

    def __call__(self, limit_s: float) -> None:
        """Return when all have answered, at the latest after ``limit_s`` seconds."""
        ...


class Preparing(Protocol):
    """What the tick thread sets going a little before a turn; must not wait for anything."""

    def __call__(self) -> None:
        """Begin."""
        ...


class TickThread:
    """Calls ``turn`` once a tick on a thread of its own until stopped.

    A turn itself never waits. LEAD_S before one is due, others are told to bring what it
    will ask for. Before one, models that are a little late get up to
    GRACE_S: the packets leave that much later, which every client's buffer covers,
    and nobody hears a concealed block.

    An exception in a turn is handed to ``on_error`` and the next tick goes on:
    one bad turn must not silence everybody.
    """

    def __init__(
        self,
        pacer: Pacer,
        turn: Turning,
        on_error: Callable[[Exception], None],
        settle: Settling = lambda limit_s: None,
        prepare: Preparing = lambda: None,
    ) -> None:
        self._pacer = pacer
        self._turn = turn
        self._on_error = on_error
        self._settle = settle
        self._prepare = prepare
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="tick", daemon=True)

    def start(self) -> None:
        """Begin ticking."""
        self._thread.start()

    def stop(self) -> None:
        """End after the running tick; returns when the thread has ended."""
        self._stopped.set()
        self._thread.join()

    def _run(self) -> None:
        raise_thread()
        while not self._stopped.wait(max(0.0, self._pacer.wait_s() - LEAD_S)):
            self._prepare()
            if self._stopped.wait(self._pacer.wait_s()):
                return
            try:
                self._settle(GRACE_S)
                self._turn(self._pacer.next_number())
            except Exception as error:
                self._on_error(error)
            self._pacer.finish()
