"""The client against a real WebSocket server on loopback."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine

import pytest
from websockets.asyncio.server import ServerConnection, serve

from latentwalk.domain.errors import ServerClosedError, UnknownVersionError, WireError
from latentwalk.domain.pose import Pose, Position
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.transport.client import ABNORMAL_CLOSURE, WalkerClient
from latentwalk.transport.client_messages import ByeMessage, HelloMessage, MicMessage, PingMessage
from latentwalk.transport.closing import CloseCode, error_message_of
from latentwalk.transport.messages import encode_message, parse_client_message
from latentwalk.transport.server_messages import PongMessage, WaitMessage
from latentwalk.transport.wire import (
    UPLINK,
    AudioPacket,
    Codec,
    Kind,
    PosePacket,
    decode_packet,
    encode_packet,
)
from tests.unit.transport import golden
from tests.unit.transport.golden_messages import MESSAGES

WELCOME = encode_message(MESSAGES["welcome"])
STEREO = golden.PACKETS["stereo_opus"]
Talk = Callable[[ServerConnection], Awaitable[None]]


def run(test: Coroutine[None, None, None]) -> None:
    async def within_ten_seconds() -> None:
        async with asyncio.timeout(10):
            await test

    asyncio.run(within_ten_seconds())


@contextlib.asynccontextmanager
async def server(talk: Talk) -> AsyncIterator[str]:
    async with serve(talk, "127.0.0.1", 0, compression=None) as listening:
        port = listening.sockets[0].getsockname()[1]
        yield f"ws://127.0.0.1:{port}/ws"


async def greet(socket: ServerConnection) -> HelloMessage:
    hello = parse_client_message(await socket.recv(decode=True))
    assert isinstance(hello, HelloMessage)
    await socket.send(WELCOME)
    return hello


def test_hello_says_what_the_caller_asked_and_welcome_is_kept() -> None:
    async def scene() -> None:
        said: asyncio.Queue[HelloMessage] = asyncio.Queue()

        async def talk(socket: ServerConnection) -> None:
            said.put_nowait(await greet(socket))

        async with (
            server(talk) as url,
            WalkerClient.connect(
                url, "park", Door.INDOOR, MicSetting.OFF, Codec.PCM16, Codec.OPUS, "token", 0.5
            ) as client,
        ):
            assert client.welcome == MESSAGES["welcome"]
            hello = await said.get()
            assert (hello.walk, hello.resume, hello.dry_gain) == ("park", "token", 0.5)
            assert (hello.door, hello.mic) == (Door.INDOOR, MicSetting.OFF)
            assert (hello.codec_up, hello.codec_down) == (Codec.PCM16, Codec.OPUS)

    run(scene())


def test_packets_and_messages_arrive_in_order_and_counted() -> None:
    async def scene() -> None:
        heard: asyncio.Queue[object] = asyncio.Queue()

        async def talk(socket: ServerConnection) -> None:
            await greet(socket)
            async for received in socket:
                if isinstance(received, str):
                    heard.put_nowait(parse_client_message(received))
                else:
                    heard.put_nowait(decode_packet(received, UPLINK))

        pose = Pose(1.5, Position(1.0, 2.0))
        async with server(talk) as url, WalkerClient.connect(url, "park") as client:
            await client.send_pose(pose)
            await client.send_mic(4800, golden.OPUS_SILENCE[1])
            await client.send_pose(pose)
            await client.send(MicMessage(setting=MicSetting.OFF))
            assert await heard.get() == PosePacket(0, pose)
            mic = AudioPacket(Kind.MIC, Codec.OPUS, 1, 0, 4800, 960, golden.OPUS_SILENCE[1])
            assert await heard.get() == mic
            assert await heard.get() == PosePacket(1, pose)
            assert await heard.get() == MicMessage(setting=MicSetting.OFF)

    run(scene())


def test_leaving_says_bye_and_a_drop_says_nothing() -> None:
    async def last_words(is_dropped: bool) -> list[str | bytes]:
        words: asyncio.Queue[list[str | bytes]] = asyncio.Queue()

        async def talk(socket: ServerConnection) -> None:
            await greet(socket)
            heard: list[str | bytes] = []
            with contextlib.suppress(Exception):  # a drop ends the server's side with an error
                heard.extend([message async for message in socket])
            words.put_nowait(heard)

        async with server(talk) as url:
            async with WalkerClient.connect(url, "park") as client:
                if is_dropped:
                    client.drop()
            return await words.get()

    async def scene() -> None:
        assert await last_words(is_dropped=False) == [encode_message(ByeMessage())]
        assert await last_words(is_dropped=True) == []

    run(scene())


def test_what_a_later_server_says_is_skipped() -> None:
    async def talk(socket: ServerConnection) -> None:
        await greet(socket)
        await socket.send('{"type":"horoscope"}')
        await socket.send(b"\x01\x63" + bytes(18))
        await socket.send(encode_packet(STEREO))
        await socket.recv()

    async def scene() -> None:
        async with server(talk) as url, WalkerClient.connect(url, "park") as client:
            assert await client.receive() == STEREO

    run(scene())


def test_a_server_of_another_version_is_not_understood() -> None:
    async def talk(socket: ServerConnection) -> None:
        await greet(socket)
        await socket.send((golden.FOLDER / "version_invalid.bin").read_bytes())
        await socket.recv()

    async def scene() -> None:
        async with server(talk) as url, WalkerClient.connect(url, "park") as client:
            with pytest.raises(UnknownVersionError, match="version: expected 1, got 2"):
                await client.receive()

    run(scene())


def test_a_server_that_breaks_the_protocol_is_an_error() -> None:
    async def talk(socket: ServerConnection) -> None:
        await greet(socket)
        await socket.send(encode_packet(STEREO)[:-1])
        await socket.recv()

    async def scene() -> None:
        async with server(talk) as url, WalkerClient.connect(url, "park") as client:
            with pytest.raises(WireError):
                await client.receive()

    run(scene())


def test_iterating_ends_with_an_orderly_close() -> None:
    async def talk(socket: ServerConnection) -> None:
        await greet(socket)
        ping = parse_client_message(await socket.recv(decode=True))
        assert isinstance(ping, PingMessage)
        await socket.send(encode_message(PongMessage(time_ms=ping.time_ms, server_time_ms=2.0)))
        await socket.close(CloseCode.BYE)

    async def scene() -> None:
        async with server(talk) as url, WalkerClient.connect(url, "park") as client:
            await client.send(PingMessage(time_ms=1.0))
            heard = [received async for received in client]
            assert heard == [PongMessage(time_ms=1.0, server_time_ms=2.0)]

    run(scene())


def test_iterating_a_broken_connection_raises() -> None:
    async def talk(socket: ServerConnection) -> None:
        await greet(socket)
        socket.transport.abort()

    async def scene() -> None:
        async with server(talk) as url, WalkerClient.connect(url, "park") as client:
            with pytest.raises(ServerClosedError) as caught:
                async for _ in client:
                    pass
            assert caught.value.close_code == ABNORMAL_CLOSURE
            with pytest.raises(ServerClosedError):
                await client.send_pose(Pose(0.0))

    run(scene())


@pytest.mark.parametrize(
    ("words", "code", "text"),
    [
        (error_message_of(WireError("kind: got 9")), CloseCode.MALFORMED, "kind: got 9"),
        (WaitMessage(place=3), CloseCode.FULL, "number 3"),
    ],
    ids=["error", "wait"],
)
def test_a_refusal_carries_its_code_and_text(words: WaitMessage, code: int, text: str) -> None:
    async def talk(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send(encode_message(words))
        await socket.close(code)

    async def scene() -> None:
        async with server(talk) as url:
            with pytest.raises(ServerClosedError, match=text) as caught:
                async with WalkerClient.connect(url, "park"):
                    pass
            assert caught.value.close_code == code

    run(scene())


def test_a_server_that_speaks_no_websocket_is_a_closed_server() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n")
        await writer.drain()
        writer.close()

    async def scene() -> None:
        async with await asyncio.start_server(refuse, "127.0.0.1", 0) as listening:
            port = listening.sockets[0].getsockname()[1]
            with pytest.raises(ServerClosedError, match="403"):
                async with WalkerClient.connect(f"ws://127.0.0.1:{port}/ws", "park"):
                    pass

    run(scene())
