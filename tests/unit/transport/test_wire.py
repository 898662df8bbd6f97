"""The packet codec: golden bytes in both directions, round trips, and any bytes at all."""

import json
import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain import errors
from latentwalk.domain.errors import (
    OversizedMessageError,
    TruncatedMessageError,
    UnknownMessageError,
    UnknownVersionError,
    WireError,
)
from latentwalk.domain.pose import GeoPoint, Pose, Position
from latentwalk.transport.wire import (
    CHANNELS_OF,
    HEADER_BYTES,
    MAX_MEDIA_TIME,
    MAX_PACKET_BYTES,
    MAX_SEQUENCE_NUMBER,
    UPLINK,
    AudioPacket,
    Codec,
    Kind,
    PosePacket,
    decode_packet,
    encode_packet,
    stereo_bytes,
)
from tests.unit.transport import golden

sequence_numbers = st.integers(0, MAX_SEQUENCE_NUMBER)
positive32 = st.floats(0, 1e6, width=32)
metres = st.floats(-1e6, 1e6)


@st.composite
def sounds(draw: st.DrawFn) -> AudioPacket:
    kind = draw(st.sampled_from([Kind.MIC, Kind.STEREO]))
    codec = draw(st.sampled_from(Codec))
    channels = CHANNELS_OF[kind]
    n_bytes = 960 * channels * 2 if codec is Codec.PCM16 else draw(st.integers(1, 1275))
    payload = draw(st.randoms(use_true_random=False)).randbytes(n_bytes)
    start_frame = draw(st.integers(0, MAX_MEDIA_TIME))
    return AudioPacket(kind, codec, channels, draw(sequence_numbers), start_frame, 960, payload)


points = st.one_of(
    st.none(),
    st.builds(GeoPoint, st.floats(-180, 180), st.floats(-90, 90)),
    st.builds(Position, metres, metres, st.floats(-1e6, 1e6, width=32)),
)
poses = st.builds(
    Pose,
    st.integers(0, 2**50).map(lambda time_us: time_us / 1_000_000),
    points,
    st.none() | st.floats(0, 360, width=32, exclude_max=True),
    st.none() | positive32,
    st.none() | positive32,
    st.none() | positive32,
)
packets = sounds() | st.builds(PosePacket, sequence_numbers, poses)


def test_golden_files_are_what_the_examples_give() -> None:
    on_disk = {file.name: file.read_bytes() for file in golden.FOLDER.iterdir()}
    del on_disk["README.md"]
    assert on_disk == golden.golden_files()


@pytest.mark.parametrize("name", golden.PACKETS)
def test_golden_packet_reads_and_writes_the_same(name: str) -> None:
    packet_bytes = (golden.FOLDER / f"{name}.bin").read_bytes()
    fields = json.loads((golden.FOLDER / f"{name}.json").read_text())
    packet = decode_packet(packet_bytes)
    assert golden.fields_of(packet) == fields
    assert packet == golden.PACKETS[name]
    assert encode_packet(packet) == packet_bytes


@pytest.mark.parametrize("name", golden.invalid_packets())
def test_invalid_twin_is_refused_with_its_error(name: str) -> None:
    packet_bytes = (golden.FOLDER / f"{name}.bin").read_bytes()
    error = json.loads((golden.FOLDER / f"{name}.json").read_text())["error"]
    with pytest.raises(WireError) as caught:
        decode_packet(packet_bytes)
    assert type(caught.value) is getattr(errors, error)


@given(packets)
def test_every_packet_survives_the_wire(packet: AudioPacket | PosePacket) -> None:
    assert decode_packet(encode_packet(packet)) == packet


@given(st.binary(max_size=MAX_PACKET_BYTES + 2))
def test_any_bytes_give_a_packet_or_a_wire_error(packet_bytes: bytes) -> None:
    _decode_or_refuse(packet_bytes)


@given(packets, st.data())
def test_a_damaged_packet_gives_a_packet_or_a_wire_error(
    packet: AudioPacket | PosePacket, data: st.DataObject
) -> None:
    damaged = bytearray(encode_packet(packet))
    near_the_head = st.integers(0, min(len(damaged), HEADER_BYTES + 44) - 1)
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(near_the_head)] = data.draw(st.integers(0, 255))
    cut = data.draw(st.just(len(damaged)) | st.integers(0, len(damaged)))
    _decode_or_refuse(bytes(damaged[:cut]))


def _decode_or_refuse(packet_bytes: bytes) -> None:
    try:
        packet = decode_packet(packet_bytes)
    except WireError:
        return
    assert len(encode_packet(packet)) == len(packet_bytes)


def _patch(packet: bytes, offset: int, value: int, n_bytes: int = 1) -> bytes:
    return packet[:offset] + value.to_bytes(n_bytes, "little") + packet[offset + n_bytes :]


MIC = encode_packet(golden.PACKETS["mic_opus"])
MIC_PCM = encode_packet(golden.PACKETS["mic_pcm16"])
POSE = encode_packet(golden.PACKETS["pose_local"])
GEO = encode_packet(golden.PACKETS["pose_geographic"])


