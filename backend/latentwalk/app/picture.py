"""Pictures known by their first bytes: which kind, and not larger than a browser can bear."""

import struct

from latentwalk.domain.errors import RequestError

MAX_SIDE = 12_000  # pixels
MAX_PIXELS = 50_000_000  # 200 MB decoded: what a phone's browser still opens
PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
SIZED_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}  # JPEG's start-of-frame markers
STANDALONE = {0x01, *range(0xD0, 0xDA)}


def picture_kind(head: bytes) -> str | None:
    """Return ``.png``, ``.jpg`` or ``.webp`` by a file's first bytes, ``None`` for others.

    Raises:
        RequestError: If it is a picture without a size, or of too many pixels.
    """
    if head.startswith(PNG):
        return _sized(".png", struct.unpack(">II", head[16:24]) if len(head) >= 24 else None)
    if head.startswith(JPEG):
        return _sized(".jpg", _jpeg_size(head))
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return _sized(".webp", _webp_size(head))
    return None


def _sized(kind: str, size: tuple[int, int] | None) -> str:
    if size is None or min(size) < 1:
        raise RequestError(415, "expected a whole picture, got one without a size. Export it again")
    if max(size) > MAX_SIDE or size[0] * size[1] > MAX_PIXELS:
        raise RequestError(
            413,
            f"expected a picture of at most {MAX_SIDE} pixels a side, got {size[0]} × {size[1]}",
        )
    return kind


def _jpeg_size(head: bytes) -> tuple[int, int] | None:
    """Follow the segments to the frame's (ISO/IEC 10918-1, B.1.1)."""
    at = 2
    while at + 9 <= len(head) and head[at] == 0xFF:
        marker = head[at + 1]
        if marker in SIZED_FRAMES:
            height, width = struct.unpack(">HH", head[at + 5 : at + 9])
            return width, height
        if marker == 0xFF:  # fill byte
            at += 1
        elif marker in STANDALONE:
            at += 2
        else:
            at += 2 + int(struct.unpack(">H", head[at + 2 : at + 4])[0])
    return None


def _webp_size(head: bytes) -> tuple[int, int] | None:
    """Read the size of the first chunk (RFC 9649)."""
    chunk = head[12:16]
    if len(head) < 30:
        return None
    if chunk == b"VP8X":
        width = int.from_bytes(head[24:27], "little") + 1
        return width, int.from_bytes(head[27:30], "little") + 1
    if chunk == b"VP8L":
        bits = int.from_bytes(head[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if chunk == b"VP8 ":
        width, height = struct.unpack("<HH", head[26:30])
        return width & 0x3FFF, height & 0x3FFF
    return None
