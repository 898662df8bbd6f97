"""A full server, real sockets, a real model: who waits hears the walk, and then walks."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import numpy as np
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from latentwalk.audio.opus import OpusDecoder
from latentwalk.domain.block import PACKET_FRAMES, Samples
from latentwalk.domain.pose import Pose, Position
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.transport.client import WalkerClient
from latentwalk.transport.client_messages import MicMessage, PingMessage
from latentwalk.transport.closing import CloseCode
from latentwalk.transport.pcm import decode_pcm16, encode_pcm16
from latentwalk.transport.server_messages import PongMessage, WaitMessage, WelcomeMessage
from latentwalk.transport.wire import AudioPacket, Codec
from tests.server.conftest import RunningServer, start_server, stop_server
from tests.server.listening import level_db

pytestmark = pytest.mark.slow
WITHIN_S = 45.0  # on a busy machine a place may be held for who broke off before (30 s)
Received = AudioPacket | WaitMessage | WelcomeMessage | PongMessage


@pytest.fixture(scope="module")
def small() -> Iterator[RunningServer]:
    """One place, on a walk whose common ground sounds."""
    running = start_server("--walkers", "1", "--no-standby")
    yield running
    stop_server(running)


def visit(server: RunningServer, codec: Codec = Codec.PCM16, resume: str | None = None):  # type: ignore[no-untyped-def]  # the type of an async context manager
    return WalkerClient.connect(
        server.socket_url,
        "first-walk",
        door=Door.INDOOR,
        mic=MicSetting.OFF,
        codec_up=Codec.PCM16,
        codec_down=codec,
        resume=resume,
        waits=True,
    )


async def hear(client: WalkerClient, packets: int) -> list[AudioPacket]:
    """Return the next packets of sound."""
    heard: list[AudioPacket] = []
    async with asyncio.timeout(WITHIN_S):
        while len(heard) < packets:
            received = await client.receive()
            if isinstance(received, AudioPacket):
                heard.append(received)
    return heard


async def until_welcome(client: WalkerClient) -> list[AudioPacket]:
    """Return what is heard until the server says welcome."""
    heard: list[AudioPacket] = []
    async with asyncio.timeout(WITHIN_S):
        while client.is_waiting:
            received = await client.receive()
            if isinstance(received, AudioPacket):
                heard.append(received)
    return heard


def sound_of(packets: list[AudioPacket]) -> Samples:
    """Decode what one client heard."""
    decoder = OpusDecoder(2)
    return np.concatenate(
        [
            decoder.decode(p.payload) if p.codec is Codec.OPUS else decode_pcm16(p.payload, 2)
            for p in packets
        ],
        axis=1,
    )


@asynccontextmanager
async def full(server: RunningServer) -> AsyncIterator[WalkerClient]:
    """Take the only place; the one who had it before may just be leaving."""
    async with visit(server) as first:
        await until_welcome(first)
        yield first


def roughness(sound: Samples) -> float:
    """Return the largest second difference: a click stands far above any tone."""
    return float(np.abs(np.diff(sound, 2, axis=1)).max())


@pytest.mark.parametrize("codec", list(Codec))
def test_the_second_walker_waits_hears_the_common_ground_and_walks_when_the_first_leaves(
    small: RunningServer, codec: Codec
) -> None:
    async def scene() -> None:
        async with full(small) as first:
            await hear(first, 100)
            async with visit(small, codec) as second:
                assert second.wait is not None
                assert second.wait.place == 1
                assert second.wait.stage_deg == (-75.0, 75.0)
                waited = await hear(second, 150)
                assert small.get("/api/health")["walkers"] == 1
                assert small.get("/api/health")["waiting"] == 1
                await first._say_bye()
                waited += await until_welcome(second)
                walked = await hear(second, 100)
                assert second.welcome.resume == second.wait.resume
                assert not second.welcome.resumed
                sound = sound_of(waited + walked)
                assert level_db(sound[:, 48_000:96_000]) > -60.0
                around = len(waited) * PACKET_FRAMES
                during = sound[:, around - 4_800 : around + 60_000]
                before = sound[:, 48_000 : around - 4_800]
                assert roughness(during) < 2.0 * roughness(before)
                starts = [p.start_frame for p in waited + walked]
                steps = np.diff(starts)
                assert (steps == PACKET_FRAMES).mean() > 0.98  # a busy machine may skip a tick
                assert (steps > 0).all()

    asyncio.run(scene())


def test_all_who_wait_get_the_very_same_packets(small: RunningServer) -> None:
    async def scene() -> None:
        url = small.socket_url
        async with full(small), connect(url) as one, connect(url) as two:
            heard: list[set[bytes]] = []
            for socket in (one, two):
                await socket.send(HELLO)
            for socket in (one, two):
                packets: set[bytes] = set()
                while len(packets) < 60:
                    received = await socket.recv()
                    if isinstance(received, bytes):
                        packets.add(received)
                heard.append(packets)
                await socket.send('{"type":"bye"}')
        assert len(heard[0] & heard[1]) > 40

    asyncio.run(scene())


HELLO = (
    '{"type":"hello","version":1,"walk":"first-walk","door":"indoor","mic":"off",'
    '"codec_up":"opus","codec_down":"opus"}'
)


def test_who_waits_may_speak_and_is_not_heard_and_who_walks_is_not_disturbed(
    small: RunningServer,
) -> None:
    async def scene() -> None:
        async with full(small) as first:
            before = await hear(first, 100)
            async with visit(small) as second:
                await second.send(MicMessage(setting=MicSetting.SOUND))
                await second.send(PingMessage(time_ms=7.0))
                for number in range(20):
                    await second.send_pose(Pose(number / 20.0, Position(300.0, 0.0), 0.0))
                    loud = np.full((1, PACKET_FRAMES), 0.5, np.float32)
                    await second.send_mic(number * PACKET_FRAMES, encode_pcm16(loud))
                async with asyncio.timeout(WITHIN_S):
                    while not isinstance(pong := await second.receive(), PongMessage):
                        pass
                assert pong.time_ms == 7.0
                during = await hear(first, 100)
            steps = np.diff([p.start_frame for p in before + during])
            assert (steps == PACKET_FRAMES).mean() > 0.98
            assert roughness(sound_of(during)) < 2.0 * roughness(sound_of(before))

    asyncio.run(scene())


def test_a_waiter_whose_network_drops_keeps_the_place(small: RunningServer) -> None:
    async def scene() -> None:
        async with full(small):
            async with visit(small) as second:
                await hear(second, 5)
                assert second.wait is not None
                token = second.wait.resume
                second.drop()
            async with visit(small) as third:
                assert third.wait is not None
                assert third.wait.place == 2
                async with visit(small, resume=token) as again:
                    assert again.wait is not None
                    assert (again.wait.place, again.wait.resume) == (1, token)
                    await hear(again, 5)
                async with asyncio.timeout(WITHIN_S):  # bye gives the place up
                    while third.wait.place != 1:
                        await third.receive()

    asyncio.run(scene())


def test_a_walker_who_comes_back_does_not_wait(small: RunningServer) -> None:
    async def scene() -> None:
        async with full(small) as first:
            token = first.welcome.resume
            first.drop()
        async with visit(small) as second:
            assert second.is_waiting
            async with visit(small, resume=token) as again:
                assert again.welcome.resumed
                await hear(again, 5)

    asyncio.run(scene())


def test_what_breaks_the_protocol_breaks_it_for_those_who_wait(small: RunningServer) -> None:
    async def scene() -> int | None:
        async with full(small), connect(small.socket_url) as socket:
            await socket.send(HELLO)
            await socket.send(HELLO)
            with contextlib.suppress(ConnectionClosed):
                while True:
                    await socket.recv()
            return socket.close_code

    assert asyncio.run(scene()) == CloseCode.MALFORMED
    deadline_s = time.monotonic() + WITHIN_S
    while small.get("/api/health")["waiting"] > 0:
        assert time.monotonic() < deadline_s, "who broke the protocol still has a place"
