"""Who asks: the owner at this machine, the owner elsewhere with a cookie, or anybody.

Until there are roles, the composer and the walk documents answer to the owner only.
"""

import re
from ipaddress import IPv6Address, ip_address

from starlette.requests import HTTPConnection

from latentwalk.app.owner_pass import OwnerPass
from latentwalk.domain.errors import NotOwnerError

# The prefix makes browsers refuse it unless Secure, of this very host and of its whole site.
COOKIE = "__Host-latentwalk-owner"
FORWARDED = ("forwarded", "via", "x-real-ip", "x-client-ip", "true-client-ip", "cf-connecting-ip")
_LOOPBACK_HOST = re.compile(r"(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?", re.IGNORECASE)
REMEDY = (
    "open it on the computer that runs Latentwalk, under http://localhost, or start the server "
    "again and open the one-time link that it prints"
)


def require_owner(request: HTTPConnection, owner_pass: OwnerPass) -> None:
    """Let the owner through.

    Raises:
        NotOwnerError: If somebody else asks, or another site asks in the owner's browser.
    """
    if not is_from_here(request):
        raise NotOwnerError(
            f"{request.scope['path']}: refused because another site asked. Type the address"
        )
    if not is_owner(request, owner_pass):
        raise NotOwnerError(f"{request.scope['path']}: only for this server's owner: {REMEDY}")


def is_owner(request: HTTPConnection, owner_pass: OwnerPass) -> bool:
    """Say whether the owner's browser or program asks, whoever made it ask."""
    cookie = request.cookies.get(COOKIE)
    return is_loopback(request) or (cookie is not None and owner_pass.admits(cookie))


def is_loopback(request: HTTPConnection) -> bool:
    """Say whether a person at this machine asks.

    The peer must be this machine; the Host must be its loopback name, for a page of
    another site can point its own name here (DNS rebinding); and nothing may have been
    forwarded, for a proxy on this machine speaks for others.
    """
    hosts = request.headers.getlist("host")
    if request.client is None or len(hosts) != 1 or _is_forwarded(request):
        return False
    return (
        _is_loopback_address(request.client.host) and _LOOPBACK_HOST.fullmatch(hosts[0]) is not None
    )


def is_from_here(request: HTTPConnection) -> bool:
    """Say whether our own page asks, or nobody's: an address typed, a program."""
    if request.headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or origin == f"{request.scope['scheme']}://{request.headers.get('host')}"


def _is_forwarded(request: HTTPConnection) -> bool:
    return any(name in FORWARDED or name.startswith("x-forwarded") for name in request.headers)


def _is_loopback_address(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    return address.is_loopback
