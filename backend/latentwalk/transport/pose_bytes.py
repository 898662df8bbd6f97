"""The 44 bytes of a pose on the wire; NaN there is ``None`` here."""

import math
import struct
from enum import IntEnum

from latentwalk.domain.errors import PoseError, TruncatedMessageError, WireError
from latentwalk.domain.pose import GeoPoint, Pose, Position
from latentwalk.transport.fields import refuse, tag_of

US_PER_S = 1_000_000
_LAYOUT = struct.Struct("<B3xddffffff")
POSE_BYTES = _LAYOUT.size  # 44
MAX_LOCAL_M = 1_000_000.0  # far beyond any walk, and its square is still an honest number


class _PointFrame(IntEnum):
    """What a pose's two coordinates are."""

    NONE = 0
    GEOGRAPHIC = 1
    LOCAL = 2


def encode_pose(pose: Pose) -> bytes:
    """Write everything of a pose but its time, which is in the packet's header.

    Raises:
        WireError: If a number does not fit its float32.
    """
    match pose.point:
        case GeoPoint(lon_deg=lon_deg, lat_deg=lat_deg):
            frame, x, y, up_m = _PointFrame.GEOGRAPHIC, lon_deg, lat_deg, math.nan
        case Position(east_m=east_m, north_m=north_m, up_m=height_m):
            frame, x, y, up_m = _PointFrame.LOCAL, east_m, north_m, height_m
        case None:
            frame, x, y, up_m = _PointFrame.NONE, math.nan, math.nan, math.nan
    known = (pose.accuracy_m, pose.heading_deg, pose.heading_accuracy_deg, pose.speed_mps)
    accuracy_m, heading_deg, heading_accuracy_deg, speed_mps = (
        math.nan if value is None else value for value in known
    )
    try:
        if struct.unpack("<f", struct.pack("<f", heading_deg))[0] >= 360.0:
            heading_deg = 0.0  # float32 rounds the last hundred-thousandth of a degree up to north
        return _LAYOUT.pack(
            frame, x, y, up_m, accuracy_m, heading_deg, heading_accuracy_deg, speed_mps, 0.0
        )
    except OverflowError:
        raise WireError(f"pose: expected numbers within float32, got {pose}") from None


def decode_pose(time_us: int, payload: bytes) -> Pose:
    """Read a pose; reserved bytes, and coordinates that the frame does not use, are ignored.

    Args:
        time_us: The sender's time, from the packet's header.
        payload: 44 bytes.

    Raises:
        TruncatedMessageError: If the payload is shorter.
        UnknownMessageError: If the point frame is unknown.
        WireError: If it is longer, or a number is out of its range.
    """
    if len(payload) < POSE_BYTES:
        raise TruncatedMessageError(
            f"pose: expected a payload of {POSE_BYTES} bytes, got {len(payload)}"
        )
    if len(payload) > POSE_BYTES:
        refuse("payload_bytes", len(payload), f"{POSE_BYTES} for a pose")
    frame_tag, x, y, up_m, accuracy_m, heading_deg, heading_accuracy_deg, speed_mps, _ = (
        _LAYOUT.unpack(payload)
    )
    frame = tag_of(_PointFrame, "point frame", frame_tag)
    try:
        return Pose(
            time_s=time_us / US_PER_S,
            point=_point_of(frame, x, y, up_m),
            heading_deg=_known(heading_deg),
            accuracy_m=_known(accuracy_m),
            heading_accuracy_deg=_known(heading_accuracy_deg),
            speed_mps=_known(speed_mps),
        )
    except PoseError as error:
        raise WireError(f"pose: {error}") from error


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value


def _point_of(frame: _PointFrame, x: float, y: float, up_m: float) -> GeoPoint | Position | None:
    match frame:
        case _PointFrame.NONE:
            return None
        case _PointFrame.GEOGRAPHIC:
            return GeoPoint(lon_deg=x, lat_deg=y)
        case _PointFrame.LOCAL:
            height_m = 0.0 if math.isnan(up_m) else up_m
            for field, value in (("east_m", x), ("north_m", y), ("up_m", height_m)):
                if not abs(value) <= MAX_LOCAL_M:  # nor NaN
                    refuse(field, value, f"±{MAX_LOCAL_M:.0f} m")
            return Position(east_m=x, north_m=y, up_m=height_m)
