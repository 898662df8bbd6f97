"""A clock that moves when a test says so."""


class FakeClock:
    """Monotonic seconds, set by hand."""

    def __init__(self) -> None:
        self.time_s = 100.0

    def now_s(self) -> float:
        return self.time_s
