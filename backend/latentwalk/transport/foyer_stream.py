"""A foyer's sound in one codec: encoded once, framed once, the same bytes for all who wait."""

import asyncio
from collections import deque
from typing import Protocol

from latentwalk.session.foyer import Foyer
from latentwalk.transport.codec_link import CodecLink
from latentwalk.transport.codec_threads import CodecThreads
from latentwalk.transport.frames import frame
from latentwalk.transport.wire import Codec

SENT_TOGETHER = 32  # ears: half a millisecond


class Ear(Protocol):
    """One who waits."""

    def hear(self, packets: list[bytes], frames: bytes) -> None:
        """Take packets; ``frames`` are the same, framed."""
        ...


class FoyerStream:
    """Lives on the event loop from its first ear to its last.

    Args:
        foyer: Whose sound.
        codec: How it is written.
        codecs: Encode it.

    Attributes:
        line: The foyer's line in this codec.
        ears: Who listens.
    """

    def __init__(self, foyer: Foyer, codec: Codec, codecs: CodecThreads) -> None:
        self.foyer, self.codec = foyer, codec
        self.line = foyer.fan.open()
        self.ears: dict[Ear, None] = {}  # in order of arrival
        self._codecs = codecs
        self._link = CodecLink(foyer, codec, self.line.downlink)
        self._loop = asyncio.get_running_loop()
        codecs.open(self._link, self._deliver, _cannot_fail, self._loop.call_soon_threadsafe)

    def close(self) -> None:
        """Stop encoding."""
        self._codecs.close(self._link)
        self.foyer.fan.close(self.line)

    def _deliver(self, packets: list[bytes]) -> None:
        frames = b"".join([frame(packet) for packet in packets])
        self._send(packets, frames, deque(self.ears))

    def _send(self, packets: list[bytes], frames: bytes, ears: deque[Ear]) -> None:
        """Send to some, and to the others once the event loop has seen to who walks."""
        for _ in range(min(SENT_TOGETHER, len(ears))):
            ear = ears.popleft()
            if ear in self.ears:
                ear.hear(packets, frames)
        if ears:
            self._loop.call_soon(self._send, packets, frames, ears)


def _cannot_fail(error: Exception) -> None:
    """Nothing is received on this link."""
