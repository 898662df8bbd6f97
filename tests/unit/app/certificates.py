"""What tests do with certificates: authorities in a folder, handshakes without a network."""

import ssl
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path

from latentwalk.app.authority import Authority

NOW = datetime.now(UTC)
LAN_A, LAN_B = ip_address("192.168.1.5"), ip_address("10.20.30.40")


def make_authority(folder: Path, now: datetime = NOW) -> Authority:
    """Return the authority of ``folder``."""
    return Authority.open(folder, "studio", now)


def trusting(authority: Authority) -> ssl.SSLContext:
    """Return a client's context that trusts this authority and no other."""
    return ssl.create_default_context(cadata=authority.pem.decode())


def shake_hands(server: ssl.SSLContext, client: ssl.SSLContext, host: str) -> None:
    """Let a client that expects ``host`` meet a server, in memory; raises as the client does."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=host),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    while ends:
        for end in list(ends):
            try:
                end.do_handshake()
                ends.remove(end)
            except ssl.SSLWantReadError:
                pass


def serving(authority: Authority, folder: Path, name: str) -> ssl.SSLContext:
    """Return a server's context whose certificate names only ``name``."""
    try:
        names, addresses = [], [ip_address(name)]
    except ValueError:
        names, addresses = [name], []
    file = folder / "a-server.pem"
    authority.issue(names, addresses, NOW).write(file)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    return context
