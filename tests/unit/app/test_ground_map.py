"""Tiles and map files under a walk that is composed."""

from pathlib import Path

import pytest

from latentwalk.app.ground_map import Tiles, map_file, map_files
from latentwalk.app.headers import HEADERS, POLICY, headers_with
from latentwalk.domain.errors import LatentwalkError, RequestError

ADDRESS = "https://tile.example.org/{z}/{x}/{y}.png"


def test_only_the_allowed_host_is_added_to_the_policy() -> None:
    policy = headers_with(Tiles(ADDRESS, "© somebody"))[POLICY]
    assert "connect-src 'self' https://tile.example.org;" in policy
    assert policy.replace(" https://tile.example.org", "") == HEADERS[POLICY]
    assert "http" not in headers_with(None)[POLICY]


@pytest.mark.parametrize(
    ("address", "attribution", "expected"),
    [
        ("http://tile.example.org/{z}/{x}/{y}.png", "© somebody", "an https:// address"),
        ("https:///{z}/{x}/{y}.png", "© somebody", "an https:// address"),
        ("https://a.org;script-src/{z}/{x}/{y}.png", "© somebody", "an https:// address"),
        ("https://me@a.org/{z}/{x}/{y}.png", "© somebody", "an https:// address"),
        ("https://tile.example.org/{z}/{x}.png", "© somebody", "{y}"),
        (ADDRESS, " ", "whose map it is"),
    ],
    ids=["plain", "no host", "policy inside", "password", "no row", "no attribution"],
)
def test_tiles_that_cannot_be_allowed_say_why(
    address: str, attribution: str, expected: str
) -> None:
    with pytest.raises(LatentwalkError) as caught:
        Tiles(address, attribution)
    assert expected in str(caught.value)


def test_map_files_lie_beside_the_walks_under_plain_names(tmp_path: Path) -> None:
    folder = tmp_path / "maps"
    folder.mkdir()
    for name in ("park.pmtiles", "a b.pmtiles", "notes.txt"):
        (folder / name).write_bytes(b"PMTiles")
    (tmp_path / "secret.pmtiles").write_bytes(b"PMTiles")
    assert map_files(tmp_path) == ["park.pmtiles"]
    assert map_file(tmp_path, "park.pmtiles") == folder / "park.pmtiles"
    for name in ("../secret.pmtiles", "a b.pmtiles", "missing.pmtiles"):
        with pytest.raises(RequestError, match="expected one of park.pmtiles"):
            map_file(tmp_path, name)
