"""One accepted WebSocket: packets and messages in and out, limits kept. Knows no walk.

Whoever uses it says who takes what comes, which may change while the socket stays.
"""

import asyncio
from collections.abc import Callable, Sequence

from starlette.websockets import WebSocket

from latentwalk.transport.client_messages import ClientMessage
from latentwalk.transport.direct import direct_of
from latentwalk.transport.limits import SessionLimits
from latentwalk.transport.messages import encode_message, parse_client_message
from latentwalk.transport.outbox import Outbox
from latentwalk.transport.server_messages import ServerMessage
from latentwalk.transport.wire import UPLINK, Packet, decode_packet

TakePacket = Callable[[Packet, float], None]
TakeMessage = Callable[[ClientMessage, float], None]


class LeftError(Exception):
    """Unwinds a connection whose walker said bye or went away."""

    def __init__(self, said_bye: bool) -> None:
        super().__init__()
        self.said_bye = said_bye


class Carrier:
    """A socket of one visitor, on the event loop.

    Args:
        socket: Accepted.
        now_s: Tells the media time.
        take_packet: Takes each packet and when it came.
        take_message: Takes each message and when it came.
    """

    def __init__(
        self,
        socket: WebSocket,
        now_s: Callable[[], float],
        take_packet: TakePacket,
        take_message: TakeMessage,
    ) -> None:
        self._socket, self._now_s = socket, now_s
        self._take_packet, self._take_message = take_packet, take_message
        self._limits = SessionLimits(now_s())
        self._outbox = Outbox()
        self._direct = direct_of(socket)
        self._is_sending = False
        self._failure: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    async def run(self) -> None:
        """Carry until either side ends; raises what ended it."""
        if self._direct is not None:
            self._direct.receive_with(self._receive_directly)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._receive())
                tasks.create_task(self._send())
                tasks.create_task(self._watch())
        finally:
            if self._direct is not None:
                self._direct.receive_with(None)

    def put_message(self, message: ServerMessage) -> None:
        """Send a message, behind those that wait.

        Raises:
            FloodError: If the client takes none.
        """
        self._outbox.put_message(encode_message(message))

    def put_packets(self, packets: Sequence[bytes]) -> None:
        """Send at once, behind nothing that waits; what cannot leave yet waits in the outbox."""
        direct = self._direct
        if direct is not None and self._is_free:
            direct.send_packets(packets)
            return
        for packet in packets:
            self._outbox.put_packet(packet)

    def put_shared(self, packets: Sequence[bytes], frames: bytes) -> None:
        """Send packets that many get; ``frames`` are the same, framed once for all of them."""
        if self._direct is not None and self._is_free:
            self._direct.send_frames(frames)
        else:
            self.put_packets(packets)

    def fail(self, error: Exception) -> None:
        """End with an error; the first one counts."""
        if not self._failure.done():
            self._failure.set_exception(error)

    @property
    def _is_free(self) -> bool:
        is_behind = self._is_sending or not self._outbox.is_empty
        return self._direct is not None and self._direct.is_writable and not is_behind

    async def _receive(self) -> None:
        while True:
            event = await self._socket.receive()
            if event["type"] == "websocket.disconnect":
                raise LeftError(said_bye=False)
            if (data := event.get("bytes")) is not None:
                self._receive_packet(data)
            else:
                self._receive_message(event["text"])

    def _receive_directly(self, data: bytes) -> None:
        """Receive past ASGI; what is wrong ends the connection as it would there."""
        try:
            self._receive_packet(data)
        except Exception as error:
            self.fail(error)

    def _receive_packet(self, data: bytes) -> None:
        now_s = self._now_s()
        packet = decode_packet(data, UPLINK)
        self._limits.admit_packet(packet, now_s)
        self._take_packet(packet, now_s)

    def _receive_message(self, text: str) -> None:
        now_s = self._now_s()
        self._limits.admit_message(now_s)
        self._take_message(parse_client_message(text), now_s)

    async def _send(self) -> None:
        while True:
            waiting = await self._outbox.next()
            self._is_sending = True
            if isinstance(waiting, bytes):
                await self._socket.send_bytes(waiting)
            else:
                await self._socket.send_text(waiting)
            self._is_sending = False

    async def _watch(self) -> None:
        await self._failure
