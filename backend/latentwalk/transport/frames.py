"""WebSocket frames where they are hot: whole binary messages, read and written in one step.

Handshakes, texts, control frames and fragments stay with the websockets library; this file
only finds where frames end, so that nothing else has to look into the binary ones.
"""

from websockets.frames import apply_mask  # type: ignore[attr-defined]  # in C where it was built

WHOLE_TEXT = 0x81  # FIN and the opcode, RFC 6455 §5.2
WHOLE_BINARY = 0x82
CLOSE = 0x88
PING = 0x89
PONG = 0x8A
MASK_BYTES = 4
_IS_MASKED = 0x80
_SHORT, _LONG = 126, 127  # of the 7 bits: the length is in the next 2, or the next 8 bytes


def span(data: bytes, at: int) -> tuple[int, int] | None:
    """Find the frame that begins at ``at``.

    Returns:
        Where its payload begins and where it ends, perhaps beyond ``data``; ``None`` while not
        enough of its head is here to know.
    """
    n_held = len(data) - at
    if n_held < 2:
        return None
    second = data[at + 1]
    n_bytes, start = second & 0x7F, at + 2
    if n_bytes == _SHORT:
        if n_held < 4:
            return None
        n_bytes, start = data[at + 2] << 8 | data[at + 3], at + 4
    elif n_bytes == _LONG:
        if n_held < 10:
            return None
        n_bytes, start = int.from_bytes(data[at + 2 : at + 10], "big"), at + 10
    if second & _IS_MASKED:
        start += MASK_BYTES
    return start, start + n_bytes


def unmasked(data: bytes, start: int, end: int) -> bytes:
    """Return the payload of a masked frame that :func:`span` found whole."""
    return apply_mask(data[start:end], data[start - MASK_BYTES : start])


def is_masked(data: bytes, at: int) -> bool:
    """Say whether the frame at ``at`` is masked, as all of a client's must be."""
    return bool(data[at + 1] & _IS_MASKED)


def frame(payload: bytes, first: int = WHOLE_BINARY) -> bytes:
    """Return a server's frame, at most 65535 bytes of payload."""
    n_bytes = len(payload)
    if n_bytes < _SHORT:
        return bytes((first, n_bytes)) + payload
    return bytes((first, _SHORT, n_bytes >> 8, n_bytes & 0xFF)) + payload


def client_frame(payload: bytes, first: int = WHOLE_BINARY) -> bytes:
    """Return a client's frame, masked by zeros: what is measured is the server, not XOR."""
    n_bytes = len(payload)
    if n_bytes < _SHORT:
        head = bytes((first, _IS_MASKED | n_bytes))
    else:
        head = bytes((first, _IS_MASKED | _SHORT, n_bytes >> 8, n_bytes & 0xFF))
    return head + bytes(MASK_BYTES) + payload
