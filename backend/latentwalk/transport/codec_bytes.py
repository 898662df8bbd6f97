"""What goes to a codec process and comes back beside the sound: counts and packets, no objects.

Nothing that comes back is executed or trusted to be long: the process parses what strangers send.
"""

from collections.abc import Sequence
from enum import IntEnum

import numpy as np

from latentwalk.domain.errors import TruncatedMessageError
from latentwalk.transport.coders import Undecoded

_COUNT = np.dtype("<u4")


class Task(IntEnum):
    """What is asked: the first of a request's counts."""

    DECODE = 1
    ENCODE = 2
    FORGET = 3


class Reader:
    """Takes counts and bytes off one message, in order."""

    def __init__(self, message: bytes) -> None:
        self._message, self._at = message, 0

    def counts(self, n: int) -> list[int]:
        """Return ``n`` unsigned numbers."""
        taken: list[int] = np.frombuffer(self.take(4 * n), _COUNT).tolist()
        return taken

    def take(self, n: int) -> bytes:
        """Return ``n`` bytes; raises TruncatedMessageError where fewer are left."""
        at, self._at = self._at, self._at + n
        if self._at > len(self._message):
            raise TruncatedMessageError(
                f"codec process: expected {self._at} bytes, got {len(self._message)}"
            )
        return self._message[at : at + n]


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


def packets_bytes(packets: Sequence[bytes]) -> bytes:
    """Return the answer to a request to encode."""
    return b"".join([counted([len(packet) for packet in packets]), *packets])


def read_packets(message: bytes, count: int) -> list[bytes]:
    """Return ``count`` encoded packets."""
    reader = Reader(message)
    return [reader.take(size) for size in reader.counts(count)]
