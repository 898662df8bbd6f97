"""Our server's WebSocket: uvicorn's, with a short way for binary messages.

A walker sends 70 packets a second and gets 50. Through uvicorn, ASGI and a task each costs
several times what is done with it, so whole binary frames are read and written here; all else
is left to uvicorn.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from latentwalk.transport.direct import EXTENSION, TakePacket
from latentwalk.transport.frames import WHOLE_BINARY, frame, is_masked, span, unmasked

if TYPE_CHECKING:
    from uvicorn._types import WebSocketScope

FIN = 0x80


class DirectSocket(WebSocketsSansIOProtocol):
    """One connection; :class:`latentwalk.transport.direct.Direct` for who asks for it.

    Frames are told apart here from the end of the handshake on, and handed to uvicorn whole, so
    that its parser always stands between two of them. A fragmented or too long message ends
    that: from it on uvicorn reads everything.
    """

    _rest = b""  # of a frame that has not come whole
    _take: TakePacket | None = None
    _is_plain = False

    def receive_with(self, take: TakePacket | None) -> None:
        """Give every binary message to ``take``; see ``Direct``."""
        self._take = take

    @property
    def is_writable(self) -> bool:
        """Whether the transport's buffer is below its high water mark."""
        return bool(self.writable.is_set())

    def send_packets(self, packets: Sequence[bytes]) -> None:
        """Send binary messages in one write."""
        self.send_frames(b"".join([frame(packet) for packet in packets]))

    def send_frames(self, frames: bytes) -> None:
        """Send whole frames."""
        if not (self.close_sent or self.disconnected or self.transport.is_closing()):
            self.transport.write(frames)

    async def run_asgi(self) -> None:
        """Offer the short way to the application."""
        extensions: dict[str, object] = dict(self.scope.get("extensions") or {})
        scope: dict[str, object] = {**self.scope, "extensions": {**extensions, EXTENSION: self}}
        self.scope = cast("WebSocketScope", scope)
        await super().run_asgi()

    def data_received(self, data: bytes) -> None:
        """Split into frames; take the binary ones, leave the others to uvicorn."""
        if self._is_plain or not self.handshake_complete:
            # Who sends before the answer to the handshake may have left half a frame there.
            self._is_plain = self._is_plain or self.handshake_initiated
            super().data_received(data)
            return
        data, at = self._rest + data, 0
        while (found := span(data, at)) is not None:
            start, end = found
            if not data[at] & FIN or end - start > self.config.ws_max_size:
                self._is_plain, self._rest = True, b""
                super().data_received(data[at:])
                return
            if end > len(data):
                break
            self._receive_frame(data, at, start, end)
            at = end
        self._rest = data[at:]

    def _receive_frame(self, data: bytes, at: int, start: int, end: int) -> None:
        # What uvicorn still holds came first and has to be taken first.
        is_next = self._take is not None and not self.close_sent and self.queue.empty()
        if is_next and data[at] == WHOLE_BINARY and is_masked(data, at):
            assert self._take is not None
            self._take(unmasked(data, start, end))
        else:
            super().data_received(data[at:end])
