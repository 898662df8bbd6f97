"""A straight line from one value to another over some seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fade:
    """A line in time; before it begins it stands at its start, then at its end.

    Attributes:
        start, end: Values.
        from_s: When it leaves ``start``, media time.
        over_s: How long it takes; 0 is at once.
    """

    start: float
    end: float
    from_s: float = 0.0
    over_s: float = 0.0

    def at(self, time_s: float) -> float:
        """Return the value at a time."""
        if time_s >= self.from_s + self.over_s:
            return self.end
        return self.start + (self.end - self.start) * max(0.0, time_s - self.from_s) / self.over_s

    def is_over(self, time_s: float) -> bool:
        """Say whether it has arrived."""
        return time_s >= self.from_s + self.over_s
