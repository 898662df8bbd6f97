"""Binary packets of the wire: bytes in, values out, no sockets (PROTOCOL.md).

A packet is a header of 20 bytes and a payload: sound (one block of 20 ms, Opus
or PCM16) or a pose. Numbers are little endian. Whatever bytes come in, the
answer is a packet or a :class:`WireError`, nothing else.
"""

import struct
from collections.abc import Collection
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

from latentwalk.domain.block import PACKET_FRAMES, exact_div
from latentwalk.domain.errors import (
    OversizedMessageError,
    TruncatedMessageError,
    UnknownMessageError,
    UnknownVersionError,
)
from latentwalk.domain.pose import Pose
from latentwalk.transport.fields import refuse, tag_of
from latentwalk.transport.pose_bytes import US_PER_S, decode_pose, encode_pose

VERSION: Final = 1
MAX_PACKET_BYTES = 4096  # PCM16 stereo, the largest we send, is 3860
MAX_SEQUENCE_NUMBER = 2**32 - 1
MAX_MEDIA_TIME = 2**53 - 1  # JavaScript's largest exact integer; 5900 years of frames
PCM16_BYTES = exact_div(16, 8)

_HEADER = struct.Struct("<BBBBIQHH")
HEADER_BYTES = _HEADER.size  # 20
_START_FRAME_AT = 8


class Kind(IntEnum):
    """What a packet carries."""

    MIC = 1
    STEREO = 2
    POSE = 3


class Codec(IntEnum):
    """How a packet's sound is written."""

    PCM16 = 0
    OPUS = 1


CHANNELS_OF = {Kind.MIC: 1, Kind.STEREO: 2}
UPLINK = frozenset({Kind.MIC, Kind.POSE})  # what a walker may send
DOWNLINK = frozenset({Kind.STEREO})  # what a server may send


@dataclass(frozen=True, slots=True)
class AudioPacket:
    """One block of 20 ms of sound, refused at birth when it breaks the protocol.

    Attributes:
        kind: ``Kind.MIC`` (one channel, up) or ``Kind.STEREO`` (two, down).
        codec: How ``payload`` is written.
        channels: 1 for the mic, 2 for stereo.
        sequence_number: Counts packets of this kind in this direction, unsigned 32-bit, wraps.
        start_frame: First frame of the block on the sender's 48 kHz media time.
        n_frames: Frames per channel, 960.
        payload: One Opus packet, or interleaved little-endian PCM16.
    """

    kind: Kind
    codec: Codec
    channels: int
    sequence_number: int
    start_frame: int
    n_frames: int
    payload: bytes

    def __post_init__(self) -> None:
        wanted = CHANNELS_OF.get(self.kind)
        if wanted is None:
            refuse("kind", self.kind.name.lower(), "mic or stereo")
        if self.channels != wanted:
            refuse("channels", self.channels, f"{wanted} for {self.kind.name.lower()}")
        _check_counts(self.sequence_number, "start_frame", self.start_frame)
        if self.n_frames != PACKET_FRAMES:
            refuse("n_frames", self.n_frames, str(PACKET_FRAMES))
        self._check_payload()

    def _check_payload(self) -> None:
        n_bytes = len(self.payload)
        _check_size(HEADER_BYTES + n_bytes)
        if self.codec is Codec.OPUS:
            if not n_bytes:
                refuse("payload_bytes", n_bytes, "an Opus packet of 1 byte or more")
            return
        wanted = self.n_frames * self.channels * PCM16_BYTES
        if n_bytes != wanted:
            refuse("payload_bytes", n_bytes, f"{wanted} for this PCM16")


@dataclass(frozen=True, slots=True)
class PosePacket:
    """One pose report.

    Attributes:
        sequence_number: Counts pose packets, unsigned 32-bit, wraps.
        pose: What the device reported; on the wire its time is whole microseconds,
            its coordinates are float64 and its other numbers float32.
    """

    sequence_number: int
    pose: Pose

    def __post_init__(self) -> None:
        time_us = self.pose.time_s * US_PER_S
        if not 0 <= time_us <= MAX_MEDIA_TIME:
            refuse("time_s", self.pose.time_s, f"0..{MAX_MEDIA_TIME / US_PER_S:.0f}")
        _check_counts(self.sequence_number, "time_us", round(time_us))


Packet = AudioPacket | PosePacket


