"""A certificate with its private key, kept in one file that only its owner may read.

One file, because two could be read while only one of them has been written.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from latentwalk.domain.errors import CertificateError

OWNER_ONLY, OTHERS = 0o600, 0o077


@dataclass(frozen=True, slots=True)
class Credential:
    """A certificate and the key it certifies."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @classmethod
    def read(cls, path: Path) -> "Credential":
        """Return what ``path`` holds; closes the file to others if someone opened it.

        Raises:
            CertificateError: If it cannot be read or holds something else.
        """
        try:
            if path.stat().st_mode & OTHERS:
                path.chmod(OWNER_ONLY)
            pem = path.read_bytes()
            certificate = x509.load_pem_x509_certificate(pem)
            key = load_pem_private_key(pem, password=None)
        except (OSError, ValueError, TypeError) as error:
            raise _unreadable(path, str(error)) from error
        if not isinstance(key, ec.EllipticCurvePrivateKey):
            raise _unreadable(path, "a key of another kind")
        if key.public_key() != certificate.public_key():
            raise _unreadable(path, "the key of another certificate")
        return cls(certificate, key)

    def write(self, path: Path) -> None:
        """Put it at ``path`` in one step, over what is there.

        Raises:
            CertificateError: If the folder cannot be written to.
        """
        with _writing(path):
            os.replace(self._written_beside(path), path)

    def write_new(self, path: Path) -> bool:
        """Put it at ``path`` in one step unless something is there; say whether it was put.

        Raises:
            CertificateError: If the folder cannot be written to.
        """
        with _writing(path):
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            written = self._written_beside(path)
            try:
                os.link(written, path)
            except FileExistsError:
                return False
            finally:
                written.unlink()
        return True

    def _written_beside(self, path: Path) -> Path:
        """Return a temporary file with the key and the certificate, mode 0600."""
        pem = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with open(handle, "wb") as file:
            file.write(pem + self.certificate.public_bytes(Encoding.PEM))
        return Path(name)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise CertificateError(
            f"{path}: expected to write it, got {error.strerror}. "
            "Give another folder with --state-dir"
        ) from error


def _unreadable(path: Path, got: str) -> CertificateError:
    return CertificateError(f"{path}: expected an EC key and its certificate, got {got}")
