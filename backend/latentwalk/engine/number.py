"""Block numbers as they cross the pipe."""

import struct

_NUMBER = struct.Struct("<Q")


def pack_number(number: int) -> bytes:
    """Return eight bytes, little endian."""
    return _NUMBER.pack(number)


def unpack_number(packed: bytes) -> int:
    """Return the number in eight bytes."""
    (number,) = _NUMBER.unpack(packed)
    return int(number)
