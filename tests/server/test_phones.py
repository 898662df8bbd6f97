"""A real server process as a phone on the same network meets it: https, wss, one authority."""

import asyncio
import json
import re
import socket
import ssl
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import connect

from latentwalk.app.lan import local_addresses
from tests.server.conftest import WALKS, RunningServer, start_server, stop_server

pytestmark = pytest.mark.slow
HELLO = (
    '{"type":"hello","version":1,"walk":"two-grounds","door":"indoor","mic":"off",'
    '"codec_up":"pcm16","codec_down":"pcm16"}'
)


@dataclass(frozen=True)
class PhoneSide:
    """What the terminal said, and what a phone that installed the authority knows."""

    plain: RunningServer
    screen: str
    state_dir: Path

    @property
    def address(self) -> str:
        found = re.search(r"(https://\S+)/trust", self.screen)
        assert found is not None
        return found[1]

    @property
    def port(self) -> str:
        return self.address.rsplit(":", 1)[1]

    @property
    def trusting(self) -> ssl.SSLContext:
        with urllib.request.urlopen(f"{self.plain.url}/authority.pem", timeout=10) as answer:
            return ssl.create_default_context(cadata=answer.read().decode())

    def get(self, path: str, host: str = "127.0.0.1") -> Any:
        url = f"https://{host}:{self.port}{path}"
        with urllib.request.urlopen(url, timeout=10, context=self.trusting) as answer:
            return json.load(answer)


def _rest_of_screen(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    said = ""
    while "Ctrl-C" not in said:
        line = process.stdout.readline()
        assert line, said
        said += line
    return said


def _start(state_dir: Path, *options: str) -> PhoneSide:
    where = ("--state-dir", str(state_dir), "--lan", "--https-port", "0")
    plain = start_server(*WALKS, "--no-standby", *where, *options)
    return PhoneSide(plain, _rest_of_screen(plain.process), state_dir)


@pytest.fixture(scope="module")
def phones(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PhoneSide]:
    if not local_addresses():
        pytest.skip("this machine is in no local network: no phone could reach it")
    running = _start(tmp_path_factory.mktemp("state"))
    yield running
    stop_server(running.plain)


def test_who_trusts_the_authority_comes_in_under_every_address(phones: PhoneSide) -> None:
    hosts = ["127.0.0.1", "localhost"]
    hosts += [str(address) for address in local_addresses() if address.version == 4]
    for host in hosts:
        assert [walk["id"] for walk in phones.get("/api/walks", host)][0] == "two-grounds"
    assert phones.get("/api/trust")["address"] == phones.address


def test_who_does_not_is_kept_out_by_their_own_browser(phones: PhoneSide) -> None:
    with pytest.raises(urllib.error.URLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib.request.urlopen(f"{phones.address}/trust", timeout=10)


def test_a_phone_is_welcomed_to_a_walk_over_wss(phones: PhoneSide) -> None:
    async def walk() -> Any:
        where = phones.address.replace("https", "wss", 1) + "/ws"
        async with connect(
            where,
            ssl=phones.trusting,
            origin=phones.address,  # type: ignore[arg-type]  # as a browser sends it
            compression=None,
        ) as walker:
            await walker.send(HELLO)
            return json.loads(await asyncio.wait_for(walker.recv(), 10.0))

    welcome = asyncio.run(walk())
    assert welcome["type"] == "welcome"
    assert welcome["walk"]["id"] == "two-grounds"


def test_another_sites_page_is_refused_over_wss_too(phones: PhoneSide) -> None:
    async def trespass() -> None:
        where = phones.address.replace("https", "wss", 1) + "/ws"
        async with connect(where, ssl=phones.trusting, origin="https://elsewhere.example"):  # type: ignore[arg-type]
            pass

    with pytest.raises(Exception, match="403"):
        asyncio.run(trespass())


def test_the_printed_link_composes_once(phones: PhoneSide) -> None:
    found = re.search(r"https://\S+(/compose\?token=\S+)", phones.screen)
    assert found is not None
    browser = urllib.request.build_opener(
        urllib.request.HTTPSHandler(context=phones.trusting), _NoRedirect()
    )
    for expected in (303, 403):
        with pytest.raises(urllib.error.HTTPError) as answer:
            browser.open(phones.address + found[1], timeout=10)
        assert answer.value.code == expected
        answer.value.close()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args: Any) -> None:
        return None


def test_both_doors_close_with_one_signal_and_the_authority_outlives_them(
    phones: PhoneSide, tmp_path: Path
) -> None:
    first = _start(tmp_path)
    known = first.get("/api/trust")["sha256"]
    assert known != phones.get("/api/trust")["sha256"]
    stop_server(first.plain)
    assert first.plain.process.returncode == 130  # as shells expect of Ctrl-C
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(first.port)), timeout=10)
    again = _start(tmp_path)
    try:
        assert again.get("/api/trust")["sha256"] == known
    finally:
        stop_server(again.plain)


def test_a_taken_https_port_is_one_line_and_the_rest_goes_on(
    phones: PhoneSide, tmp_path: Path
) -> None:
    second = _start(tmp_path, "--https-port", phones.port)
    try:
        lines = [line for line in second.screen.splitlines() if phones.port in line]
        assert len(lines) == 1
        assert "--https-port" in lines[0]
        assert second.plain.get("/api/walks")
    finally:
        stop_server(second.plain)
