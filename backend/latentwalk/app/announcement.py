"""What the terminal shows once the server listens: where to walk, and how a phone gets in."""

from latentwalk.app.owner_pass import OwnerPass
from latentwalk.app.phone_door import PhoneDoor
from latentwalk.app.qr import qr_code
from latentwalk.app.server import Server


def announcement(
    server: Server, url: str, phones: PhoneDoor | str, owner_pass: OwnerPass, with_qr: bool
) -> str:
    """Return the start screen.

    Args:
        server: What is served.
        url: The http address on this machine.
        phones: The door for phones, or why there is none.
        owner_pass: Whose link is shown.
        with_qr: Draw the code of the address for phones.
    """
    lines = [f"Latentwalk is open: {url}"]
    if not server.settings.web_dir.is_dir():
        lines.append("  The web client is not built yet: run `make web`.")
    lines.append(
        "  Put headphones on, open that page in a browser, and walk indoors with the keys."
    )
    lines += _for_phones(phones, owner_pass, with_qr)
    lines.append(f"  Walks: {', '.join(str(walk['id']) for walk in server.library.listing())}")
    lines.append("  Stop with Ctrl-C.")
    return "\n".join(lines)


def new_address(phones: PhoneDoor) -> str:
    """Return what to say when the network has changed while we serve."""
    if not phones.addresses:
        return "This machine has left its network: phones cannot come in until it joins one."
    return f"The network has changed. Phones now open {phones.address}/trust"


def _for_phones(phones: PhoneDoor | str, owner_pass: OwnerPass, with_qr: bool) -> list[str]:
    if isinstance(phones, str):
        return [f"  {phones}"] if phones else []
    compose = f"{phones.address}/compose?token={owner_pass.token}"
    if not phones.addresses:
        return [
            "  Phones cannot come in: this machine is in no local network. Join a Wi-Fi network."
        ]
    lines = [f"  A phone in the same network walks outdoors: {phones.address}/trust"]
    if with_qr:
        lines += ["", qr_code(f"{phones.address}/trust"), ""]
    others = [f"{phones.url_of(a)}/trust" for a in phones.addresses[1:] if ":" not in a]
    if others:  # a second network; the first one's IPv6 would only be longer to type
        lines.append(f"  If it does not open: {' or '.join(others)}")
    return [*lines, f"  Compose from another device, once, within an hour: {compose}"]
