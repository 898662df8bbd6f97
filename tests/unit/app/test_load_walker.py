import asyncio

import pytest

from latentwalk.app.load_walker import LoadWalker, mic_frames
from latentwalk.domain.block import PACKET_FRAMES
from latentwalk.domain.ids import ResumeToken, WalkId
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.transport import frames
from latentwalk.transport.client_messages import HelloMessage
from latentwalk.transport.messages import encode_message
from latentwalk.transport.server_messages import WaitMessage, WelcomeMessage
from latentwalk.transport.wire import (
    UPLINK,
    AudioPacket,
    Codec,
    Kind,
    PosePacket,
    decode_packet,
    encode_packet,
)

ACCEPTED = b"HTTP/1.1 101 Switching Protocols\r\n\r\n"
PAYLOADS = [b"a" * 30, b"b" * 200]


class Wire(asyncio.Transport):
    """Keeps what is written."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: list[bytes] = []

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent.append(bytes(data))

    def close(self) -> None:
        pass


def _walker(has_mic: bool = True) -> tuple[LoadWalker, Wire]:
    hello = HelloMessage(
        walk=WalkId("w"),
        door=Door.INDOOR,
        mic=MicSetting.SOUND,
        codec_up=Codec.OPUS,
        codec_down=Codec.OPUS,
    )
    walker, wire = LoadWalker("here", hello, mic_frames(PAYLOADS) if has_mic else [], 4.0), Wire()
    walker.connection_made(wire)
    walker.data_received(ACCEPTED)
    return walker, wire


def _text(message: WelcomeMessage | WaitMessage) -> bytes:
    return frames.frame(encode_message(message).encode(), frames.WHOLE_TEXT)


WELCOME = WelcomeMessage(
    session="1",
    resume=ResumeToken("token"),
    resumed=False,
    walk={},
    latency_frames=1,
)


def _packets(sent: list[bytes]) -> list[AudioPacket | PosePacket]:
    heard = []
    for data in sent:
        place = frames.span(data, 0)
        assert place is not None
        heard.append(decode_packet(data[place[0] : place[1]], UPLINK))
    return heard


def test_nothing_is_sent_before_welcome_and_then_all_is_numbered() -> None:
    walker, wire = _walker()
    walker.speak(1.0)
    walker.step(1.0)
    assert len(wire.sent) == 2  # the handshake and hello
    walker.data_received(_text(WELCOME))
    for number in range(3):
        walker.speak(2.0 + 0.02 * number)
    walker.step(3.0)
    *mic, pose = _packets(wire.sent[2:])
    assert isinstance(pose, PosePacket)
    sounds = [packet for packet in mic if isinstance(packet, AudioPacket)]
    assert [p.sequence_number for p in sounds] == [0, 1, 2]
    assert [p.start_frame for p in sounds] == [0, PACKET_FRAMES, 2 * PACKET_FRAMES]
    assert [p.payload for p in sounds] == [*PAYLOADS, PAYLOADS[0]]


def test_who_only_listens_sends_poses_alone() -> None:
    walker, wire = _walker(has_mic=False)
    walker.data_received(_text(WELCOME))
    walker.speak(1.0)
    walker.step(1.0)
    assert [type(packet) for packet in _packets(wire.sent[2:])] == [PosePacket]


def test_stereo_is_counted_in_whatever_pieces_it_comes() -> None:
    walker, _ = _walker()
    stereo = [
        AudioPacket(Kind.STEREO, Codec.OPUS, 2, n, n * PACKET_FRAMES, PACKET_FRAMES, b"x" * 300)
        for n in range(4)
    ]
    data = _text(WELCOME) + b"".join(frames.frame(encode_packet(packet)) for packet in stereo)
    for at in range(0, len(data), 111):
        walker.data_received(data[at : at + 111])
    frames_heard = [arrival.start_frame for arrival in walker.report.arrivals]
    assert frames_heard == [n * PACKET_FRAMES for n in range(4)]


def test_waiting_ends_with_a_welcome() -> None:
    walker, _ = _walker()
    walker.data_received(_text(WaitMessage(place=2)))
    assert (walker.report.is_waiting, walker.report.is_admitted) == (True, False)
    walker.data_received(_text(WELCOME))
    assert (walker.report.is_waiting, walker.report.is_admitted) == (False, True)


def test_who_still_waits_at_the_end_has_waited(monkeypatch: pytest.MonkeyPatch) -> None:
    walker, wire = _walker()
    now_s = [10.0]
    monkeypatch.setattr("time.monotonic", lambda: now_s[0])
    walker.data_received(_text(WaitMessage(place=2)))
    now_s[0] = 13.5
    walker.data_received(_text(WaitMessage(place=1)))
    assert walker.report.waited_s == 3.5
    walker.speak(14.0)
    walker.step(14.0)
    assert len(wire.sent) == 2  # who waits sends nothing but hello
    now_s[0] = 20.0
    walker.leave()
    assert walker.report.waited_s == 10.0
    assert not walker.report.is_admitted


def test_an_end_that_nobody_asked_for_is_noted_and_our_own_is_not() -> None:
    left, _ = _walker()
    left.leave()
    left.connection_lost(None)
    assert left.report.was_closed is None
    lost, _ = _walker()
    lost.connection_lost(None)
    assert lost.report.was_closed == "the connection broke"
