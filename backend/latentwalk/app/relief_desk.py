"""Reliefs on order: one is made at a time, a newer order stops it, what was made is kept."""

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import asdict, dataclass, field

from pydantic import JsonValue

from latentwalk.app.relief import Grid
from latentwalk.app.side_process import SideProcess
from latentwalk.domain.errors import RequestError

Json = dict[str, JsonValue]
KEPT = 32  # reliefs, some 50 kB each at 40 × 40


@dataclass(slots=True)
class _Order:
    grid: Grid
    share: float = 0.0
    result: Json | None = None
    error: str | None = None
    is_done: threading.Event = field(default_factory=threading.Event)


class ReliefDesk:
    """Makes reliefs in a side process; safe to use from several threads.

    Args:
        process: Runs :mod:`latentwalk.app.relief_worker`.
    """

    def __init__(self, process: SideProcess) -> None:
        self._process = process
        self._orders: OrderedDict[str, _Order] = OrderedDict()
        self._running: str | None = None
        self._lock = threading.Lock()

    def order(self, text: str, file: str, grid: Grid) -> str:
        """Order the relief of a document; the same order again costs nothing.

        Returns:
            The order's number, to ask :meth:`state` for.
        """
        job: Json = {"text": text, "file": file, "grid": list(asdict(grid).values())}
        key = hashlib.sha256(json.dumps(job).encode()).hexdigest()[:32]
        with self._lock:
            known = self._orders.get(key)
            if known is not None and known.error is None:
                self._orders.move_to_end(key)
                return key
            if self._running is not None:
                self._process.stop()  # nobody waits for it any more
            order = self._orders[key] = _Order(grid)
            self._running = key
            while len(self._orders) > KEPT:
                self._orders.popitem(last=False)
        self._begin(lambda: self._make(key, order, job))
        return key

    def state(self, key: str) -> Json:
        """Return ``state`` and ``share``, and the grids once it is done.

        Raises:
            RequestError: If there is no such order, or not any more.
        """
        order = self._orders.get(key)
        if order is None:
            raise RequestError(404, f"relief: no order {key[:40]!r}. Order it again")
        grid = order.grid
        size: Json = {"columns": grid.columns, "rows": grid.rows, "cell_m": [*grid.cell_m]}
        if order.error is not None:
            size["error"] = order.error
        state = "failed" if order.error else "done" if order.result else "running"
        return {"job": key, "state": state, "share": order.share, **size, **(order.result or {})}

    def wait(self, key: str, limit_s: float) -> bool:
        """Wait until an order is done or failed; say whether it is."""
        return self._orders[key].is_done.wait(limit_s)

    def close(self) -> None:
        """End the side process."""
        self._process.stop()

    def _begin(self, make: Callable[[], None]) -> None:
        threading.Thread(target=make, name="relief", daemon=True).start()

    def _make(self, key: str, order: _Order, job: Json) -> None:
        def on_progress(share: float) -> None:
            order.share = share

        try:
            if self._running != key:
                raise RequestError(409, "another was asked for before this was begun. Ask again")
            order.result = self._process.ask(job, on_progress)
            order.share = 1.0
        except RequestError as error:
            order.error = str(error)
        finally:
            with self._lock:
                if self._running == key:
                    self._running = None
            order.is_done.set()
