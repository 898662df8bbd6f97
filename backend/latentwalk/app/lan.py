"""Where this machine can be reached in its local network; nothing is ever sent to find out.

Out: addresses and names, only such as the Internet never routes or resolves. The
local authority vouches for these and for nothing else.
"""

import ipaddress
import re
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from fcntl import ioctl
from pathlib import Path

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

LOCAL_NETWORKS: tuple[IPNetwork, ...] = tuple(
    ipaddress.ip_network(block)
    for block in (
        "127.0.0.0/8",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",  # link-local: a cable, or a router without DHCP
        "100.64.0.0/10",  # shared by carriers and by overlay networks
        "192.0.2.0/24",  # these three are for documentation; laboratories and containers use them
        "198.51.100.0/24",
        "203.0.113.0/24",
        "::1/128",
        "fc00::/7",
        "fe80::/10",
    )
)
LOCAL_DOMAINS = ("localhost", "local", "lan", "home.arpa")

# A route is looked up towards an address that nobody has (RFC 5737, RFC 3849).
_FAR_AWAY = ((socket.AF_INET, "198.51.100.1"), (socket.AF_INET6, "2001:db8::1"))
_SIOCGIFADDR = 0x8915 if sys.platform == "linux" else 0xC0206921
_IPV6_OF_INTERFACES = Path("/proc/net/if_inet6")
_VIRTUAL = ("docker", "br-", "veth", "virbr")  # bridges to containers: no phone is behind them
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")


def local_addresses() -> list[IPAddress]:
    """Return this machine's addresses in local networks, the likeliest for a phone first.

    Loopback and link-local IPv6 are left out: no phone's browser can open them.
    """
    found = dict.fromkeys([*_routed(), *_of_interfaces()])
    addresses = [address for address in found if is_local(address) and _is_reachable(address)]
    return sorted(addresses, key=lambda address: address.version)  # stable: IPv4 first


def local_names() -> list[str]:
    """Return the names under which this machine is known here: ``<host>.local`` and its own."""
    host = socket.gethostname().lower().rstrip(".")
    label = host.split(".")[0]
    names = [f"{label}.local"] if _LABEL.fullmatch(label) else []
    if host not in names and is_local_name(host):
        names.append(host)
    return names


def is_local(address: IPAddress) -> bool:
    """Say whether the Internet never routes ``address``."""
    return any(address in block for block in LOCAL_NETWORKS)


def is_local_name(name: str) -> bool:
    """Say whether ``name`` lies in a domain that the Internet never resolves."""
    labels = name.split(".")
    is_name = all(_LABEL.fullmatch(label) for label in labels)
    return is_name and any(f".{name}".endswith(f".{domain}") for domain in LOCAL_DOMAINS)


def _is_reachable(address: IPAddress) -> bool:
    return not address.is_loopback and not (address.version == 6 and address.is_link_local)


def _routed() -> Iterator[IPAddress]:
    """Yield the source address of the default route, which is the network phones share."""
    for family, far_away in _FAR_AWAY:
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect((far_away, 9))
            yield ipaddress.ip_address(probe.getsockname()[0])


def _of_interfaces() -> Iterator[IPAddress]:
    names = [name for _, name in socket.if_nameindex() if not name.startswith(_VIRTUAL)]
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        for name in names:
            with suppress(OSError):  # an interface without an IPv4 address
                answer = ioctl(probe.fileno(), _SIOCGIFADDR, struct.pack("256s", name.encode()))
                yield ipaddress.IPv4Address(answer[20:24])
    if _IPV6_OF_INTERFACES.exists():
        for line in _IPV6_OF_INTERFACES.read_text().splitlines():
            digits, _, _, _, _, name = line.split()
            if name in names:
                yield ipaddress.IPv6Address(bytes.fromhex(digits))
