"""The server's own certificate: what it must cover, and when another is due."""

from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature

from latentwalk.app.authority import Authority
from latentwalk.app.credential import Credential
from latentwalk.app.lan import IPAddress
from latentwalk.domain.errors import CertificateError

FILE = "server.pem"
RENEW_BEFORE = timedelta(days=30)
ALWAYS: tuple[str | IPAddress, ...] = ("localhost", IPv4Address("127.0.0.1"), IPv6Address("::1"))


def renew_leaf(
    folder: Path, authority: Authority, subjects: list[str | IPAddress], now: datetime
) -> bool:
    """See that ``folder`` holds a certificate for this machine, issuing one where it is due.

    It is due when none is there, when it is another authority's, covers too little, or
    ends within RENEW_BEFORE. One that covers more is kept: a laptop goes to and fro.

    Args:
        folder: The authority's; holds ``server.pem``, mode 0600.
        authority: Who signs.
        subjects: Names and addresses besides :data:`ALWAYS`.
        now: Aware, UTC.

    Returns:
        Whether one was issued.
    """
    wanted = [*ALWAYS, *subjects]
    path = folder / FILE
    if path.exists() and _is_good(path, authority, wanted, now):
        return False
    names = [name for name in wanted if isinstance(name, str)]
    addresses = [address for address in wanted if not isinstance(address, str)]
    authority.issue(names, addresses, now).write(path)
    return True


def _is_good(
    path: Path, authority: Authority, wanted: list[str | IPAddress], now: datetime
) -> bool:
    try:
        certificate = Credential.read(path).certificate
        certificate.verify_directly_issued_by(authority.credential.certificate)
    except (CertificateError, InvalidSignature, ValueError, TypeError):
        return False
    is_in_time = (
        certificate.not_valid_before_utc <= now < certificate.not_valid_after_utc - RENEW_BEFORE
    )
    return is_in_time and _covered_by(certificate) >= set(wanted)


def _covered_by(certificate: x509.Certificate) -> set[object]:
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return {*names.get_values_for_type(x509.DNSName), *names.get_values_for_type(x509.IPAddress)}
