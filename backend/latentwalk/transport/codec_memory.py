"""Sound that the server and a codec process see at once; the pipe carries only what is small.

An exchange has one side write and the other read, never both at a time, so nothing is locked.
"""

import mmap
import os
from collections.abc import Sequence

import numpy as np

from latentwalk.domain.block import PACKET_FRAMES, Samples, exact_div
from latentwalk.domain.errors import TruncatedMessageError
from latentwalk.transport.coders import MOST_BRIDGED

MOST_PACKETS = 256  # of one exchange: more than the downlinks of 16 walkers hold
# The longest that a mic packet may become: packets before it bridged, and 120 ms of Opus.
MIC_FRAMES = MOST_BRIDGED * PACKET_FRAMES + 6 * PACKET_FRAMES
_STEREO_BYTES = 2 * PACKET_FRAMES * 4
_N_STEREO = MOST_PACKETS * _STEREO_BYTES
_N_BYTES = _N_STEREO + MOST_PACKETS * MIC_FRAMES * 4


class CodecMemory:
    """One side's view of the sound of one exchange.

    Args:
        descriptor: Of ``engine.arena.open_memory``, here or inherited.

    Attributes:
        stereo: To be encoded, [MOST_PACKETS, 2, PACKET_FRAMES].
    """

    def __init__(self, descriptor: int) -> None:
        if os.fstat(descriptor).st_size < _N_BYTES:
            os.ftruncate(descriptor, _N_BYTES)
        memory = mmap.mmap(descriptor, _N_BYTES)
        floats: Samples = np.frombuffer(memory, np.float32)  # holds the mapping
        n_stereo = exact_div(_N_STEREO, 4)
        self.stereo = floats[:n_stereo].reshape(MOST_PACKETS, 2, PACKET_FRAMES)
        self._mic = floats[n_stereo:]
        # Copied as bytes: NumPy would let go of the interpreter, and the tick thread take it.
        self._stereo_bytes = memoryview(memory)[:_N_STEREO]

    def write_stereo(self, sound: Sequence[Samples]) -> None:
        """Put at most ``MOST_PACKETS`` blocks, [2, 960] in one piece each, in order."""
        for number, stereo in enumerate(sound):
            at = number * _STEREO_BYTES
            self._stereo_bytes[at : at + _STEREO_BYTES] = stereo.data.cast("B")

    def write_mic(self, parts: Sequence[Samples]) -> None:
        """Put runs of mono one after another; those of ``MOST_PACKETS`` packets fit."""
        at = 0
        for part in parts:
            self._mic[at : at + len(part)] = part
            at += len(part)

    def read_mic(self, sizes: Sequence[int]) -> list[Samples]:
        """Return runs of mono of these lengths: views, good until the next exchange.

        Raises:
            TruncatedMessageError: If they would end beyond what is held.
        """
        if sum(sizes) > len(self._mic):
            raise TruncatedMessageError(
                f"codec process: expected at most {len(self._mic)} frames, got {sum(sizes)}"
            )
        parts, at = [], 0
        for size in sizes:
            parts.append(self._mic[at : at + size])
            at += size
        return parts
