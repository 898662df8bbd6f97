"""HTTP: each walk's own address, its code to scan, its printable page, its access code."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import Field

from latentwalk.app.draft_document import parse_document, require_walk_id
from latentwalk.app.draft_routes import Ask, Body, parse_body
from latentwalk.app.owner_routes import owner_only
from latentwalk.app.phone_door import PhoneDoor
from latentwalk.app.plain_page import built_page
from latentwalk.app.routes import Running, seen_walks
from latentwalk.app.seen import TOKEN_MARK, SeenWalks
from latentwalk.app.sheet import WORDS, qr_svg, sheet
from latentwalk.app.studio import draft_id
from latentwalk.app.walk_files import files_of

router = APIRouter()
Seen = Annotated[SeenWalks, Depends(seen_walks)]


class _Code(Ask):
    code: str | None = Field(None)


@router.get("/w/{walk_id}")
def start_page(walk_id: str, server: Running, seen: Seen, draft: str = "") -> Response:
    """Show the start page of one walk, or of a draft to who has its link."""
    seen.walk(f"{draft_id(walk_id)}{TOKEN_MARK}{draft}" if draft else walk_id)
    return built_page(server.settings.web_dir / "index.html")


@router.get("/api/walks/{walk_id}/qr.svg")
def qr(walk_id: str, request: Request, seen: Seen) -> Response:
    """Return the code of a walk's address, to be scanned by a phone."""
    seen.walk(walk_id)
    return Response(qr_svg(f"{_door(request)}{_path(walk_id)}"), media_type="image/svg+xml")


@router.get("/sheet/{walk_id}")
def printable(walk_id: str, request: Request, seen: Seen, lang: str = "") -> HTMLResponse:
    """Show a walk's printable page, in its own language or the one asked for."""
    walk = seen.walk(walk_id)
    language = lang if lang in WORDS else walk.cover.language
    cover = walk.cover.picture
    picture = f"/api/walks/{quote(walk_id)}/files/{cover}" if cover in files_of(walk) else None
    phones: PhoneDoor | None = request.app.state.phones
    page = sheet(
        walk,
        f"{_door(request)}{_path(walk_id)}",
        f"{phones.address}/trust" if phones and phones.addresses else None,
        picture,
        seen.asks_code(walk_id),
        language if language in WORDS else "en",
    )
    return HTMLResponse(page)


@router.post("/api/walks/{walk_id}/access_code", dependencies=[Depends(owner_only)])
def set_code(walk_id: str, body: Body, server: Running) -> dict[str, bool]:
    """Give a walk an access code, or take it away."""
    asked = parse_body(_Code, parse_document(body, "body"))
    server.studio.store.index(require_walk_id(walk_id))  # there must be one
    server.codes.set(walk_id, asked.code)
    return {"has_access_code": server.codes.is_asked(walk_id)}


@router.post("/api/walks/{walk_id}/enter", status_code=204)
def enter(walk_id: str, body: Body, seen: Seen) -> None:
    """Try a walk's access code, so that a page need not connect to know: 403 if it is wrong."""
    seen.admit(walk_id, parse_body(_Code, parse_document(body, "body")).code)


def _path(walk_id: str) -> str:
    name, _, token = walk_id.partition(TOKEN_MARK)
    plain = quote(name.removesuffix("@draft"))
    return f"/w/{plain}?draft={quote(token)}" if token else f"/w/{plain}"


def _door(request: Request) -> str:
    """Return the address by which others come in: the phones', else the one asked under."""
    phones: PhoneDoor | None = request.app.state.phones
    if phones is not None and phones.addresses:
        return phones.address
    return f"{request.url.scheme}://{request.headers.get('host', 'localhost')}"
