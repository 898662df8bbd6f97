"""HTTP: the composer's page and the walk documents, for the owner only."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, RedirectResponse, Response
from pydantic import JsonValue

from latentwalk.app.access import COOKIE, REMEDY, is_owner, require_owner
from latentwalk.app.documents import CONTENT_TYPE, SUFFIX, find_document, list_documents
from latentwalk.app.owner_pass import COOKIE_VALID_S, OwnerPass
from latentwalk.app.plain_page import built_page
from latentwalk.app.server import Server
from latentwalk.domain.errors import NotOwnerError

router = APIRouter()


def owner_only(request: Request) -> None:
    """Let the owner's own pages through; a dependency of routes."""
    require_owner(request, request.app.state.owner_pass)


@router.get("/compose")
async def compose(request: Request, token: str | None = None) -> Response:
    """Show the composer; a one-time token becomes a cookie first."""
    owner_pass: OwnerPass = request.app.state.owner_pass
    if token is not None:
        return _redeem(request, token, owner_pass)
    require_owner(request, owner_pass)
    return built_page(request.app.state.server.settings.web_dir / "compose.html")


@router.get("/rehearse", dependencies=[Depends(owner_only)])
async def rehearse(request: Request) -> Response:
    """Show the page on which a walk is rehearsed."""
    return built_page(request.app.state.server.settings.web_dir / "rehearse.html")


# Not coroutines: reading a folder of documents would hold the event loop up.
@router.get("/api/documents", dependencies=[Depends(owner_only)])
def documents(request: Request) -> list[dict[str, JsonValue]]:
    """List the walk documents, those that cannot be walked included."""
    server: Server = request.app.state.server
    return list_documents(server.settings.walks_dir)


@router.get("/api/documents/{document_id}", dependencies=[Depends(owner_only)])
def document(document_id: str, request: Request) -> Response:
    """Return one walk document as it lies in the folder."""
    server: Server = request.app.state.server
    path = find_document(server.settings.walks_dir, document_id)
    return FileResponse(path, media_type=CONTENT_TYPE, filename=f"{document_id}{SUFFIX}")


def _redeem(request: Request, token: str, owner_pass: OwnerPass) -> Response:
    """Answer the one-time link; who is the owner already just goes on."""
    # Over http the cookie would be lost, and the token with it.
    cookie = owner_pass.redeem(token) if request.scope["scheme"] == "https" else None
    if cookie is None and not is_owner(request, owner_pass):
        raise NotOwnerError(f"/compose: this link has been used, or is over an hour old: {REMEDY}")
    answer = RedirectResponse("/compose", status_code=303)
    if cookie is not None:
        answer.set_cookie(
            COOKIE,
            cookie,
            max_age=int(COOKIE_VALID_S),
            httponly=True,
            secure=True,
            samesite="strict",
        )
    return answer
