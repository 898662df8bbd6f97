"""Block numbers as they cross the pipe, and the one request that is no block."""

import struct

_NUMBER = struct.Struct("<Q")
_WARM = 1 << 63  # a flag that no count of blocks reaches


def pack_number(number: int) -> bytes:
    """Return eight bytes, little endian."""
    return _NUMBER.pack(number)


def unpack_number(packed: bytes) -> int:
    """Return the number in eight bytes."""
    (number,) = _NUMBER.unpack(packed)
    return int(number)


def pack_warm(rows: int) -> bytes:
    """Return the request to get ready for calls of so many rows; it has no answer."""
    return _NUMBER.pack(_WARM | rows)


def rows_to_warm(number: int) -> int:
    """Return the rows that an unpacked number asks to get ready for; 0 if it is a block's."""
    return number ^ _WARM if number & _WARM else 0
