import re

import pytest
import segno

from latentwalk.app.qr import BLACK_ON_WHITE, PLAIN, QUIET_ZONE, qr_code

ADDRESSES = ["https://192.168.1.5:8443/trust", "https://[fd00::2]:8443/trust", "https://a.local/x"]


def _modules(printed: str) -> list[list[bool]]:
    """Read the modules back from the half blocks."""
    rows = []
    for line in printed.splitlines():
        cells = re.sub(r"\x1b\[[0-9;]*m", "", line)[2:]
        rows += [[cell in "▀█" for cell in cells], [cell in "▄█" for cell in cells]]
    return rows


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_drawing_is_the_code_of_exactly_this_address(address: str) -> None:
    code = segno.make(address, error="l", micro=False)
    size = len(code.matrix)
    rows = _modules(qr_code(address))
    inner = [row[QUIET_ZONE:-QUIET_ZONE] for row in rows[QUIET_ZONE : QUIET_ZONE + size]]
    assert inner == [[bool(module) for module in row] for row in code.matrix]


def test_light_surrounds_it_on_every_side() -> None:
    rows = _modules(qr_code(ADDRESSES[0]))
    assert not any(any(row) for row in [*rows[:QUIET_ZONE], *rows[-QUIET_ZONE:]])
    assert not any(any(row[:QUIET_ZONE]) or any(row[-QUIET_ZONE:]) for row in rows)


def test_it_brings_its_own_black_and_white_and_gives_the_terminals_back() -> None:
    for line in qr_code(ADDRESSES[0]).splitlines():
        assert line.startswith(f"  {BLACK_ON_WHITE}")
        assert line.endswith(PLAIN)
