"""A real server, a real socket, a real model: what a walker gets."""

import asyncio
import contextlib
import os
import signal
import time
import urllib.error
import urllib.request

import numpy as np
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from latentwalk.audio.files import read_sound
from latentwalk.domain.block import SAMPLE_RATE_HZ
from latentwalk.domain.errors import ServerClosedError
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.transport.client import WalkerClient
from latentwalk.transport.closing import CloseCode
from latentwalk.transport.pcm import decode_pcm16
from latentwalk.transport.wire import Codec
from tests.server.conftest import REPOSITORY, WALKS, RunningServer, start_server, stop_server
from tests.server.listening import hear, is_sound, level_db, spectrum_db

WEST_M, MIDDLE_M, EAST_M = -30.0, 0.0, 30.0
pytestmark = pytest.mark.slow


def walker(server: RunningServer, resume: str | None = None, mic: MicSetting = MicSetting.SOUND):  # type: ignore[no-untyped-def]  # the type of an async context manager
    return WalkerClient.connect(
        server.socket_url,
        "two-grounds",
        door=Door.INDOOR,
        mic=mic,
        codec_up=Codec.PCM16,
        codec_down=Codec.PCM16,
        resume=resume,
    )


def test_answers_are_isolated_and_admit_nothing_foreign(server: RunningServer) -> None:
    with urllib.request.urlopen(server.url + "/api/walks", timeout=10) as answer:
        headers = answer.headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert "default-src 'self'" in headers["Content-Security-Policy"]


def test_a_broken_walk_is_422_in_one_line_and_the_others_stay_open(server: RunningServer) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        server.get("/api/walks/broken")
    assert refused.value.code == 422
    assert "broken.geojson" in refused.value.read().decode()
    walks = [walk["id"] for walk in server.get("/api/walks")]
    assert walks == ["two-grounds", "company", "two-places"]


def test_an_unknown_walk_is_404_and_names_those_there_are(server: RunningServer) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        server.get("/api/walks/nowhere")
    assert refused.value.code == 404
    assert "two-grounds" in refused.value.read().decode()


async def _places(server: RunningServer) -> None:
    async with walker(server, mic=MicSetting.OFF) as client:
        between, _ = await hear(client, 1.5, MIDDLE_M)
        west, state = await hear(client, 2.5, WEST_M)
    async with walker(server) as client:
        mic = read_sound(REPOSITORY / "tests/data/audio/street-and-voice.wav", SAMPLE_RATE_HZ, 1)
        east, _ = await hear(client, 3.0, EAST_M, mic[0])
    half = SAMPLE_RATE_HZ
    assert level_db(between[:, half:]) < -90.0
    assert level_db(west[:, half:]) > -50.0
    assert level_db(east[:, half:]) > -55.0
    change_db = np.abs(spectrum_db(west[:, half:]) - spectrum_db(east[:, half:])).mean()
    assert change_db > 3.0
    assert np.abs(west).max() < 1.0
    assert state is not None
    assert state.zones[0].weight > 0.9


def test_each_ground_sounds_its_own_way_and_between_them_is_silence(server: RunningServer) -> None:
    asyncio.run(_places(server))


async def _kill_engine(server: RunningServer) -> float:
    async with walker(server, mic=MicSetting.OFF) as client:
        await hear(client, 1.5, WEST_M)
        restarts = server.get("/api/health")["engine_restarts"]
        os.kill(server.engine_pids()[0], signal.SIGKILL)
        killed_s = time.monotonic()
        while time.monotonic() - killed_s < 10.0:
            sound, _ = await hear(client, 0.2, WEST_M)
            if server.get("/api/health")["engine_restarts"] > restarts and level_db(sound) > -50.0:
                return time.monotonic() - killed_s
    raise AssertionError("no sound within 10 s after the engine was killed")


def test_the_engine_killed_mid_walk_sounds_again_within_three_seconds(
    server: RunningServer,
) -> None:
    assert asyncio.run(_kill_engine(server)) < 3.0


TRIES = 5  # of 1.6 s: a busy machine conceals for a while


