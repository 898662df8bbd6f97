"""What a wall clock and a map say: when and where on Earth it is."""

from dataclasses import dataclass

from latentwalk.domain.pose import GeoPoint


@dataclass(frozen=True, slots=True)
class WallClock:
    """A moment and a place on Earth.

    Attributes:
        unix_s: Seconds since 1970-01-01 00:00 UTC.
        utc_offset_s: What the local clock shows more than UTC, seconds.
        point: Where; ``None`` on ground that nobody placed on Earth.
    """

    unix_s: float
    utc_offset_s: float = 0.0
    point: GeoPoint | None = None

    @property
    def local_s(self) -> float:
        """Seconds since the local clock showed 1970-01-01 00:00."""
        return self.unix_s + self.utc_offset_s
