"""PCM16, the wire's plain codec: float samples to interleaved 16-bit integers and back."""

import numpy as np

from latentwalk.domain.block import Samples
from latentwalk.domain.errors import WireError
from latentwalk.transport.wire import PCM16_BYTES

FULL_SCALE = 32_768  # 2**15, so that every 16-bit integer survives both ways


def encode_pcm16(samples: Samples) -> bytes:
    """Write samples as interleaved little-endian PCM16.

    Args:
        samples: Shape [C, T], float32; beyond ±1 they are clipped, NaN becomes silence.

    Returns:
        ``C * T * 2`` bytes.
    """
    bounded = np.clip(np.nan_to_num(samples), -1.0, 1.0)
    scaled = np.minimum(np.rint(bounded * np.float32(FULL_SCALE)), FULL_SCALE - 1)
    interleaved = scaled.T.astype("<i2")  # [C, T] → [T, C]
    return bytes(interleaved.tobytes())


def decode_pcm16(payload: bytes, channels: int) -> Samples:
    """Read interleaved little-endian PCM16.

    Returns:
        Samples, shape [channels, T], float32 in [-1, 1).

    Raises:
        WireError: If the bytes are not a whole number of frames.
    """
    frame_bytes = channels * PCM16_BYTES
    if len(payload) % frame_bytes:
        raise WireError(
            f"PCM16: expected a multiple of {frame_bytes} bytes for {channels} channels, "
            f"got {len(payload)}"
        )
    frames = np.frombuffer(payload, dtype="<i2").reshape(-1, channels)
    return np.ascontiguousarray(frames.T).astype(np.float32) / np.float32(FULL_SCALE)
