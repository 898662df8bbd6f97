import stat
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path
from ssl import SSLCertVerificationError

import pytest
from cryptography import x509
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from latentwalk.app.authority import FILE, Authority
from latentwalk.domain.errors import CertificateError
from tests.unit.app.certificates import (
    LAN_A,
    NOW,
    make_authority,
    serving,
    shake_hands,
    trusting,
)

LOCAL = [
    "localhost",
    "studio.local",
    "studio.lan",
    "a.b.home.arpa",
    "127.0.0.1",
    "10.1.2.3",
    "172.31.0.9",
    "192.168.1.5",
    "169.254.7.7",
    "100.64.0.1",
    "::1",
    "fd12::5",
    "fe80::1",
]
OF_THE_WEB = [
    "example.com",
    "localhost.example.com",
    "local.example.com",
    "notlocal",
    "studio",
    "8.8.8.8",
    "172.32.0.1",
    "192.169.0.1",
    "100.128.0.1",
    "2600::1",
]


def test_the_authority_is_made_once_and_known_again_after_a_restart(tmp_path: Path) -> None:
    first, again = make_authority(tmp_path / "a"), make_authority(tmp_path / "a")
    assert first.sha256 == again.sha256
    assert make_authority(tmp_path / "b").sha256 != first.sha256


def test_the_key_is_its_owners_alone(tmp_path: Path) -> None:
    folder = tmp_path / "authority"
    make_authority(folder)
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [path.name for path in folder.iterdir()] == [FILE]
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    (folder / FILE).chmod(0o644)
    make_authority(folder)
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600


def test_what_phones_get_holds_no_key(tmp_path: Path) -> None:
    authority = make_authority(tmp_path)
    assert b"PRIVATE" in (tmp_path / FILE).read_bytes()
    assert b"PRIVATE" not in authority.pem
    assert x509.load_der_x509_certificate(authority.der) == authority.credential.certificate


def test_it_lasts_ten_years_and_can_make_no_other_authority(tmp_path: Path) -> None:
    certificate = make_authority(tmp_path).credential.certificate
    constraints = certificate.extensions.get_extension_for_class(x509.BasicConstraints)
    assert constraints.critical
    assert constraints.value == x509.BasicConstraints(ca=True, path_length=0)
    assert certificate.extensions.get_extension_for_class(x509.NameConstraints).critical
    years = (certificate.not_valid_after_utc - NOW) / timedelta(days=365.25)
    assert years == pytest.approx(10.0, abs=0.01)


def test_its_name_says_which_machine_and_fits(tmp_path: Path) -> None:
    assert make_authority(tmp_path / "a").name == "Latentwalk on studio"
    assert len(Authority.open(tmp_path / "b", "x" * 300, NOW).name) == 64


@pytest.mark.parametrize("name", LOCAL)
def test_a_local_server_is_trusted_by_whoever_trusts_the_authority(
    tmp_path: Path, name: str
) -> None:
    authority = make_authority(tmp_path)
    shake_hands(serving(authority, tmp_path, name), trusting(authority), name)


@pytest.mark.parametrize("name", OF_THE_WEB)
def test_a_stolen_key_cannot_pretend_to_be_a_site_of_the_web(tmp_path: Path, name: str) -> None:
    authority = make_authority(tmp_path)
    with pytest.raises(SSLCertVerificationError, match="permitted subtree violation"):
        shake_hands(serving(authority, tmp_path, name), trusting(authority), name)


def test_who_trusts_another_authority_refuses_us(tmp_path: Path) -> None:
    ours, theirs = make_authority(tmp_path / "a"), make_authority(tmp_path / "b")
    with pytest.raises(SSLCertVerificationError, match="local issuer"):
        shake_hands(serving(ours, tmp_path, "localhost"), trusting(theirs), "localhost")


@pytest.mark.parametrize(("name", "is_local"), [("studio.local", True), ("example.com", False)])
def test_a_second_and_stricter_verifier_judges_alike(
    tmp_path: Path, name: str, is_local: bool
) -> None:
    authority = make_authority(tmp_path)
    leaf = authority.issue([name], [], NOW).certificate
    store = Store([authority.credential.certificate])
    verifier = PolicyBuilder().store(store).time(NOW).build_server_verifier(x509.DNSName(name))
    if is_local:
        assert verifier.verify(leaf, [])[-1] == authority.credential.certificate
    else:
        with pytest.raises(VerificationError):
            verifier.verify(leaf, [])


def test_a_servers_certificate_keeps_to_what_ios_takes(tmp_path: Path) -> None:
    leaf = make_authority(tmp_path).issue(["localhost"], [LAN_A], NOW).certificate
    assert leaf.not_valid_after_utc - leaf.not_valid_before_utc <= timedelta(days=397)
    usage = leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert list(usage) == [x509.oid.ExtendedKeyUsageOID.SERVER_AUTH]
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["localhost"]
    assert names.get_values_for_type(x509.IPAddress) == [ip_address("192.168.1.5")]


def test_a_servers_certificate_never_outlives_the_authority(tmp_path: Path) -> None:
    authority = make_authority(tmp_path)
    end = authority.credential.certificate.not_valid_after_utc
    late = authority.issue(["localhost"], [], end - timedelta(days=10)).certificate
    assert late.not_valid_after_utc == end


def test_an_authority_that_is_over_says_how_to_make_another(tmp_path: Path) -> None:
    make_authority(tmp_path)
    with pytest.raises(CertificateError, match="over since.*Move the file away"):
        make_authority(tmp_path, NOW + timedelta(days=3653))


def test_a_broken_file_is_named_and_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("not a certificate")
    with pytest.raises(CertificateError, match=f"{FILE}: expected an EC key.*Move the file away"):
        make_authority(tmp_path)
    assert (tmp_path / FILE).read_text() == "not a certificate"


def test_a_folder_that_cannot_be_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(CertificateError, match="--state-dir"):
        make_authority(tmp_path / "file" / "authority")
