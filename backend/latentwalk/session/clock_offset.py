"""A sender's clock mapped onto ours, from nothing but when its messages arrive."""

REANCHOR_S = 2.0  # a jump beyond this is a new clock (page reloaded), not a slow network
RISE_S_PER_S = 0.0005  # forget a lucky arrival at 500 ppm, faster than any clock drifts


class ClockOffset:
    """The least of (arrival - sent) seen lately: network delay only ever adds to it.

    Mapped times never lie in the future, and keep the sender's own spacing
    however unevenly the network delivers.
    """

    def __init__(self) -> None:
        self._offset_s: float | None = None
        self._at_s = 0.0

    def to_local_s(self, sent_s: float, arrived_s: float) -> float:
        """Map a sender's time to local time, both in seconds.

        Returns:
            At most ``arrived_s``.
        """
        seen_s = arrived_s - sent_s
        if self._offset_s is None or abs(seen_s - self._offset_s) > REANCHOR_S:
            self._offset_s = seen_s
        else:
            risen_s = self._offset_s + RISE_S_PER_S * max(0.0, arrived_s - self._at_s)
            self._offset_s = min(seen_s, risen_s)
        self._at_s = arrived_s
        return sent_s + self._offset_s
