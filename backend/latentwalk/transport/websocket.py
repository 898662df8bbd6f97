"""The WebSocket carrier: one connection from hello to close.

In: binary packets and JSON of PROTOCOL.md. Out: the same. All policy lives
below: this file reads, dispatches, and decides the close code once.
"""

import asyncio
import contextlib
from typing import assert_never

from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from latentwalk.domain.errors import LatentwalkError, NoHelloError, ReplacedError, WireError
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.session.audition import Audition
from latentwalk.session.session import Session
from latentwalk.transport.client_messages import (
    AuditionMessage,
    ByeMessage,
    HelloMessage,
    MicMessage,
    PingMessage,
    StatsMessage,
)
from latentwalk.transport.closing import CloseCode, close_code_of, error_message_of
from latentwalk.transport.codec_link import CodecLink
from latentwalk.transport.direct import direct_of
from latentwalk.transport.host import Host
from latentwalk.transport.limits import SessionLimits
from latentwalk.transport.messages import encode_message, parse_client_message
from latentwalk.transport.outbox import Outbox
from latentwalk.transport.report import event_messages, state_message
from latentwalk.transport.server_messages import PongMessage, WelcomeMessage
from latentwalk.transport.wire import UPLINK, PosePacket, decode_packet

HELLO_WITHIN_S = 10.0
STATE_EVERY_S = 0.25


class _Left(Exception):
    """Unwinds a connection whose walker said bye or went away."""

    def __init__(self, said_bye: bool) -> None:
        super().__init__()
        self.said_bye = said_bye


class Connection:
    """One accepted socket of one session."""

    def __init__(self, socket: WebSocket, host: Host, hello: HelloMessage) -> None:
        self._socket = socket
        self._host = host
        self._limits = SessionLimits(host.pacer.media_time_s())
        self._outbox = Outbox()
        self._direct = direct_of(socket)
        self._is_sending = False
        self._loop = asyncio.get_running_loop()
        self._failure: asyncio.Future[None] = self._loop.create_future()
        self.session, self._is_resumed = self._join(hello)
        self._link = CodecLink(self.session, hello.codec_down)

    def replace(self) -> None:
        """Close, because the walker came back elsewhere."""
        self._fail(ReplacedError("the walk goes on in another window or on another network"))

    async def run(self) -> None:
        """Serve until either side ends; raises what ended it."""
        host, session = self._host, self.session
        older = host.connections.get(session.id)
        if older is not None:
            older.replace()
        host.connections[session.id] = self
        host.codecs.open(self._link, self._put_packets, self._fail, self._loop.call_soon_threadsafe)
        self._welcome()
        if self._direct is not None:
            self._direct.receive_with(self._take_packet)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._receive())
                tasks.create_task(self._send())
                tasks.create_task(self._report())
                tasks.create_task(self._watch())
        finally:
            if self._direct is not None:
                self._direct.receive_with(None)
            host.codecs.close(self._link)
            if host.connections.get(session.id) is self:
                del host.connections[session.id]
                host.registry.detach(session, host.pacer.media_time_s())

    def _join(self, hello: HelloMessage) -> tuple[Session, bool]:
        registry = self._host.registry
        ground = self._host.walks.ground(hello.walk)
        session = None if hello.resume is None else registry.resume(hello.resume)
        is_resumed = session is not None
        if session is None:
            session = registry.join(ground, hello.door)
        session.set_mic(hello.mic)
        # Outdoors the delayed mic is never heard through the server (DESIGN §4).
        session.dry_gain = hello.dry_gain if session.door is Door.INDOOR else 0.0
        return session, is_resumed

    def _welcome(self) -> None:
        session, walk = self.session, self.session.ground.walk
        message = WelcomeMessage(
            session=f"{session.id:016x}",
            resume=session.token,
            resumed=self._is_resumed,
            walk=self._host.walks.public(walk.id),
            latency_frames=self._host.latency_frames,
        )
        self._outbox.put_message(encode_message(message))

    async def _receive(self) -> None:
        while True:
            event = await self._socket.receive()
            if event["type"] == "websocket.disconnect":
                raise _Left(said_bye=False)
            now_s = self._host.pacer.media_time_s()
            if (data := event.get("bytes")) is not None:
                self._receive_packet(data, now_s)
            else:
                self._receive_message(event["text"], now_s)

    def _take_packet(self, data: bytes) -> None:
        """Receive past ASGI; what is wrong ends the connection as it would there."""
        try:
            self._receive_packet(data, self._host.pacer.media_time_s())
        except Exception as error:
            self._fail(error)

    def _receive_packet(self, data: bytes, now_s: float) -> None:
        packet = decode_packet(data, UPLINK)
        self._limits.admit_packet(packet, now_s)
        if isinstance(packet, PosePacket):
            self.session.receive_pose(packet.pose, now_s)
        elif self.session.mic_setting is MicSetting.SOUND:
            self._host.codecs.receive(self._link, packet, now_s)

    def _receive_message(self, text: str, now_s: float) -> None:
        self._limits.admit_message(now_s)
        message = parse_client_message(text)
        match message:
            case MicMessage():
                self.session.set_mic(message.setting)
            case AuditionMessage():
                self._audition(message)
            case PingMessage():
                pong = PongMessage(time_ms=message.time_ms, server_time_ms=now_s * 1000.0)
                self._outbox.put_message(encode_message(pong))
            case StatsMessage():
                self.session.client_concealed_ratio = message.concealed_ratio
            case ByeMessage():
                raise _Left(said_bye=True)
            case HelloMessage():
                raise WireError("hello: expected once, as the first message, got another")
            case _:
                assert_never(message)

    def _audition(self, message: AuditionMessage) -> None:
        if not self.session.ground.is_draft:
            raise WireError("audition: expected on a draft only, got it on a published walk")
        values = message.values
        self.session.audition = None if values is None else Audition(message.model, values)

    async def _send(self) -> None:
        while True:
            waiting = await self._outbox.next()
            self._is_sending = True
            if isinstance(waiting, bytes):
                await self._socket.send_bytes(waiting)
            else:
                await self._socket.send_text(waiting)
            self._is_sending = False

    async def _report(self) -> None:
        while True:
            await asyncio.sleep(STATE_EVERY_S)
            now_s = self._host.pacer.media_time_s()
            for event in event_messages(self.session):
                self._outbox.put_message(encode_message(event))
            message = state_message(self.session, now_s)
            if message is not None:
                self._outbox.put_message(encode_message(message))

    async def _watch(self) -> None:
        await self._failure

    def _put_packets(self, packets: list[bytes]) -> None:
        """Send at once, behind nothing that waits; what cannot leave yet waits in the outbox."""
        direct, is_behind = self._direct, self._is_sending or not self._outbox.is_empty
        if direct is not None and direct.is_writable and not is_behind:
            direct.send_packets(packets)
            return
        for packet in packets:
            self._outbox.put_packet(packet)

    def _fail(self, error: Exception) -> None:
        if not self._failure.done():
            self._failure.set_exception(error)


