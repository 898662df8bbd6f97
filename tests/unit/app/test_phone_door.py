import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from ssl import SSLCertVerificationError

import pytest

from latentwalk.app.lan import IPAddress
from latentwalk.app.phone_door import PhoneDoor, Surroundings
from latentwalk.domain.errors import ListenError
from tests.unit.app.certificates import LAN_A, LAN_B, NOW, shake_hands, trusting


@dataclass
class Network:
    """A network that changes when a test says so."""

    addresses: list[IPAddress] = field(default_factory=lambda: [LAN_A])
    now: datetime = NOW

    def around(self) -> Surroundings:
        return Surroundings(lambda: self.addresses, lambda: ["studio.local"], lambda: self.now)


@contextmanager
def open_door(folder: Path, network: Network, port: int = 0) -> Iterator[PhoneDoor]:
    door = PhoneDoor(folder, port, network.around())
    try:
        yield door
    finally:
        for listening in door.sockets:
            listening.close()


def test_the_door_is_open_under_every_name_of_this_machine(tmp_path: Path) -> None:
    with open_door(tmp_path, Network([LAN_A, LAN_B])) as door:
        for name in ("localhost", "127.0.0.1", "::1", "studio.local", str(LAN_A), str(LAN_B)):
            shake_hands(door.context, trusting(door.authority), name)
        with pytest.raises(SSLCertVerificationError, match="mismatch"):
            shake_hands(door.context, trusting(door.authority), "192.168.1.6")


def test_a_new_address_is_covered_without_a_restart(tmp_path: Path) -> None:
    network = Network([LAN_A])
    with open_door(tmp_path, network) as door:
        assert door.address == f"https://192.168.1.5:{door.port}"
        assert not door.refresh()
        network.addresses = [LAN_B]
        assert door.refresh()
        assert door.address == f"https://10.20.30.40:{door.port}"
        shake_hands(door.context, trusting(door.authority), str(LAN_B))


def test_a_certificate_near_its_end_is_renewed_without_a_restart(tmp_path: Path) -> None:
    network = Network()
    with open_door(tmp_path, network) as door:
        before = (tmp_path / "server.pem").read_bytes()
        network.now += timedelta(days=370)
        assert not door.refresh()  # the address is the same: nothing to tell
        assert (tmp_path / "server.pem").read_bytes() != before


def test_a_second_start_shows_phones_the_same_authority_and_certificate(tmp_path: Path) -> None:
    with open_door(tmp_path, Network()) as first:
        served = (tmp_path / "server.pem").read_bytes()
    with open_door(tmp_path, Network()) as second:
        assert second.authority.sha256 == first.authority.sha256
        assert (tmp_path / "server.pem").read_bytes() == served
        shake_hands(second.context, trusting(first.authority), str(LAN_A))


def test_without_a_network_it_still_opens_on_this_machine(tmp_path: Path) -> None:
    with open_door(tmp_path, Network([])) as door:
        assert door.addresses == []
        assert door.address == f"https://localhost:{door.port}"
        shake_hands(door.context, trusting(door.authority), "localhost")


def test_an_ipv6_address_is_written_as_addresses_of_pages_are(tmp_path: Path) -> None:
    with open_door(tmp_path, Network([ip_address("fd00::2")])) as door:
        assert door.address == f"https://[fd00::2]:{door.port}"


def test_a_taken_port_is_a_typed_error(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(ListenError, match=str(port)), open_door(tmp_path, Network(), port):
            pass
