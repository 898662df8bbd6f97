"""The door for phones: https on all interfaces, under a certificate of the local authority."""

import socket
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from latentwalk.app.authority import Authority
from latentwalk.app.lan import IPAddress, local_addresses, local_names
from latentwalk.app.leaf import FILE, renew_leaf
from latentwalk.app.listening import bind

EVERYWHERE = ("0.0.0.0", "::")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the door asks the machine; tests bring their own."""

    addresses: Callable[[], Sequence[IPAddress]] = local_addresses
    names: Callable[[], Sequence[str]] = local_names
    now: Callable[[], datetime] = lambda: datetime.now(UTC)


class PhoneDoor:
    """Bound sockets, a TLS context, and the address that a phone should open.

    Args:
        folder: Where the authority is kept.
        port: 0 takes a free one.
        around: The machine.

    Raises:
        ListenError: If the port is taken.
        CertificateError: If the authority cannot be read or made.
    """

    def __init__(self, folder: Path, port: int, around: Surroundings | None = None) -> None:
        self._folder, self._around = folder, around or Surroundings()
        machine = socket.gethostname().split(".")[0]
        self.authority = Authority.open(folder, machine, self._around.now())
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.addresses: list[str] = []
        self.refresh()
        self.context.load_cert_chain(folder / FILE)  # also one that an earlier run has left
        self.sockets = bind(EVERYWHERE, port)
        self.port: int = self.sockets[0].getsockname()[1]

    @property
    def address(self) -> str:
        """The https address a phone should open; this machine's own while no network is there."""
        return self.url_of(self.addresses[0] if self.addresses else "localhost")

    def url_of(self, host: str) -> str:
        """Return the https address under ``host``."""
        return f"https://{f'[{host}]' if ':' in host else host}:{self.port}"

    def refresh(self) -> bool:
        """Look at the network again; say whether the address for phones is another one.

        Connections that are made from now on get a certificate that covers it.
        """
        addresses = list(self._around.addresses())
        subjects = [*self._around.names(), *addresses]
        if renew_leaf(self._folder, self.authority, subjects, self._around.now()):
            self.context.load_cert_chain(self._folder / FILE)
        before = self.addresses[:1]
        self.addresses = [str(address) for address in addresses]
        return before != self.addresses[:1]