@pytest.mark.parametrize(
    ("packet_bytes", "error", "text"),
    [
        (b"", TruncatedMessageError, "version: expected a packet of at least 1 bytes, got 0"),
        (b"\x02", UnknownVersionError, "version: expected 1, got 2"),
        (MIC[:19], TruncatedMessageError, "header: expected a packet of at least 20 bytes, got 19"),
        (MIC[:20], TruncatedMessageError, "payload: expected a packet of at least 23 bytes"),
        (bytes(4097), OversizedMessageError, "packet: expected at most 4096 bytes, got 4097"),
        (_patch(MIC, 1, 0), UnknownMessageError, "kind: expected one of 1 (mic), 2 (stereo)"),
        (_patch(MIC, 2, 2), UnknownMessageError, "codec: expected one of 0 (pcm16), 1 (opus)"),
        (_patch(MIC, 3, 2), WireError, "channels: expected 1 for mic, got 2"),
        (_patch(MIC, 1, 2), WireError, "channels: expected 2 for stereo, got 1"),
        (_patch(MIC, 8, 2**53, 8), WireError, "start_frame: expected 0..9007199254740991"),
        (_patch(MIC, 16, 480, 2), WireError, "n_frames: expected 960, got 480"),
        (MIC + b"\0", WireError, "payload_bytes: expected the 4 that follow, got 3"),
        (_patch(MIC, 18, 0, 2)[:20], WireError, "payload_bytes: expected an Opus packet"),
        (_patch(MIC, 2, 0), WireError, "payload_bytes: expected 1920 for this PCM16, got 3"),
        (_patch(POSE, 2, 1), WireError, "codec: expected 0 for a pose, got 1"),
        (_patch(POSE, 3, 1), WireError, "channels: expected 0 for a pose, got 1"),
        (_patch(POSE, 16, 960, 2), WireError, "n_frames: expected 0 for a pose, got 960"),
        (_patch(POSE, 8, 2**64 - 1, 8), WireError, "time_us: expected 0..9007199254740991"),
        (_patch(POSE, 18, 43, 2)[:-1], TruncatedMessageError, "expected a payload of 44 bytes"),
        (_patch(POSE, 18, 45, 2) + b"\0", WireError, "payload_bytes: expected 44 for a pose"),
        (_patch(POSE, 20, 3), UnknownMessageError, "point frame: expected one of 0 (none)"),
        (_patch(POSE, 24, 0x7FF0 << 48, 8), WireError, "east_m: expected ±1000000 m, got inf"),
        (_patch(POSE, 24, 0x7FF8 << 48, 8), WireError, "east_m: expected ±1000000 m, got nan"),
        (_patch(GEO, 24, 0x7FF8 << 48, 8), WireError, "pose: lon_deg: expected -180..180, got nan"),
    ],
)
def test_a_broken_field_is_named_in_one_sentence(
    packet_bytes: bytes, error: type[WireError], text: str
) -> None:
    with pytest.raises(WireError) as caught:
        decode_packet(packet_bytes)
    assert type(caught.value) is error
    assert text in str(caught.value)


def test_a_server_refuses_sound_of_the_other_direction() -> None:
    with pytest.raises(UnknownMessageError, match="kind: expected mic or pose here, got stereo"):
        decode_packet(encode_packet(golden.PACKETS["stereo_opus"]), UPLINK)


def test_reserved_bytes_are_not_looked_at() -> None:
    assert decode_packet(_patch(POSE, 21, 0xFFFFFF, 3)) == golden.PACKETS["pose_local"]
    assert decode_packet(_patch(POSE, 60, 0xFFFFFFFF, 4)) == golden.PACKETS["pose_local"]


def test_unknown_height_of_a_local_point_is_the_ground() -> None:
    packet = decode_packet(_patch(POSE, 40, 0x7FC00000, 4))
    assert isinstance(packet, PosePacket)
    assert packet.pose.point == Position(-12.1, 34.7, 0.0)


def test_a_heading_that_float32_rounds_to_a_full_turn_is_north() -> None:
    packet = PosePacket(0, Pose(0.0, heading_deg=math.nextafter(360.0, 0.0)))
    decoded = decode_packet(encode_packet(packet))
    assert isinstance(decoded, PosePacket)
    assert decoded.pose.heading_deg == 0.0


@pytest.mark.parametrize("time_s", [-1e-6, 1e10, 1e308])
def test_a_pose_outside_the_time_of_the_wire_is_refused(time_s: float) -> None:
    with pytest.raises(WireError, match="time_s"):
        PosePacket(0, Pose(time_s))


def test_a_pose_too_large_for_float32_is_refused() -> None:
    with pytest.raises(WireError, match="float32"):
        encode_packet(PosePacket(0, Pose(0.0, accuracy_m=1e39)))


@pytest.mark.parametrize("sequence_number", [-1, 2**32])
def test_a_sequence_number_beyond_32_bits_is_refused(sequence_number: int) -> None:
    with pytest.raises(WireError, match="sequence_number"):
        PosePacket(sequence_number, Pose(0.0))


def test_sound_cannot_be_a_pose_or_longer_than_a_packet() -> None:
    opus = golden.PACKETS["mic_opus"]
    assert isinstance(opus, AudioPacket)
    with pytest.raises(WireError, match="kind: expected mic or stereo, got pose"):
        replace(opus, kind=Kind.POSE)
    with pytest.raises(OversizedMessageError):
        replace(opus, payload=bytes(MAX_PACKET_BYTES))


@given(sequence_numbers, st.integers(0, MAX_MEDIA_TIME), st.binary(min_size=1, max_size=400))
def test_our_own_stereo_is_written_as_any_stereo_packet(
    sequence_number: int, start_frame: int, payload: bytes
) -> None:
    packet = AudioPacket(Kind.STEREO, Codec.OPUS, 2, sequence_number, start_frame, 960, payload)
    ours = stereo_bytes(Codec.OPUS, sequence_number, start_frame, payload)
    assert ours == encode_packet(packet)
