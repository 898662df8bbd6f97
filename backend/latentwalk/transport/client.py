"""A walker without a phone: the wire's client side, for load, bench and tests.

It speaks the protocol and keeps no policy: the caller encodes and decodes the
sound, paces what it sends, and decides when to come back.
"""

import contextlib
from collections.abc import AsyncIterator
from typing import Self

from websockets.asyncio.client import ClientConnection
from websockets.asyncio.client import connect as open_socket
from websockets.exceptions import ConnectionClosed, ConnectionClosedOK, WebSocketException

from latentwalk.domain.block import PACKET_FRAMES
from latentwalk.domain.errors import ServerClosedError, UnknownMessageError, UnknownVersionError
from latentwalk.domain.ids import ResumeToken, WalkId
from latentwalk.domain.pose import Pose
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.transport.client_messages import ByeMessage, ClientMessage, HelloMessage
from latentwalk.transport.messages import (
    MAX_SERVER_JSON_BYTES,
    encode_message,
    parse_server_message,
)
from latentwalk.transport.server_messages import (
    ErrorMessage,
    ServerMessage,
    WaitMessage,
    WelcomeMessage,
)
from latentwalk.transport.wire import (
    CHANNELS_OF,
    DOWNLINK,
    MAX_SEQUENCE_NUMBER,
    AudioPacket,
    Codec,
    Kind,
    Packet,
    PosePacket,
    decode_packet,
    encode_packet,
)

ABNORMAL_CLOSURE = 1006  # RFC 6455 §7.4.1: the connection broke, nobody said why


class WalkerClient:
    """One connection of one walker; made by :meth:`connect`.

    Attributes:
        welcome: The server's answer to hello, with the token to resume by; not there yet
            while :attr:`is_waiting`.
        wait: The last place in the line that the server told, if it told any.
    """

    welcome: WelcomeMessage

    def __init__(self, socket: ClientConnection, codec_up: Codec) -> None:
        self._socket = socket
        self._codec_up = codec_up
        self._next_sequence_number = dict.fromkeys(Kind, 0)
        self._last_words = ""
        self.wait: WaitMessage | None = None

    @property
    def is_waiting(self) -> bool:
        """Whether the server has not welcomed this walker yet."""
        return not hasattr(self, "welcome")

    @classmethod
    @contextlib.asynccontextmanager
    async def connect(
        cls,
        url: str,
        walk: str,
        door: Door = Door.OUTDOOR,
        mic: MicSetting = MicSetting.SOUND,
        codec_up: Codec = Codec.OPUS,
        codec_down: Codec = Codec.OPUS,
        resume: str | None = None,
        dry_gain: float = 0.0,
        waits: bool = False,
    ) -> AsyncIterator[Self]:
        """Open a socket, say hello, and say bye at the end unless it was dropped.

        Args:
            url: ``ws://host:port/ws``.
            walk: The walk's id.
            door: Outdoors, or into the virtual world.
            mic: Whether mic packets will be listened to.
            codec_up: How the payloads given to :meth:`send_mic` are written.
            codec_down: How stereo shall come.
            resume: The token of an earlier welcome.
            dry_gain: Indoors: how loud the mic itself comes back, 0..1.
            waits: Come back as soon as the server lets wait; else only once it welcomes.

        Raises:
            ServerClosedError: If the server refuses; it carries the close code.
            OSError: If no server can be reached.
        """
        hello = HelloMessage(
            walk=WalkId(walk),
            door=door,
            mic=mic,
            codec_up=codec_up,
            codec_down=codec_down,
            resume=None if resume is None else ResumeToken(resume),
            dry_gain=dry_gain,
        )
        async with contextlib.AsyncExitStack() as stack:
            # No proxy, compression or ping of its own: what is measured is the server.
            opening = open_socket(
                url,
                compression=None,
                proxy=None,
                ping_interval=None,
                max_size=MAX_SERVER_JSON_BYTES,
            )
            try:
                client = cls(await stack.enter_async_context(opening), codec_up)
            except WebSocketException as error:
                raise ServerClosedError(ABNORMAL_CLOSURE, str(error)) from error
            await client.send(hello)
            await client._receive_welcome(waits)
            try:
                yield client
            finally:
                await client._say_bye()

    async def send_pose(self, pose: Pose) -> None:
        """Report where the walker is."""
        await self._write(encode_packet(PosePacket(self._count(Kind.POSE), pose)))

    async def send_mic(self, start_frame: int, payload: bytes) -> None:
        """Send 20 ms of mic, written as ``codec_up`` says.

        Args:
            start_frame: Its first frame on the walker's own 48 kHz media time.
            payload: One mono Opus packet, or 960 frames of PCM16.
        """
        channels = CHANNELS_OF[Kind.MIC]
        number = self._count(Kind.MIC)
        packet = AudioPacket(
            Kind.MIC, self._codec_up, channels, number, start_frame, PACKET_FRAMES, payload
        )
        await self._write(encode_packet(packet))

    async def send(self, message: ClientMessage) -> None:
        """Send a JSON message."""
        await self._write(encode_message(message))

    async def receive(self) -> Packet | ServerMessage:
        """Return the next packet or message; what this version does not know is skipped.

        Safe to cancel: nothing is lost.

        Raises:
            ServerClosedError: When the connection has ended, in whatever way.
            WireError: If the server breaks the protocol or speaks another version of it.
        """
        while True:
            try:
                received = await self._socket.recv()
            except ConnectionClosed as error:
                raise self._closed(error) from error
            try:
                return self._decode(received)
            except UnknownVersionError:
                raise
            except UnknownMessageError:
                continue

    async def __aiter__(self) -> AsyncIterator[Packet | ServerMessage]:
        """Iterate until the server closes in an orderly way.

        Raises:
            ServerClosedError: If it closes in any other way.
        """
        while True:
            try:
                received = await self.receive()
            except ServerClosedError as error:
                if isinstance(error.__cause__, ConnectionClosedOK):
                    return
                raise
            yield received

    def drop(self) -> None:
        """Break the connection without a word, as a lost network does."""
        self._socket.transport.abort()

    def _count(self, kind: Kind) -> int:
        number = self._next_sequence_number[kind]
        self._next_sequence_number[kind] = (number + 1) % (MAX_SEQUENCE_NUMBER + 1)
        return number

    def _decode(self, received: str | bytes) -> Packet | ServerMessage:
        if isinstance(received, bytes):
            return decode_packet(received, DOWNLINK)
        message = parse_server_message(received)
        if isinstance(message, ErrorMessage):
            self._last_words = message.message
        elif isinstance(message, WaitMessage):
            self._last_words = f"wait, you are number {message.place}"
            self.wait = message
        elif isinstance(message, WelcomeMessage):
            self.welcome = message
        return message

    async def _receive_welcome(self, waits: bool) -> None:
        while self.is_waiting and not (waits and self.wait is not None):
            await self.receive()

    async def _say_bye(self) -> None:
        with contextlib.suppress(ServerClosedError):
            await self.send(ByeMessage())

    async def _write(self, words: str | bytes) -> None:
        try:
            await self._socket.send(words)
        except ConnectionClosed as error:
            raise self._closed(error) from error

    def _closed(self, error: ConnectionClosed) -> ServerClosedError:
        if error.rcvd is None:
            return ServerClosedError(ABNORMAL_CLOSURE, self._last_words or "the connection broke")
        return ServerClosedError(error.rcvd.code, self._last_words or error.rcvd.reason or "bye")
