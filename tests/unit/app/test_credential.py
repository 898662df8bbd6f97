from pathlib import Path

import pytest

from latentwalk.app.credential import Credential
from latentwalk.domain.errors import CertificateError
from tests.unit.app.certificates import NOW, make_authority


def test_of_two_who_write_the_first_wins_and_both_read_the_same(tmp_path: Path) -> None:
    authority = make_authority(tmp_path)
    first, second = (authority.issue(["localhost"], [], NOW) for _ in range(2))
    path = tmp_path / "x.pem"
    assert first.write_new(path)
    assert not second.write_new(path)
    assert Credential.read(path).certificate == first.certificate
    second.write(path)
    assert Credential.read(path).certificate == second.certificate
    assert {p.name for p in tmp_path.iterdir()} == {"authority.pem", "x.pem"}


def test_a_key_of_another_certificate_is_refused(tmp_path: Path) -> None:
    authority = make_authority(tmp_path)
    one, other = (authority.issue(["localhost"], [], NOW) for _ in range(2))
    path = tmp_path / "mixed.pem"
    Credential(one.certificate, other.key).write(path)
    with pytest.raises(CertificateError, match="key of another certificate"):
        Credential.read(path)


def test_a_missing_file_is_a_typed_error(tmp_path: Path) -> None:
    with pytest.raises(CertificateError, match="nowhere.pem"):
        Credential.read(tmp_path / "nowhere.pem")
