"""Processes in reserve: one thread that starts them, watches them and buries the dead."""

import contextlib
import logging
import threading
from collections import deque

from latentwalk.domain.errors import EngineClosedError, ModelFileError
from latentwalk.engine.child import GONE, EngineProcess
from latentwalk.engine.contract import Contract
from latentwalk.engine.order import Order

LOOK_S = 0.5  # how soon a standby that died is noticed
PAUSE_S = (0.5, 60.0)  # after a failed start; doubled each time up to the second
log = logging.getLogger(__name__)


def require_same(order: Order, promised: Contract, found: Contract) -> None:
    """Refuse a process whose model is not the one that plays already.

    Raises:
        ModelFileError: If they promise different things.
    """
    if found.promises() != promised.promises():
        problem = "changed on disk since this pool opened"
        raise ModelFileError(order.manifest.path, "", problem, "Restart the server")


class Standby:
    """Keeps processes loaded and proved, so that the tick thread only has to take one.

    All shards of a model share one of these; whichever dies first takes what is ready.

    Args:
        order: With what the first load measured, so that every process agrees.
        contract: What each of them must promise.
        spare: How many wait while all is well: 1, or 0 to save the memory.
    """

    def __init__(self, order: Order, contract: Contract, spare: int) -> None:
        self._order, self._contract, self._spare = order, contract, spare
        self._ready: deque[EngineProcess] = deque()
        self._dead: deque[EngineProcess] = deque()
        self._is_wanted = False
        self._rows = 0  # that a process must be ready for
        self._warmed: dict[int, int] = {}  # rows, by the process's number
        self._pause_s = PAUSE_S[0]
        self._wake, self._stop = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="engine-standby", daemon=True)
        self._thread.start()

    @property
    def is_ready(self) -> bool:
        """Whether one could be taken now."""
        return bool(self._ready)

    def take(self) -> EngineProcess | None:
        """Return a loaded process, or ``None`` and have one started; never wait."""
        try:
            taken = self._ready.popleft()
        except IndexError:
            taken = None
        self._is_wanted = taken is None
        self._wake.set()
        return taken

    def warm(self, rows: int) -> None:
        """Have those in reserve get ready for calls of so many rows, as others play them now."""
        if rows > self._rows:
            self._rows = rows
            self._wake.set()

    def bury(self, engine: EngineProcess) -> None:
        """Have a dead process waited for."""
        self._dead.append(engine)
        self._wake.set()

    def close(self) -> None:
        """End all of them and the thread."""
        self._stop.set()
        self._wake.set()
        self._thread.join()
        while self._ready:
            self._ready.popleft().close()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._wake.clear()
            self._drop_dead()
            self._warm()
            if len(self._ready) < max(self._spare, self._is_wanted):
                self._start_one()
            else:
                self._wake.wait(LOOK_S)
        self._drop_dead()

    def _drop_dead(self) -> None:
        for engine in list(self._ready):
            if not engine.is_alive():
                with contextlib.suppress(ValueError):  # taken meanwhile, and found dead there
                    self._ready.remove(engine)
                    self._dead.append(engine)
        while self._dead:
            dead = self._dead.popleft()
            self._warmed.pop(dead.process_id, None)
            dead.close()

    def _warm(self) -> None:
        for engine in list(self._ready):
            if self._warmed.get(engine.process_id, 0) < self._rows:
                self._warmed[engine.process_id] = self._rows
                with contextlib.suppress(*GONE):  # it is found dead soon
                    engine.warm(self._rows)

    def _start_one(self) -> None:
        engine: EngineProcess | None = None
        try:
            engine = EngineProcess(self._order, is_awaited=self._is_wanted)
            contract = engine.wait_ready(self._stop)
            require_same(self._order, self._contract, contract)
        except (EngineClosedError, ModelFileError, OSError) as error:
            if engine is not None:
                engine.close()
            if not self._stop.is_set():
                log.error("no standby for model %s: %s", self._order.manifest.model.id, error)
            self._stop.wait(self._pause_s)
            self._pause_s = min(2 * self._pause_s, PAUSE_S[1])
            return
        self._pause_s = PAUSE_S[0]
        self._ready.append(engine)
