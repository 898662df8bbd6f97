"""The gate as a table: each part of a request is good or bad, and the verdict follows."""

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from starlette.requests import HTTPConnection

from latentwalk.app.access import COOKIE, is_loopback, require_owner
from latentwalk.app.owner_pass import OwnerPass
from latentwalk.domain.errors import NotOwnerError
from tests.fakes.clock import FakeClock

HERE = ["127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1"]
ELSEWHERE = [
    None,
    "",
    "localhost",
    "192.168.1.7",
    "::ffff:192.168.1.7",
    "fe80::1%eth0",
    "8.8.8.8",
    "0.0.0.0",
    "::",
]
OUR_NAMES = ["localhost", "LOCALHOST:8000", "127.0.0.1:8443", "127.0.0.1", "[::1]", "[::1]:8000"]
OTHER_NAMES = [
    "evil.example",
    "localhost.evil.example",
    "evil.example:80",
    "evil@localhost",
    "localhost/x",
    "localhost:80:80",
    "localhost.",
    "[::1",
    "192.168.1.5:8443",
    "127.0.0.1.evil.example",
    "",
]
FORWARDED = [
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "forwarded",
    "via",
    "x-real-ip",
    "cf-connecting-ip",
]


@dataclass(frozen=True)
class Part:
    """One part of a request, and whether it speaks for the owner."""

    value: str | None
    is_good: bool


def _parts(good: list[str], bad: list[str | None]) -> st.SearchStrategy[Part]:
    return st.sampled_from([Part(v, True) for v in good] + [Part(v, False) for v in bad])


def _request(
    peer: str | None, hosts: list[str], headers: dict[str, str], scheme: str = "http"
) -> HTTPConnection:
    named = [(b"host", host.encode()) for host in hosts]
    other = [(name.encode(), value.encode()) for name, value in headers.items()]
    client = None if peer is None else (peer, 50_000)
    return HTTPConnection(
        {
            "type": "http",
            "scheme": scheme,
            "path": "/api/documents",
            "client": client,
            "headers": named + other,
        }
    )


def _is_let_in(request: HTTPConnection, owner_pass: OwnerPass) -> bool:
    try:
        require_owner(request, owner_pass)
    except NotOwnerError:
        return False
    return True


@hypothesis_settings(max_examples=600)
@given(
    peer=_parts(HERE, list(ELSEWHERE)),
    host=_parts(OUR_NAMES, list(OTHER_NAMES)),
    forwarded=st.lists(st.sampled_from(FORWARDED), unique=True, max_size=2),
    cookie=st.sampled_from(["right", "wrong", "none"]),
    site=_parts(["same-origin", "none"], ["cross-site", "same-site", "odd"]) | st.none(),
    origin=_parts(["own"], ["null", "https://elsewhere.example", "own, another scheme"])
    | st.none(),
    scheme=st.sampled_from(["http", "https"]),
)
def test_the_gate_opens_for_the_owner_and_for_nobody_else(
    peer: Part,
    host: Part,
    forwarded: list[str],
    cookie: str,
    site: Part | None,
    origin: Part | None,
    scheme: str,
) -> None:
    owner_pass = OwnerPass(FakeClock())
    bought = owner_pass.redeem(owner_pass.token)
    headers = dict.fromkeys(forwarded, "127.0.0.1")
    if cookie != "none":
        headers["cookie"] = f"{COOKIE}={bought if cookie == 'right' else 'x' * 43}"
    if site is not None:
        headers["sec-fetch-site"] = str(site.value)
    if origin is not None:
        other_scheme = "http" if scheme == "https" else "https"
        own = {"own": scheme, "own, another scheme": other_scheme}.get(str(origin.value))
        headers["origin"] = f"{own}://{host.value}" if own else str(origin.value)
    request = _request(peer.value, [str(host.value)], headers, scheme)
    is_at_this_machine = peer.is_good and host.is_good and not forwarded
    is_asked_by_us = all(part is None or part.is_good for part in (site, origin))
    expected = is_asked_by_us and (is_at_this_machine or cookie == "right")
    assert _is_let_in(request, owner_pass) is expected


@pytest.mark.parametrize("hosts", [[], ["localhost", "evil.example"], ["localhost", "localhost"]])
def test_a_request_names_exactly_one_host(hosts: list[str]) -> None:
    assert is_loopback(_request("127.0.0.1", ["localhost"], {}))
    assert not is_loopback(_request("127.0.0.1", hosts, {}))


def test_a_refusal_says_what_to_do() -> None:
    with pytest.raises(NotOwnerError, match="http://localhost.*one-time link"):
        require_owner(_request("192.168.1.7", ["192.168.1.5"], {}), OwnerPass(FakeClock()))