async def serve_walker(socket: WebSocket, host: Host) -> None:
    """Serve one WebSocket from accept to close; never raises for what a client does."""
    await socket.accept()
    connection: Connection | None = None
    try:
        hello = await _hello(socket)
        await asyncio.to_thread(host.walks.admit, hello.walk, hello.access_code)
        connection = Connection(socket, host, hello)
        await connection.run()
    except BaseExceptionGroup as group:
        await _close(socket, host, connection, _first(group))
    except (LatentwalkError, _Left) as error:
        await _close(socket, host, connection, error)


async def _hello(socket: WebSocket) -> HelloMessage:
    try:
        async with asyncio.timeout(HELLO_WITHIN_S):
            event = await socket.receive()
    except TimeoutError:
        raise NoHelloError(f"hello: expected within {HELLO_WITHIN_S:.0f} s, got nothing") from None
    if event["type"] == "websocket.disconnect":
        raise _Left(said_bye=False)
    text = event.get("text")
    if text is None:
        raise WireError("hello: expected a JSON message first, got a binary packet")
    message = parse_client_message(text)
    if not isinstance(message, HelloMessage):
        raise WireError(f"hello: expected first, got {message.type}")
    return message


async def _close(
    socket: WebSocket, host: Host, connection: Connection | None, error: BaseException
) -> None:
    code = CloseCode.BYE if isinstance(error, _Left) else close_code_of(error)
    is_over = error.said_bye if isinstance(error, _Left) else isinstance(error, WireError)
    if is_over and connection is not None:  # who breaks the protocol has nothing to resume
        host.registry.leave(connection.session)
    if socket.application_state is not WebSocketState.CONNECTED:
        return
    with contextlib.suppress(WebSocketDisconnect, RuntimeError):  # gone before we could say why
        if code is not CloseCode.BYE:
            await socket.send_text(encode_message(error_message_of(error)))
        await socket.close(code)


def _first(group: BaseExceptionGroup[BaseException]) -> BaseException:
    """Return the first real error of a task group."""
    for error in group.exceptions:
        return _first(error) if isinstance(error, BaseExceptionGroup) else error
    return group
