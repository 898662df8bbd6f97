"""A walker's stereo on its way out: ticks in, packets out, the oldest dropped when full."""

import threading
from collections import deque

import numpy as np

from latentwalk.domain.block import PACKET_FRAMES, TICK_FRAMES, Samples

CAPACITY_FRAMES = 12 * TICK_FRAMES  # 256 ms: more than a codec thread may ever be behind


class Downlink:
    """One producer (tick thread), one consumer (a codec thread).

    When full the oldest tick is dropped and counted: the timeline skips, so the
    client sees a gap in ``start_frame`` and conceals it.
    """

    def __init__(self) -> None:
        self.dropped_frames = 0
        self._blocks: deque[tuple[int, Samples]] = deque()
        self._held = 0
        self._lock = threading.Lock()

    def push(self, start_frame: int, stereo: Samples) -> None:
        """Add one tick at media time ``start_frame``: [2, T] float32, a channel in one piece."""
        with self._lock:
            self._blocks.append((start_frame, stereo))
            self._held += stereo.shape[1]
            while self._held > CAPACITY_FRAMES:
                _, oldest = self._blocks.popleft()
                self._held -= oldest.shape[1]
                self.dropped_frames += oldest.shape[1]

    def next_packet(self) -> tuple[int, Samples] | None:
        """Take PACKET_FRAMES consecutive frames, or ``None`` until they are there.

        Returns:
            The first frame's media time and the sound, [2, PACKET_FRAMES], to be read.
        """
        with self._lock:
            self._skip_fragment()
            if self._held < PACKET_FRAMES:
                return None
            start_frame = self._blocks[0][0]
            return start_frame, self._take(PACKET_FRAMES)

    @property
    def head_frame(self) -> int | None:
        """Where the next packet begins, ``None`` while nothing is held."""
        with self._lock:
            return self._blocks[0][0] if self._blocks else None

    def clear(self) -> None:
        """Forget what waits: after a resume only the newest sound is of use."""
        with self._lock:
            self._blocks.clear()
            self._held = 0

    def _skip_fragment(self) -> None:
        """Drop a remainder that the next tick does not continue: packets never span a gap."""
        while len(self._blocks) > 1:
            start, head = self._blocks[0]
            is_whole = head.shape[1] >= PACKET_FRAMES
            if is_whole or start + head.shape[1] == self._blocks[1][0]:
                return
            self._blocks.popleft()
            self._held -= head.shape[1]
            self.dropped_frames += head.shape[1]

    def _take(self, n_frames: int) -> Samples:
        left: list[Samples] = []
        right: list[Samples] = []
        wanted = n_frames
        while wanted:
            start, head = self._blocks.popleft()
            part, rest = head[:, :wanted], head[:, wanted:]
            if rest.shape[1]:
                self._blocks.appendleft((start + part.shape[1], rest))
            left.append(part[0])
            right.append(part[1])
            wanted -= part.shape[1]
            self._held -= part.shape[1]
        # Joined as bytes: NumPy would let go of the interpreter, and the tick thread take it.
        return np.frombuffer(b"".join([part.data for part in left + right]), np.float32).reshape(
            2, n_frames
        )
