"""Another sample rate, streaming: soxr behind a constant, declared delay."""

import math
from functools import lru_cache

import numpy as np
import soxr
from numpy.typing import NDArray

from latentwalk.domain.block import Samples, check_shape

_FADE_FRAMES = 240  # 5 ms at 48 kHz: a reset lane comes back without a click
_PROBE_FRAMES = 1 << 14  # soxr works in blocks of up to a few thousand frames


class Resampler:
    """Resample all lanes as one soxr stream (quality HQ, linear phase).

    soxr gives output in bursts of its own; here it comes at a constant delay, so that after n
    frames in, exactly ⌊n · out / in⌋ frames have come out, the first ``latency_frames`` of them
    silent. All lanes move in step; an inactive lane is fed zeros.

    The stream's memory cannot be cleared for one lane. :meth:`reset` therefore silences that
    lane's output for ``2 · latency_frames`` frames, past all that its last owner left inside,
    and fades in over 5 ms.

    Args:
        capacity: Lanes.
        rate_in_hz: Rate of what goes in.
        rate_out_hz: Rate of what comes out.

    Attributes:
        latency_frames: Delay at the output rate, measured on soxr itself at construction.
    """

    def __init__(self, capacity: int, rate_in_hz: int, rate_out_hz: int) -> None:
        self._rates_hz = rate_in_hz, rate_out_hz
        self._stream = soxr.ResampleStream(rate_in_hz, rate_out_hz, capacity, dtype="float32")
        self.latency_frames = stream_lag_frames(rate_in_hz, rate_out_hz)
        self._waiting: Samples = np.zeros((capacity, self.latency_frames), np.float32)
        self._frames_in = self._frames_out = 0
        self._mute: NDArray[np.int64] = np.zeros(capacity, np.int64)

    def process(self, x: Samples) -> Samples:
        """Resample one block of any length.

        Args:
            x: ``[capacity, T_in]`` float32 at the input rate.

        Returns:
            ``[capacity, T_out]`` float32; T_out follows the ratio of the rates to the frame.

        Raises:
            BlockSizeError: If the shape does not fit.
        """
        check_shape("x", x, [len(self._mute), None])
        fresh = self._stream.resample_chunk(np.ascontiguousarray(x.T, np.float32))  # [T, lanes]
        ready = np.concatenate([self._waiting, fresh.T], axis=1)
        self._frames_in += x.shape[1]
        rate_in_hz, rate_out_hz = self._rates_hz
        n_frames = self._frames_in * rate_out_hz // rate_in_hz - self._frames_out
        self._frames_out += n_frames
        out, self._waiting = ready[:, :n_frames].copy(), ready[:, n_frames:]
        self._silence(out)
        return out

    def reset(self, lane: int) -> None:
        """Keep the lane silent until nothing of its last owner is left inside."""
        self._waiting[lane] = 0.0
        self._mute[lane] = 2 * self.latency_frames + _FADE_FRAMES

    def _silence(self, out: Samples) -> None:
        n_frames = out.shape[1]
        for lane in np.flatnonzero(self._mute):
            left = self._mute[lane] - np.arange(n_frames)
            out[lane] *= np.clip(1.0 - left / _FADE_FRAMES, 0.0, 1.0).astype(np.float32)
        np.maximum(self._mute - n_frames, 0, out=self._mute)


@lru_cache(maxsize=32)
def stream_lag_frames(rate_in_hz: int, rate_out_hz: int) -> int:
    """Return the most that soxr's output count ever lags its input, in output frames.

    Measured by feeding silence one frame at a time through several of soxr's own blocks.
    """
    stream = soxr.ResampleStream(rate_in_hz, rate_out_hz, 1, dtype="float32")
    frame = np.zeros((1, 1), np.float32)
    ratio, n_out, lag = rate_out_hz / rate_in_hz, 0, 0.0
    for n_in in range(1, _PROBE_FRAMES + 1):
        n_out += len(stream.resample_chunk(frame))
        lag = max(lag, n_in * ratio - n_out)
    return math.ceil(lag)
