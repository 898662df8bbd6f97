"""The seam at which tests replace time: deadlines are monotonic seconds (DESIGN §4)."""

import time
from typing import Protocol


class Clock(Protocol):
    """A source of monotonic time."""

    def now_s(self) -> float:
        """Return seconds since an arbitrary start; never decreases."""
        ...


class MonotonicClock:
    """The machine's own monotonic clock."""

    def now_s(self) -> float:
        return time.monotonic()
