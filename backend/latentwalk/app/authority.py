"""The local authority: made once on this machine, trusted by its owner's phones.

Phones give microphone, place and compass to https only, and no public authority
certifies a private address. Ours is name-constrained: whoever steals its key can
pretend to be a machine in a local network, but never a site of the web.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from latentwalk.app.credential import Credential
from latentwalk.app.lan import LOCAL_DOMAINS, LOCAL_NETWORKS, IPAddress
from latentwalk.domain.errors import CertificateError

FILE = "authority.pem"
VALID_FOR = timedelta(days=3652)  # ten years: each renewal would be a walk through phone settings
LEAF_VALID_FOR = timedelta(days=397)  # the strictest browsers' limit; iOS refuses over 825
CLOCKS_DIFFER_BY = timedelta(days=1)
NAME_CHARACTERS = 64  # X.520's limit for a common name


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate that a phone trusts, and the key that signs for this machine."""

    credential: Credential

    @classmethod
    def open(cls, folder: Path, machine: str, now: datetime) -> "Authority":
        """Return the authority kept in ``folder``, made there the first time.

        Args:
            folder: Created if missing, closed to others.
            machine: What the phone's settings will call it by.
            now: Aware, UTC.

        Raises:
            CertificateError: If the folder cannot be used, or what it holds is broken or over.
        """
        path = folder / FILE
        if not path.exists():
            _made(machine, now).write_new(path)  # another server may have been quicker
        credential = _read(path)
        if now >= credential.certificate.not_valid_after_utc:
            over = credential.certificate.not_valid_after_utc.date()
            raise CertificateError(
                f"{path}: expected a valid authority, got one over since {over}. {_REMEDY}"
            )
        return cls(credential)

    @property
    def name(self) -> str:
        """What a phone's settings list it as."""
        (attribute,) = self.credential.certificate.subject.get_attributes_for_oid(
            NameOID.COMMON_NAME
        )
        return str(attribute.value)

    @property
    def sha256(self) -> str:
        """The fingerprint as phones show it: ``AA:BB:…``."""
        return self.credential.certificate.fingerprint(hashes.SHA256()).hex(":").upper()

    @property
    def der(self) -> bytes:
        """The certificate without the key, for Android and the iOS profile."""
        return self.credential.certificate.public_bytes(Encoding.DER)

    @property
    def pem(self) -> bytes:
        """The certificate without the key, for computers."""
        return self.credential.certificate.public_bytes(Encoding.PEM)

    def issue(
        self, names: Sequence[str], addresses: Sequence[IPAddress], now: datetime
    ) -> Credential:
        """Return a server's certificate with a key of its own, valid from a day ago.

        Clients refuse it if a name or address lies outside the local ones.
        """
        issuer = self.credential.certificate
        key = ec.generate_private_key(ec.SECP256R1())
        begin = now - CLOCKS_DIFFER_BY
        certificate = (
            _unsigned(key, "Latentwalk", issuer.subject)
            .not_valid_before(begin)
            .not_valid_after(min(begin + LEAF_VALID_FOR, issuer.not_valid_after_utc))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs_certificates=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(_alternative_names(names, addresses), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(
                    self.credential.key.public_key()
                ),
                critical=False,
            )
            .sign(self.credential.key, hashes.SHA256())
        )
        return Credential(certificate, key)


_REMEDY = (
    "Move the file away and start again to make another; every phone must then trust the new one"
)


def _read(path: Path) -> Credential:
    try:
        return Credential.read(path)
    except CertificateError as error:
        raise CertificateError(f"{error}. {_REMEDY}") from error


def _made(machine: str, now: datetime) -> Credential:
    """Return an authority that may sign servers of local networks, and no other authority."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = f"Latentwalk on {machine}"[:NAME_CHARACTERS]
    certificate = (
        _unsigned(key, name, None)
        .not_valid_before(now - CLOCKS_DIFFER_BY)
        .not_valid_after(now + VALID_FOR)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(_local_only(), critical=True)
        .sign(key, hashes.SHA256())
    )
    return Credential(certificate, key)


def _unsigned(
    key: ec.EllipticCurvePrivateKey, name: str, issuer: x509.Name | None
) -> x509.CertificateBuilder:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _local_only() -> x509.NameConstraints:
    # A bare domain permits itself and all below it (RFC 5280 §4.2.1.10).
    domains = [x509.DNSName(domain) for domain in LOCAL_DOMAINS]
    networks = [x509.IPAddress(block) for block in LOCAL_NETWORKS]
    return x509.NameConstraints([*domains, *networks], excluded_subtrees=None)


def _usage(signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        encipher_only=False,
        decipher_only=False,
    )


def _alternative_names(
    names: Sequence[str], addresses: Sequence[IPAddress]
) -> x509.SubjectAlternativeName:
    return x509.SubjectAlternativeName(
        [*(x509.DNSName(name) for name in names), *(x509.IPAddress(a) for a in addresses)]
    )
