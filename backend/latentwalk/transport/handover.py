"""Which of two streams a walker gets while the one they waited on gives way to their own."""

from collections.abc import Sequence

from latentwalk.domain.block import PACKET_FRAMES
from latentwalk.transport.wire import start_frame_of

WARM_UP_PACKETS = 30  # 600 ms of the same sound: then two encoders write the same packets
MOST_HELD = 5  # of their own packets, while the last common one is late


class Handover:
    """Changes over between two packets of one grid, in order, each packet once.

    Both streams carry the same sound meanwhile (``session/lead_in.py``), so that the client's
    decoder does not notice from which encoder a packet comes.

    Attributes:
        is_over: Whether only the walker's own stream is left.
    """

    def __init__(self) -> None:
        self._switch_frame: int | None = None
        self._common_end_frame = 0
        self._held: list[bytes] = []
        self.is_over = False

    @property
    def has_begun(self) -> bool:
        """Whether anything of the walker's own has come."""
        return self._switch_frame is not None

    def own(self, packets: Sequence[bytes]) -> list[bytes]:
        """Take packets of the walker's own stream; return what to send now."""
        if self.is_over:
            return list(packets)
        for packet in packets:
            start_frame = start_frame_of(packet)
            if self._switch_frame is None:
                self._switch_frame = start_frame + WARM_UP_PACKETS * PACKET_FRAMES
            if start_frame >= self._switch_frame:
                self._held.append(packet)
        return self._released()

    def common(self, packets: Sequence[bytes]) -> list[bytes]:
        """Take packets of the common stream; return what to send now."""
        if self.is_over:
            return []
        switch_frame = self._switch_frame
        starts = [start_frame_of(packet) for packet in packets]
        if starts:
            self._common_end_frame = starts[-1] + PACKET_FRAMES
        kept = [
            packet
            for packet, start in zip(packets, starts, strict=True)
            if switch_frame is None or start < switch_frame
        ]
        return [*kept, *self._released()]

    def _released(self) -> list[bytes]:
        """Return the own packets that were held, once nothing common comes before them."""
        if not self._held or self._switch_frame is None:
            return []
        if self._common_end_frame < self._switch_frame and len(self._held) < MOST_HELD:
            return []
        released, self._held = self._held, []
        self.is_over = True
        return released