async def _resume(server: RunningServer) -> None:
    async with walker(server, mic=MicSetting.OFF) as client:
        await hear(client, 1.0, WEST_M)
        first = client.welcome
        client.drop()
    async with walker(server, resume=first.resume, mic=MicSetting.OFF) as client:
        assert client.welcome.resumed
        assert client.welcome.session == first.session
        # The place is kept: its ground sounds although no pose has been sent again.
        level = -200.0
        for _ in range(TRIES):
            packets = [p for p in [await client.receive() for _ in range(80)] if is_sound(p)]
            heard = np.concatenate([decode_pcm16(p.payload, 2) for p in packets[-20:]], axis=1)
            level = level_db(heard)
            if level > -50.0:
                break
    assert level > -50.0


def test_a_dropped_walker_resumes_the_same_session(server: RunningServer) -> None:
    asyncio.run(_resume(server))


async def _until_closed(client: WalkerClient) -> None:
    while True:
        await client.receive()


async def _replace(server: RunningServer) -> int:
    async with walker(server) as older:
        token = older.welcome.resume
        async with walker(server, resume=token) as newer:
            assert newer.welcome.resumed
            with pytest.raises(ServerClosedError) as closed:
                await _until_closed(older)
            await hear(newer, 0.5, WEST_M)
            return closed.value.close_code


def test_a_resume_replaces_the_older_connection(server: RunningServer) -> None:
    assert asyncio.run(_replace(server)) == CloseCode.REPLACED


HELLO = (
    '{"type":"hello","version":1,"walk":"two-grounds","door":"indoor","mic":"sound",'
    '"codec_up":"pcm16","codec_down":"pcm16"}'
)
PING = '{"type":"ping","time_ms":1}'
POSE_NAN = bytes([1, 3, 0, 0]) + bytes(16)


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        pytest.param(["not json"], CloseCode.MALFORMED, id="not json"),
        pytest.param([b"\x01\x01"], CloseCode.MALFORMED, id="packet before hello"),
        pytest.param([HELLO, b"\x01\x01"], CloseCode.MALFORMED, id="truncated"),
        pytest.param([HELLO, POSE_NAN], CloseCode.MALFORMED, id="pose without payload"),
        pytest.param([HELLO, b"\x01" * 5000], CloseCode.OVERSIZED, id="oversized"),
        pytest.param([HELLO, '{"type":"dance"}'], CloseCode.MALFORMED, id="unknown message"),
        pytest.param([HELLO, HELLO], CloseCode.MALFORMED, id="second hello"),
        pytest.param(
            [HELLO.replace('"version":1', '"version":9')], CloseCode.VERSION, id="version"
        ),
        pytest.param(
            [HELLO.replace("two-grounds", "nowhere")], CloseCode.UNKNOWN_WALK, id="unknown walk"
        ),
        pytest.param([HELLO] + [PING] * 80, CloseCode.FLOODING, id="flood"),
    ],
)
def test_bad_input_closes_that_one_session_with_its_code(
    server: RunningServer, sent: list[str | bytes], code: CloseCode
) -> None:
    async def attack() -> int | None:
        async with walker(server, mic=MicSetting.OFF) as bystander:
            async with connect(server.socket_url, compression=None) as socket:
                for message in sent:
                    await socket.send(message)
                with contextlib.suppress(ConnectionClosed):
                    while True:
                        await socket.recv()
            sound, _ = await hear(bystander, 0.6, WEST_M)
            assert sound.shape[1] > 0
            return socket.close_code

    assert asyncio.run(attack()) == code


def test_another_sites_page_is_refused(server: RunningServer) -> None:
    async def trespass() -> None:
        async with connect(server.socket_url, origin="http://elsewhere.example"):  # type: ignore[arg-type]
            pass

    with pytest.raises(Exception, match="403"):
        asyncio.run(trespass())


def test_a_stopped_server_leaves_no_process_behind() -> None:
    running = start_server(*WALKS)
    engines = running.engine_pids()
    assert engines
    stop_server(running)
    assert running.process.returncode == 128 + signal.SIGINT  # as shells expect of Ctrl-C
    deadline_s = time.monotonic() + 5.0
    while any(os.path.exists(f"/proc/{pid}") for pid in engines):
        assert time.monotonic() < deadline_s, "an engine process outlived its server"
