"""HTTP: how a phone comes to trust this server; open to everybody."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from latentwalk.app.phone_door import PhoneDoor
from latentwalk.app.phone_profile import CONTENT_TYPE, phone_profile
from latentwalk.app.plain_page import built_page

router = APIRouter()


def _phones(request: Request) -> PhoneDoor:
    phones: PhoneDoor | None = request.app.state.phones
    if phones is None:
        raise HTTPException(404, "This server has no door for phones: it was started without one.")
    return phones


Phones = Annotated[PhoneDoor, Depends(_phones)]


@router.get("/trust")
async def trust_page(request: Request) -> Response:
    """Show the steps by which a phone trusts the authority."""
    return built_page(request.app.state.server.settings.web_dir / "trust.html")


@router.get("/api/trust")
async def trust(phones: Phones) -> dict[str, str]:
    """Return what the steps name: the authority, its fingerprint, the address to open then."""
    authority = phones.authority
    return {"name": authority.name, "sha256": authority.sha256, "address": phones.address}


@router.get("/authority.crt")
async def certificate(phones: Phones) -> Response:
    """Return the certificate in DER, which Android's settings install."""
    return _file(phones.authority.der, "application/x-x509-ca-cert", "latentwalk.crt")


@router.get("/authority.pem")
async def certificate_text(phones: Phones) -> Response:
    """Return the certificate in PEM, which curl and other programs read."""
    return _file(phones.authority.pem, "application/x-pem-file", "latentwalk.pem")


@router.get("/authority.mobileconfig")
async def profile(phones: Phones) -> Response:
    """Return the profile that an iPhone installs."""
    return _file(phone_profile(phones.authority), CONTENT_TYPE, "latentwalk.mobileconfig")


def _file(content: bytes, media_type: str, name: str) -> Response:
    disposition = f'attachment; filename="{name}"'
    return Response(content, media_type=media_type, headers={"Content-Disposition": disposition})