def encode_packet(packet: Packet) -> bytes:
    """Write a packet as bytes.

    Raises:
        WireError: If a number of a pose does not fit its float32.
    """
    if isinstance(packet, PosePacket):
        payload = encode_pose(packet.pose)
        head = (Kind.POSE, 0, 0, packet.sequence_number, round(packet.pose.time_s * US_PER_S), 0)
    else:
        payload = packet.payload
        head = (
            packet.kind,
            packet.codec,
            packet.channels,
            packet.sequence_number,
            packet.start_frame,
            packet.n_frames,
        )
    return _HEADER.pack(VERSION, *head, len(payload)) + payload


def stereo_bytes(codec: Codec, sequence_number: int, start_frame: int, payload: bytes) -> bytes:
    """Write what :func:`encode_packet` writes of a stereo packet of our own making.

    There are fifty a second and walker; what a server counts itself is in range.
    """
    head = _HEADER.pack(
        VERSION,
        Kind.STEREO,
        codec,
        CHANNELS_OF[Kind.STEREO],
        sequence_number,
        start_frame,
        PACKET_FRAMES,
        len(payload),
    )
    return head + payload


def decode_packet(packet: bytes, kinds: Collection[Kind] = frozenset(Kind)) -> Packet:
    """Read one packet.

    Args:
        packet: The bytes of one WebSocket message.
        kinds: What the sender may send: a server passes ``UPLINK``.

    Returns:
        The packet; reserved bytes are not looked at.

    Raises:
        OversizedMessageError: If it is longer than 4096 bytes.
        TruncatedMessageError: If it ends before its header or its payload does.
        UnknownVersionError: If it speaks another version.
        UnknownMessageError: If its kind, codec or point frame is unknown, or its kind
            is not in ``kinds``.
        WireError: If any other field has a value the protocol forbids.
    """
    _check_size(len(packet))
    _check_length(packet, "version", 1)
    if packet[0] != VERSION:
        raise UnknownVersionError(f"version: expected {VERSION}, got {packet[0]}")
    _check_length(packet, "header", HEADER_BYTES)
    _, kind_tag, codec_tag, channels, sequence_number, media_time, n_frames, n_bytes = (
        _HEADER.unpack_from(packet)
    )
    kind = tag_of(Kind, "kind", kind_tag)
    if kind not in kinds:
        wanted = " or ".join(k.name.lower() for k in sorted(kinds))
        raise UnknownMessageError(f"kind: expected {wanted} here, got {kind.name.lower()}")
    _check_length(packet, "payload", HEADER_BYTES + n_bytes)
    payload = bytes(packet[HEADER_BYTES:])
    if len(payload) != n_bytes:
        refuse("payload_bytes", n_bytes, f"the {len(payload)} that follow")
    if kind is Kind.POSE:
        for field, value in (("codec", codec_tag), ("channels", channels), ("n_frames", n_frames)):
            if value:
                refuse(field, value, "0 for a pose")
        _check_counts(sequence_number, "time_us", media_time)
        return PosePacket(sequence_number, decode_pose(media_time, payload))
    codec = tag_of(Codec, "codec", codec_tag)
    return AudioPacket(kind, codec, channels, sequence_number, media_time, n_frames, payload)


def start_frame_of(packet: bytes) -> int:
    """Return where a sound packet of our own making begins, without reading the rest."""
    return int.from_bytes(packet[_START_FRAME_AT : _START_FRAME_AT + 8], "little")


def _check_size(n_bytes: int) -> None:
    if n_bytes > MAX_PACKET_BYTES:
        raise OversizedMessageError(
            f"packet: expected at most {MAX_PACKET_BYTES} bytes, got {n_bytes}"
        )


def _check_length(packet: bytes, field: str, n_bytes: int) -> None:
    if len(packet) < n_bytes:
        raise TruncatedMessageError(
            f"{field}: expected a packet of at least {n_bytes} bytes, got {len(packet)}"
        )


def _check_counts(sequence_number: int, field: str, media_time: int) -> None:
    if not 0 <= sequence_number <= MAX_SEQUENCE_NUMBER:
        refuse("sequence_number", sequence_number, f"0..{MAX_SEQUENCE_NUMBER}")
    if not 0 <= media_time <= MAX_MEDIA_TIME:
        refuse(field, media_time, f"0..{MAX_MEDIA_TIME}")
