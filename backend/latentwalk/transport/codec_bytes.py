"""What goes to a codec process and comes back: a few arrays one after another, no objects.

Nothing that comes back is executed or trusted to be long: the process parses what strangers send.
"""

from collections.abc import Sequence
from enum import IntEnum

import numpy as np

from latentwalk.domain.block import PACKET_FRAMES, Samples
from latentwalk.domain.errors import TruncatedMessageError
from latentwalk.transport.coders import Decoded, Undecoded

_COUNT = np.dtype("<u4")


class Task(IntEnum):
    """What is asked: the first of a request's counts."""

    DECODE = 1
    ENCODE = 2
    FORGET = 3


class Reader:
    """Takes counts, bytes and sound off one message, in order."""

    def __init__(self, message: bytes) -> None:
        self._message, self._at = message, 0

    def counts(self, n: int) -> list[int]:
        """Return ``n`` unsigned numbers."""
        taken: list[int] = np.frombuffer(self.take(4 * n), _COUNT).tolist()
        return taken

    def sound(self, n: int) -> Samples:
        """Return ``n`` samples."""
        return np.frombuffer(self.take(4 * n), np.float32)

    def take(self, n: int) -> bytes:
        """Return ``n`` bytes; raises TruncatedMessageError where fewer are left."""
        end = self._at + n
        if end > len(self._message):
            raise TruncatedMessageError(
                f"codec process: expected {end} bytes, got {len(self._message)}"
            )
        taken, self._at = self._message[self._at : end], end
        return taken


def counted(numbers: Sequence[int]) -> bytes:
    """Return unsigned numbers as bytes."""
    return np.array(numbers, _COUNT).tobytes()


def undecoded_bytes(packets: Sequence[Undecoded]) -> bytes:
    """Return a request to decode."""
    heads = [n for p in packets for n in (p.number, p.n_missing, len(p.payload))]
    return b"".join(
        [counted([Task.DECODE, len(packets), *heads]), *(packet.payload for packet in packets)]
    )


def read_undecoded(reader: Reader) -> list[Undecoded]:
    """Return the packets of a request to decode, its task taken."""
    (count,) = reader.counts(1)
    heads = reader.counts(3 * count)
    lines = zip(heads[::3], heads[1::3], heads[2::3], strict=True)
    return [Undecoded(number, missing, reader.take(size)) for number, missing, size in lines]


def decoded_bytes(decoded: Sequence[Decoded]) -> bytes:
    """Return the answer to a request to decode."""
    sizes = [len(part) for each in decoded for part in each]
    return b"".join([counted(sizes), *(part.tobytes() for each in decoded for part in each)])


def read_decoded(message: bytes, count: int) -> list[Decoded]:
    """Return what ``count`` packets became."""
    reader = Reader(message)
    sizes = reader.counts(2 * count)
    lines = zip(sizes[::2], sizes[1::2], strict=True)
    return [Decoded(reader.sound(bridge), reader.sound(samples)) for bridge, samples in lines]


def sound_bytes(numbers: Sequence[int], sound: Sequence[Samples]) -> bytes:
    """Return a request to encode, [2, 960] each, in one piece of memory."""
    return b"".join(
        [counted([Task.ENCODE, len(numbers), *numbers]), *(stereo.data for stereo in sound)]
    )


def read_sound(reader: Reader) -> tuple[list[int], Sequence[Samples]]:
    """Return the numbers and the sound of a request to encode, its task taken."""
    (count,) = reader.counts(1)
    numbers = reader.counts(count)
    return numbers, [
        reader.sound(2 * PACKET_FRAMES).reshape(2, PACKET_FRAMES) for _ in range(count)
    ]


def packets_bytes(packets: Sequence[bytes]) -> bytes:
    """Return the answer to a request to encode."""
    return b"".join([counted([len(packet) for packet in packets]), *packets])


def read_packets(message: bytes, count: int) -> list[bytes]:
    """Return ``count`` encoded packets."""
    reader = Reader(message)
    return [reader.take(size) for size in reader.counts(count)]
