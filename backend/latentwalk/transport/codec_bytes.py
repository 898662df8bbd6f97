"""What goes to a codec process and comes back: a few arrays one after another, no objects.

Nothing that comes back is executed or trusted to be long: the process parses what strangers send.
"""

from collections.abc import Sequence
from enum import IntEnum

import numpy as np

from latentwalk.domain.block import PACKET_FRAMES, Samples
from latentwalk.domain.errors import TruncatedMessageError
from latentwalk.transport.coders import NOTHING, Decoded, Undecoded

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
        """Return ``n`` samples, a view of the message."""
        at = self._pass(4 * n)
        return np.frombuffer(self._message, np.float32, n, at) if n else NOTHING

    def take(self, n: int) -> bytes:
        """Return ``n`` bytes; raises TruncatedMessageError where fewer are left."""
        at = self._pass(n)
        return self._message[at : at + n]

    def _pass(self, n: int) -> int:
        """Go on by ``n`` bytes; return where they begin."""
        at, self._at = self._at, self._at + n
        if self._at > len(self._message):
            raise TruncatedMessageError(
                f"codec process: expected {self._at} bytes, got {len(self._message)}"
            )
        return at


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
    return b"".join([counted(sizes), *(part.data for each in decoded for part in each)])


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
    return numbers, list(reader.sound(2 * count * PACKET_FRAMES).reshape(count, 2, PACKET_FRAMES))


def packets_bytes(packets: Sequence[bytes]) -> bytes:
    """Return the answer to a request to encode."""
    return b"".join([counted([len(packet) for packet in packets]), *packets])


def read_packets(message: bytes, count: int) -> list[bytes]:
    """Return ``count`` encoded packets."""
    reader = Reader(message)
    return [reader.take(size) for size in reader.counts(count)]
