"""A QR code for a terminal, half as tall as wide cells make it."""

import segno

QUIET_ZONE = 4  # modules; scanners need it to find the code (ISO/IEC 18004)
# Black on white whatever the terminal's theme: it leaves entries 16 and 231 of the 256 alone.
BLACK_ON_WHITE, PLAIN = "\x1b[38;5;16;48;5;231m", "\x1b[0m"
HALVES = {(0, 0): " ", (1, 0): "▀", (0, 1): "▄", (1, 1): "█"}


def qr_code(text: str) -> str:
    """Return the code of ``text`` as lines of half blocks, two rows of modules a line."""
    code = segno.make(text, error="l", micro=False)
    rows = [list(row) for row in code.matrix_iter(border=QUIET_ZONE)]
    if len(rows) % 2:
        rows.append([0] * len(rows[0]))
    lines = []
    for upper, lower in zip(rows[::2], rows[1::2], strict=True):
        cells = (HALVES[bool(a), bool(b)] for a, b in zip(upper, lower, strict=True))
        lines.append(f"  {BLACK_ON_WHITE}{''.join(cells)}{PLAIN}")
    return "\n".join(lines)
