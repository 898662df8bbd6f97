"""The golden files of the wire, made in memory: what pytest and vitest both read.

After a change of the protocol, ``python -m tests.unit.transport.golden``, run from the
repository with ``PYTHONPATH=backend``, writes them anew; nobody edits them by hand.
"""

import json
import struct
from pathlib import Path

from latentwalk.domain.pose import GeoPoint, Pose, Position
from latentwalk.transport import wire
from latentwalk.transport.wire import AudioPacket, Codec, Kind, Packet, PosePacket
from tests.unit.transport.golden_messages import INVALID_MESSAGES, MESSAGES, text_of

FOLDER = Path(__file__).parents[2] / "data" / "wire"
FRAMES = 960
# The shortest fullband packets of 20 ms: RFC 6716's TOC byte (configuration 31, one or two
# channels, one frame), then a frame of silence.
OPUS_SILENCE = {1: bytes.fromhex("f8fffe"), 2: bytes.fromhex("fcfffe")}


def pcm16_ramp(channels: int) -> bytes:
    """Return integers that step through the whole 16-bit range, extremes included."""
    n_samples = FRAMES * channels
    values = (k * 65_535 // (n_samples - 1) - 32_768 for k in range(n_samples))
    return b"".join(value.to_bytes(2, "little", signed=True) for value in values)


def _sound(kind: Kind, codec: Codec, sequence_number: int, start_frame: int) -> AudioPacket:
    channels = wire.CHANNELS_OF[kind]
    payload = OPUS_SILENCE[channels] if codec is Codec.OPUS else pcm16_ramp(channels)
    return AudioPacket(kind, codec, channels, sequence_number, start_frame, FRAMES, payload)


# Every float32 here is a binary fraction, so both languages may compare with ==.
PACKETS: dict[str, Packet] = {
    "mic_opus": _sound(Kind.MIC, Codec.OPUS, 1, 960),
    "mic_pcm16": _sound(Kind.MIC, Codec.PCM16, 2**32 - 1, 2**32 + 960),
    "stereo_opus": _sound(Kind.STEREO, Codec.OPUS, 70_000, 123_456_789_120),
    "stereo_pcm16": _sound(Kind.STEREO, Codec.PCM16, 0, 2**53 - 1),
    "pose_geographic": PosePacket(
        7, Pose(12.345678, GeoPoint(-4.4861, 48.3904), 271.25, 4.5, 12.5, 1.375)
    ),
    "pose_local": PosePacket(8, Pose(3600.000001, Position(-12.1, 34.7, 1.625), 0.0, 0.0)),
    "pose_unknown": PosePacket(9, Pose(0.0)),
}


def _patched(name: str, offset: int, value: bytes) -> bytes:
    packet = bytearray(wire.encode_packet(PACKETS[name]))
    packet[offset : offset + len(value)] = value
    return bytes(packet)


def invalid_packets() -> dict[str, tuple[bytes, str]]:
    """Return the twin of each packet: its bytes, broken in one place, and the error's name."""
    whole = {name: wire.encode_packet(packet) for name, packet in PACKETS.items()}
    swapped = struct.pack("<dd", 48.3904, -104.4861)  # latitude and longitude exchanged
    return {
        "mic_opus_invalid": (whole["mic_opus"][:-1], "TruncatedMessageError"),
        "mic_pcm16_invalid": (
            whole["mic_pcm16"].ljust(wire.MAX_PACKET_BYTES + 1, b"\0"),
            "OversizedMessageError",
        ),
        "stereo_opus_invalid": (_patched("stereo_opus", 2, b"\x07"), "UnknownMessageError"),
        "stereo_pcm16_invalid": (whole["stereo_pcm16"] + b"\0", "WireError"),
        "pose_geographic_invalid": (_patched("pose_geographic", 24, swapped), "WireError"),
        "pose_local_invalid": (_patched("pose_local", 48, struct.pack("<f", 360.0)), "WireError"),
        "pose_unknown_invalid": (_patched("pose_unknown", 1, b"\x09"), "UnknownMessageError"),
        "version_invalid": (_patched("pose_unknown", 0, b"\x02"), "UnknownVersionError"),
        "header_invalid": (whole["mic_opus"][: wire.HEADER_BYTES - 1], "TruncatedMessageError"),
    }


def fields_of(packet: Packet) -> dict[str, object]:
    """Return a packet's decoded fields as JSON values; unknown is null."""
    if isinstance(packet, AudioPacket):
        return {
            "kind": packet.kind.name.lower(),
            "codec": packet.codec.name.lower(),
            "channels": packet.channels,
            "sequence_number": packet.sequence_number,
            "start_frame": packet.start_frame,
            "n_frames": packet.n_frames,
            "payload": packet.payload.hex(),
        }
    pose = packet.pose
    return {
        "kind": "pose",
        "sequence_number": packet.sequence_number,
        "time_s": pose.time_s,
        "point": _point_fields(pose.point),
        "heading_deg": pose.heading_deg,
        "accuracy_m": pose.accuracy_m,
        "heading_accuracy_deg": pose.heading_accuracy_deg,
        "speed_mps": pose.speed_mps,
    }


def _point_fields(point: GeoPoint | Position | None) -> dict[str, object] | None:
    match point:
        case GeoPoint(lon_deg=lon_deg, lat_deg=lat_deg):
            return {"frame": "geographic", "lon_deg": lon_deg, "lat_deg": lat_deg}
        case Position(east_m=east_m, north_m=north_m, up_m=up_m):
            return {"frame": "local", "east_m": east_m, "north_m": north_m, "up_m": up_m}
        case None:
            return None


def golden_files() -> dict[str, bytes]:
    """Return every golden file: its name and its bytes."""
    files = {}
    for name, packet in PACKETS.items():
        files[f"{name}.bin"] = wire.encode_packet(packet)
        files[f"{name}.json"] = _json(fields_of(packet))
    for name, (broken, error) in invalid_packets().items():
        files[f"{name}.bin"] = broken
        files[f"{name}.json"] = _json({"error": error})
    for name, message in MESSAGES.items():
        files[f"{name}.msg.json"] = _json(json.loads(text_of(message)))
    for name, (text, error) in INVALID_MESSAGES.items():
        files[f"{name}.msg.json"] = text.encode()
        files[f"{name}.json"] = _json({"error": error})
    return files


def _json(value: object) -> bytes:
    return f"{json.dumps(value, indent=2)}\n".encode()


if __name__ == "__main__":
    for file_name, content in golden_files().items():
        (FOLDER / file_name).write_bytes(content)
