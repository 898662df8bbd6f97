"""The page that others read says what the code does."""

import re
from pathlib import Path

import pytest

from latentwalk.domain.block import PACKET_FRAMES
from latentwalk.domain.errors import WireError
from latentwalk.session import registry, waiting_line
from latentwalk.transport import limits, messages, wire
from latentwalk.transport.closing import CloseCode
from latentwalk.transport.message import SILENCE_DB
from latentwalk.transport.pose_bytes import POSE_BYTES
from latentwalk.transport.waiting import TOLD_EVERY_S
from tests.unit.transport.golden_messages import MESSAGES, TOKEN

PAGE = (Path(__file__).parents[3] / "backend" / "PROTOCOL.md").read_text()
WORDS = " ".join(PAGE.split())


def test_every_close_code_is_on_the_page() -> None:
    rows = re.findall(r"^\| (\d{4}) \| (\w+) \|", PAGE, re.MULTILINE)
    assert {int(code): name for code, name in rows} == {c.value: c.name.lower() for c in CloseCode}


@pytest.mark.parametrize("name", MESSAGES)
def test_every_member_of_every_message_is_on_the_page(name: str) -> None:
    members = MESSAGES[name].model_dump()
    (row,) = re.findall(rf"^\| `{members.pop('type')}`.*$", PAGE, re.MULTILINE)
    missing = [member for member in members if not re.search(rf"\b{member}\b", row)]
    assert missing == []


@pytest.mark.parametrize(
    "claim",
    [
        f"# The wire, version {wire.VERSION}",
        f"Header, {wire.HEADER_BYTES} bytes (`<BBBBIQHH`)",
        f"Pose payload, {POSE_BYTES} bytes (`<B3xddffffff`)",
        f"| n_frames | {PACKET_FRAMES} (20 ms) |",
        f"Packet {wire.MAX_PACKET_BYTES} bytes, "
        f"message {messages.MAX_CLIENT_JSON_BYTES // 1024} KiB of UTF-8 "
        f"(from the server {messages.MAX_SERVER_JSON_BYTES // 1024**2} MiB)",
        f"Mic {limits.MIC_PER_S:g} packets a second, pose {limits.POSE_PER_S:g}, "
        f"JSON {limits.JSON_PER_S:g}, each with two seconds' worth at once",
        f"({SILENCE_DB:g} is silence)".replace("-", "−"),
    ],
)
def test_a_figure_on_the_page_is_the_code_s(claim: str) -> None:
    assert claim in WORDS


@pytest.mark.parametrize(
    "claim",
    [
        "at most once a second. Meanwhile" if TOLD_EVERY_S == 1.0 else "",
        f"For {waiting_line.KEPT_S:g} s after a connection is lost a `hello` with it gives the "
        "place back",
        f"keeps the place for {registry.GIVEN_UP_S:g} s even when others wait",
        f"does for {registry.FORGOTTEN_S:g} s. When {waiting_line.MOST_WAITING} wait,",
    ],
)
def test_what_is_said_of_waiting_is_the_code_s(claim: str) -> None:
    assert claim
    assert claim in WORDS


def test_two_seconds_is_the_burst() -> None:
    assert limits.BURST_S == 2.0


def test_a_token_of_128_characters_is_the_longest() -> None:
    hello = messages.encode_message(MESSAGES["hello_resume"])
    messages.parse_client_message(hello.replace(TOKEN, "t" * 128))
    with pytest.raises(WireError, match="at most 128"):
        messages.parse_client_message(hello.replace(TOKEN, "t" * 129))
