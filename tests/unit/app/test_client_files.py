"""The built client: packed where a phone takes it, gated pages never."""

import asyncio
import gzip
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.types import Message, Scope

from latentwalk.app.client_files import ClientFiles, takes_gzip

SCRIPT = b"export const steps = 1;\n" * 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser would receive."""

    headers: dict[str, str]
    body: bytes


@pytest.fixture
def files(tmp_path: Path) -> ClientFiles:
    assets = tmp_path / "assets"
    assets.mkdir()
    for path in (assets / "main-a1.js", tmp_path / "compose.html"):
        path.write_bytes(SCRIPT)
        Path(f"{path}.gz").write_bytes(gzip.compress(SCRIPT))
    (tmp_path / "index.html").write_text("<title>walk</title>")
    return ClientFiles(tmp_path)


def get(files: ClientFiles, path: str, accepted: str = "") -> Answer:
    headers = [(b"accept-encoding", accepted.encode())]
    scope: Scope = {"type": "http", "method": "GET", "path": path, "headers": headers}
    sent: list[Message] = []

    async def receive() -> Message:
        await asyncio.Event().wait()  # a browser that stays on the line
        raise AssertionError

    async def send(message: Message) -> None:
        sent.append(message)

    asyncio.run(files(scope, receive, send))
    begun = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
    return Answer(begun, b"".join(message.get("body", b"") for message in sent[1:]))


def test_a_browser_that_takes_gzip_gets_the_packed_twin(files: ClientFiles) -> None:
    answer = get(files, "/assets/main-a1.js", "br, gzip")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert int(answer.headers["content-length"]) == len(answer.body) < len(SCRIPT) / 5
    assert gzip.decompress(answer.body) == SCRIPT


def test_a_program_that_does_not_gets_the_file_itself(files: ClientFiles) -> None:
    answer = get(files, "/assets/main-a1.js", "identity")
    assert "content-encoding" not in answer.headers
    assert answer.body == SCRIPT


def test_hashed_files_are_kept_and_pages_are_not(files: ClientFiles) -> None:
    assert "immutable" in get(files, "/assets/main-a1.js").headers["cache-control"]
    assert "cache-control" not in get(files, "/").headers


@pytest.mark.parametrize("path", ["/compose.html", "/compose.html.gz", "/./compose.html"])
def test_a_gated_page_is_not_among_the_files(files: ClientFiles, path: str) -> None:
    with pytest.raises(HTTPException) as refusal:
        get(files, path)
    assert refusal.value.status_code == 404


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [("gzip", True), ("br;q=1, GZIP;q=0.5", True), ("*", True), ("", False), ("gzip;q=0", False)],
)
def test_quality_zero_refuses_gzip(accepted: str, takes: bool) -> None:
    assert takes_gzip(accepted) is takes
