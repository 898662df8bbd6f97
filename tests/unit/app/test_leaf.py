from datetime import datetime, timedelta
from pathlib import Path

import pytest

from latentwalk.app.credential import Credential
from latentwalk.app.lan import IPAddress
from latentwalk.app.leaf import FILE, renew_leaf
from tests.unit.app.certificates import LAN_A, LAN_B, NOW, make_authority


def _renew(folder: Path, *subjects: str | IPAddress, now: datetime = NOW) -> bool:
    return renew_leaf(folder, make_authority(folder), list(subjects), now)


def test_a_good_certificate_is_kept_over_restarts(tmp_path: Path) -> None:
    assert _renew(tmp_path, "studio.local", LAN_A)
    serial = Credential.read(tmp_path / FILE).certificate.serial_number
    assert not _renew(tmp_path, "studio.local", LAN_A)
    assert Credential.read(tmp_path / FILE).certificate.serial_number == serial


def test_another_address_brings_another_certificate(tmp_path: Path) -> None:
    _renew(tmp_path, LAN_A)
    assert _renew(tmp_path, LAN_B)
    assert not _renew(tmp_path, LAN_B)


def test_an_address_that_went_away_brings_none(tmp_path: Path) -> None:
    _renew(tmp_path, LAN_A, LAN_B)
    assert not _renew(tmp_path, LAN_A)


@pytest.mark.parametrize(("days", "is_due"), [(360, False), (365, False), (367, True), (900, True)])
def test_it_is_renewed_thirty_days_before_its_end(tmp_path: Path, days: int, is_due: bool) -> None:
    _renew(tmp_path, LAN_A)
    assert _renew(tmp_path, LAN_A, now=NOW + timedelta(days=days)) is is_due


def test_another_authoritys_certificate_is_replaced(tmp_path: Path) -> None:
    _renew(tmp_path, LAN_A)
    (tmp_path / "authority.pem").unlink()
    assert _renew(tmp_path, LAN_A)


def test_a_broken_certificate_is_replaced(tmp_path: Path) -> None:
    make_authority(tmp_path)
    (tmp_path / FILE).write_text("broken")
    assert _renew(tmp_path, LAN_A)
    assert not _renew(tmp_path, LAN_A)
