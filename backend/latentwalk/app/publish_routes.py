"""HTTP: documents are checked, drafts published and taken back, the front door chosen."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from pydantic import Field, JsonValue

from latentwalk.app.draft_document import document_text, parse_document, require_walk_id
from latentwalk.app.draft_routes import Ask, Body, Composing, parse_body
from latentwalk.app.examiner import report_json
from latentwalk.app.front import FrontDoor
from latentwalk.app.owner_routes import owner_only
from latentwalk.app.studio import Json

router = APIRouter(dependencies=[Depends(owner_only)])
UNNAMED = "draft"  # what messages call a document that has no file


class _Publish(Ask):
    name: str = Field("", max_length=200)


class _Front(Ask):
    walk: str


@router.post("/api/check")
def check(body: Body, studio: Composing, walk: str = UNNAMED) -> Json:
    """Check a document; ``walk`` says whose files it may name."""
    document = parse_document(body)
    return report_json(studio.examine(require_walk_id(walk), document_text(document)).report)


@router.get("/api/drafts/{walk_id}/changes")
def changes(walk_id: str, studio: Composing) -> Json:
    """Say what publishing would change."""
    return studio.changes(walk_id)


@router.post("/api/drafts/{walk_id}/publish")
def publish(walk_id: str, body: Body, studio: Composing) -> Json:
    """Let walkers hear the draft; who walks there crosses over."""
    asked = parse_body(_Publish, parse_document(body or b"{}", "body"))
    version = studio.publish(require_walk_id(walk_id), asked.name)
    return {"version": version, "published_version": version, "path": f"/w/{walk_id}"}


@router.post("/api/drafts/{walk_id}/unpublish_last")
def unpublish_last(walk_id: str, studio: Composing) -> Json:
    """Let walkers hear what they heard before the last publication; the draft stays."""
    version = studio.unpublish_last(require_walk_id(walk_id))
    return {"published_version": version}


@router.put("/api/front", status_code=204)
def choose_front(body: Body, request: Request) -> Response:
    """Offer a walk first on the start page."""
    asked = parse_body(_Front, parse_document(body, "body"))
    server = request.app.state.server
    server.library.walk(require_walk_id(asked.walk))  # it must be published
    front: FrontDoor = server.front
    front.choose(asked.walk)
    return Response(status_code=204)


@router.get("/api/front")
def front(request: Request) -> dict[str, JsonValue]:
    """Say which walk is offered first."""
    door: FrontDoor = request.app.state.server.front
    return {"walk": door.walk_id}
