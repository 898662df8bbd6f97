import socket
from ipaddress import IPv4Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.app.lan import is_local, is_local_name, local_addresses, local_names


def test_every_address_found_is_this_machines_and_local() -> None:
    found = local_addresses()
    assert len(found) == len(set(found))
    for address in found:
        assert is_local(address)
        assert not address.is_loopback
        family = socket.AF_INET if address.version == 4 else socket.AF_INET6
        with socket.socket(family) as door:
            door.bind((str(address), 0))  # refused for any address but this machine's own


def test_ipv4_comes_first_for_it_is_shorter_to_type() -> None:
    versions = [address.version for address in local_addresses()]
    assert versions == sorted(versions)


@given(st.ip_addresses(v=4))
def test_no_address_that_the_internet_routes_is_local(address: IPv4Address) -> None:
    assert not (is_local(address) and address.is_global)


@pytest.mark.parametrize("text", ["8.8.8.8", "172.32.0.1", "2001:4860::1", "11.0.0.1"])
def test_an_address_of_the_internet_is_not_local(text: str) -> None:
    assert not is_local(ip_address(text))


@pytest.mark.parametrize("name", ["localhost", "a.local", "a.b.lan", "x.home.arpa"])
def test_names_that_the_internet_never_resolves_are_local(name: str) -> None:
    assert is_local_name(name)


@pytest.mark.parametrize(
    "name", ["", "studio", "notlocal", "a.local.example.com", "a_b.local", "-a.local", ".local"]
)
def test_other_names_are_not(name: str) -> None:
    assert not is_local_name(name)


@pytest.mark.parametrize(
    ("host", "names"),
    [
        ("studio", ["studio.local"]),
        ("Studio.local", ["studio.local"]),
        ("studio.lan", ["studio.local", "studio.lan"]),
        ("studio.example.com", ["studio.local"]),
        ("my_studio", []),
    ],
)
def test_a_machine_is_known_by_local_names_only(
    monkeypatch: pytest.MonkeyPatch, host: str, names: list[str]
) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: host)
    assert local_names() == names
