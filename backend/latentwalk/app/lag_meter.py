"""How late the event loop runs what is due: the wait that every packet has in it."""

import asyncio
import time
from collections import deque

import numpy as np

EVERY_S = 0.02  # as often as a packet of sound
KEPT = 1500  # half a minute


class LagMeter:
    """Notes the lateness of a callback that comes back every 20 ms.

    The oldest figures make room for new ones. The loop's own timers are whole milliseconds, so
    an idle loop shows up to one.
    """

    def __init__(self) -> None:
        self._late_s: deque[float] = deque(maxlen=KEPT)
        self._due_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def start(self) -> None:
        """Begin; called in the loop."""
        self._due_s = time.monotonic() + EVERY_S
        self._timer = asyncio.get_running_loop().call_later(EVERY_S, self._note)

    def stop(self) -> None:
        """End; what was noted stays."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def note(self, late_s: float) -> None:
        """Count one lateness, seconds; early is on time."""
        self._late_s.append(max(0.0, late_s))

    def p99_ms(self) -> float:
        """Return the 99th percentile of the last half minute, 0 before the first figure."""
        if not self._late_s:
            return 0.0
        return float(np.percentile(np.fromiter(self._late_s, np.float64), 99)) * 1000.0

    def _note(self) -> None:
        now_s = time.monotonic()
        self.note(now_s - self._due_s)
        self._due_s = now_s + EVERY_S
        self._timer = asyncio.get_running_loop().call_later(EVERY_S, self._note)
