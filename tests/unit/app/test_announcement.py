from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import cast

from latentwalk.app.announcement import announcement, new_address
from latentwalk.app.lan import IPAddress
from latentwalk.app.owner_pass import OwnerPass
from latentwalk.app.phone_door import PhoneDoor
from latentwalk.app.qr import qr_code
from latentwalk.app.server import Server
from latentwalk.app.settings import Settings
from tests.fakes.clock import FakeClock
from tests.unit.app.certificates import LAN_A, LAN_B
from tests.unit.app.test_phone_door import Network, open_door

URL = "http://localhost:8000"


@contextmanager
def _opened(folder: Path, *addresses: IPAddress) -> Iterator[PhoneDoor]:
    with open_door(folder, Network(list(addresses))) as door:
        yield door


def _screen(phones: PhoneDoor | str, with_qr: bool = False) -> tuple[str, OwnerPass]:
    library = SimpleNamespace(listing=lambda: [{"id": "first-walk"}])
    server = cast(Server, SimpleNamespace(settings=Settings(), library=library))
    owner_pass = OwnerPass(FakeClock())
    return announcement(server, URL, phones, owner_pass, with_qr), owner_pass


def test_the_screen_names_both_doors_and_the_one_time_link(tmp_path: Path) -> None:
    with _opened(tmp_path, LAN_A) as door:
        screen, owner_pass = _screen(door)
    assert URL in screen
    assert f"{door.address}/trust" in screen
    assert screen.count(owner_pass.token) == 1
    assert f"{door.address}/compose?token={owner_pass.token}" in screen
    assert "\x1b" not in screen


def test_the_code_is_the_https_address_of_the_steps(tmp_path: Path) -> None:
    with _opened(tmp_path, LAN_A) as door:
        screen, _ = _screen(door, with_qr=True)
    assert qr_code(f"https://192.168.1.5:{door.port}/trust") in screen


def test_a_second_network_is_named(tmp_path: Path) -> None:
    with _opened(tmp_path, LAN_A, LAN_B) as door:
        screen, _ = _screen(door)
    assert f"https://10.20.30.40:{door.port}/trust" in screen


def test_without_a_network_one_line_says_so_and_nothing_is_promised(tmp_path: Path) -> None:
    with _opened(tmp_path) as door:
        screen, owner_pass = _screen(door, with_qr=True)
        assert "Join a Wi-Fi" in screen
        assert "until it joins one" in new_address(door)
    assert URL in screen
    assert owner_pass.token not in screen
    assert "https" not in screen


def test_a_reason_for_no_door_is_shown_and_no_door_asked_for_is_no_word() -> None:
    with_reason, _ = _screen("Phones cannot come in: port 8443 is taken.")
    without, owner_pass = _screen("")
    assert "port 8443 is taken" in with_reason
    assert "hone" not in without.replace("headphones", "")
    assert owner_pass.token not in without
