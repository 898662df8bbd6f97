"""Re-blocking: lanes that move in step, pushed in one block size and popped in another."""

import numpy as np

from latentwalk.domain.block import Samples, check_shape
from latentwalk.domain.errors import BlockSizeError


class Fifo:
    """A bounded queue of frames, the same count in every lane; used by one thread.

    When full it drops the oldest frames and counts them in ``dropped_frames``. All lanes share
    one read and one write position; an inactive lane is pushed as zeros.

    Args:
        n_lanes: Lanes (or channels).
        capacity_frames: Most frames held, > 0.
        prime_frames: Zeros that lie in it from the start; also its ``latency_frames``.

    Attributes:
        fill_frames: Frames held now.
        dropped_frames: Frames lost to overrun since construction.
    """

    def __init__(self, n_lanes: int, capacity_frames: int, prime_frames: int = 0) -> None:
        if not 0 <= prime_frames <= capacity_frames or capacity_frames < 1:
            raise BlockSizeError(f"prime_frames: expected 0..{capacity_frames}, got {prime_frames}")
        self.latency_frames = prime_frames
        self.capacity_frames = capacity_frames
        self.fill_frames = prime_frames
        self.dropped_frames = 0
        self._ring: Samples = np.zeros((n_lanes, capacity_frames), np.float32)
        self._read = 0

    def push(self, x: Samples) -> int:
        """Append frames; the oldest fall out when there is no room.

        Args:
            x: ``[n_lanes, T]`` float32.

        Returns:
            Frames of ``x`` that are now held: T, or the capacity where T exceeds it.

        Raises:
            BlockSizeError: If the shape does not fit.
        """
        check_shape("x", x, [self._ring.shape[0], None])
        kept = x[:, -self.capacity_frames :] if x.shape[1] else x
        n_kept = int(kept.shape[1])
        self._drop(self.fill_frames + x.shape[1] - self.capacity_frames, x.shape[1] - n_kept)
        start = (self._read + self.fill_frames) % self.capacity_frames
        head = min(n_kept, self.capacity_frames - start)
        self._ring[:, start : start + head] = kept[:, :head]
        self._ring[:, : n_kept - head] = kept[:, head:]
        self.fill_frames += n_kept
        return n_kept

    def pop(self, out: Samples) -> int:
        """Move the oldest frames into ``out``, as many as both have.

        Args:
            out: ``[n_lanes, T]`` float32; frames beyond the count are left as they were.

        Returns:
            Frames moved.

        Raises:
            BlockSizeError: If the shape does not fit.
        """
        check_shape("out", out, [self._ring.shape[0], None])
        n_frames = min(int(out.shape[1]), self.fill_frames)
        head = min(n_frames, self.capacity_frames - self._read)
        out[:, :head] = self._ring[:, self._read : self._read + head]
        out[:, head:n_frames] = self._ring[:, : n_frames - head]
        self._advance(n_frames)
        return n_frames

    def reset(self, lane: int) -> None:
        """Silence what is held of one lane; the shared positions stay."""
        self._ring[lane] = 0.0

    def clear(self) -> None:
        """Return to the primed start; ``dropped_frames`` stays."""
        self._ring[:] = 0.0
        self._read, self.fill_frames = 0, self.latency_frames

    def _drop(self, n_over: int, n_never_held: int) -> None:
        if n_over > 0:
            self.dropped_frames += n_over
            self._advance(n_over - n_never_held)

    def _advance(self, n_frames: int) -> None:
        self._read = (self._read + n_frames) % self.capacity_frames
        self.fill_frames -= n_frames
