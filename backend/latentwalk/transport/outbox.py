"""What waits to be sent to one walker: sound that may be dropped, words that may not."""

import asyncio
from collections import deque

from latentwalk.domain.errors import FloodError

MOST_PACKETS = 25  # half a second of sound; what is older than that is of no use
MOST_MESSAGES = 64


class Outbox:
    """One producer side and one consumer, both on the event loop.

    Sound: the oldest packet is dropped and counted when full. Messages: a
    walker whose device takes none is closed.
    """

    def __init__(self) -> None:
        self.dropped_packets = 0
        self._packets: deque[bytes] = deque()
        self._messages: deque[str] = deque()
        self._is_filled = asyncio.Event()

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self._messages or self._packets)

    def put_packet(self, packet: bytes) -> None:
        """Add a packet of sound."""
        if len(self._packets) == MOST_PACKETS:
            self._packets.popleft()
            self.dropped_packets += 1
        self._packets.append(packet)
        self._is_filled.set()

    def put_message(self, text: str) -> None:
        """Add a control message.

        Raises:
            FloodError: If the walker has taken none of the last ``MOST_MESSAGES``.
        """
        if len(self._messages) == MOST_MESSAGES:
            raise FloodError(
                f"outbox: expected the client to read, got {MOST_MESSAGES} messages waiting"
            )
        self._messages.append(text)
        self._is_filled.set()

    async def next(self) -> bytes | str:
        """Wait for the next thing to send; messages go before sound."""
        while not (self._messages or self._packets):
            self._is_filled.clear()
            await self._is_filled.wait()
        return self._messages.popleft() if self._messages else self._packets.popleft()
