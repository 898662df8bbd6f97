"""One walker's codecs, with a real session and the real Opus."""

import numpy as np
import pytest

from latentwalk.audio.opus import OpusDecoder, OpusEncoder
from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ, TICK_FRAMES, Samples
from latentwalk.domain.ids import ModelId
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.session.ground import Ground
from latentwalk.session.registry import Registry
from latentwalk.session.session import Session
from latentwalk.transport.codec_link import CodecLink
from latentwalk.transport.codec_round import Received, decode_all, encode_all
from latentwalk.transport.coders import Coders
from latentwalk.transport.wire import AudioPacket, Codec, Kind, decode_packet
from tests.fakes.pool import wire_contract
from tests.fakes.walks import walk_of


def _session() -> Session:
    ground = Ground(walk_of(), {ModelId("wire"): wire_contract()})
    session = Registry(1).join(ground, Door.INDOOR)
    session.set_mic(MicSetting.SOUND)
    return session


def _tone(packets: int) -> Samples:
    n = np.arange(packets * PACKET_FRAMES)
    return (0.3 * np.sin(2 * np.pi * 440 * n / 48_000)).astype(np.float32)


def _mic_packets(packets: int) -> list[AudioPacket]:
    encoder = OpusEncoder(1)
    blocks = _tone(packets).reshape(packets, 1, PACKET_FRAMES)
    return [
        AudioPacket(
            Kind.MIC, Codec.OPUS, 1, n, n * PACKET_FRAMES, PACKET_FRAMES, encoder.encode(block)
        )
        for n, block in enumerate(blocks)
    ]


def _heard(packets: list[AudioPacket], lost: int | None = None) -> tuple[Samples, Session]:
    """Play packets as they come, 20 ms apart, while the tick thread reads."""
    session = _session()
    link, coders = CodecLink(session, Codec.OPUS), Coders()
    ticks: list[Samples] = []
    for n, packet in enumerate(packets):
        if n != lost:
            now_s = n * PACKET_FRAMES / SAMPLE_RATE_HZ
            assert not decode_all(coders, [Received(link, packet, now_s)])
        while len(ticks) * TICK_FRAMES < (n + 1) * PACKET_FRAMES:
            ticks.append(session.next_mic(TICK_FRAMES))
    return np.concatenate(ticks), session


def test_a_lost_packet_is_bridged_by_opus() -> None:
    packets = _mic_packets(60)
    theirs, whole = _heard(packets)
    ours, holed = _heard(packets, lost=40)
    tail = slice(30 * PACKET_FRAMES, None)
    level = np.sqrt(np.mean(theirs[tail] ** 2))
    assert level > 0.15
    assert np.sqrt(np.mean(ours[tail] ** 2)) == pytest.approx(level, rel=0.1)
    assert np.abs(np.diff(ours[tail])).max() < 1.5 * np.abs(np.diff(theirs[tail])).max()
    assert holed.mic_frames == whole.mic_frames


def test_a_payload_that_is_no_opus_is_a_wire_error() -> None:
    link = CodecLink(_session(), Codec.OPUS)
    packet = AudioPacket(Kind.MIC, Codec.OPUS, 1, 0, 0, PACKET_FRAMES, b"\xff" * 40)
    ((culprit, error),) = decode_all(Coders(), [Received(link, packet, 0.0)])
    assert culprit is link
    assert "no Opus" in str(error)


def test_an_opus_packet_of_another_length_is_a_wire_error() -> None:
    link = CodecLink(_session(), Codec.OPUS)
    ten_ms_silk = bytes([0x00, 0x00])  # RFC 6716 §3.1: configuration 0, one 10 ms frame
    packet = AudioPacket(Kind.MIC, Codec.OPUS, 1, 0, 0, PACKET_FRAMES, ten_ms_silk)
    ((_, error),) = decode_all(Coders(), [Received(link, packet, 0.0)])
    assert "960 frames" in str(error)


@pytest.mark.parametrize("codec", list(Codec))
def test_stereo_leaves_as_numbered_packets_on_media_time(codec: Codec) -> None:
    session = _session()
    link, coders = CodecLink(session, codec), Coders()
    tone = _tone(64)
    packets = []
    for number in range(45):
        block = tone[number * TICK_FRAMES : (number + 1) * TICK_FRAMES]
        session.downlink.push(number * TICK_FRAMES, np.stack([block, -block]))
        packets += [decode_packet(data) for data in encode_all(coders, [link])[0]]
    assert [p.sequence_number for p in packets] == list(range(len(packets)))
    sounds = [p for p in packets if isinstance(p, AudioPacket)]
    assert [p.start_frame for p in sounds] == [n * PACKET_FRAMES for n in range(len(packets))]
    assert {p.codec for p in sounds} == {codec}
    if codec is Codec.OPUS:
        decoder = OpusDecoder(2)
        left, right = np.concatenate([decoder.decode(p.payload) for p in sounds], axis=1)
        assert np.corrcoef(left[4800:], right[4800:])[0, 1] < -0.99
