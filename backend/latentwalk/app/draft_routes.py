"""HTTP: drafts are opened, saved, copied, had back, and shared by a link; for the owner only."""

from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError

from latentwalk.app.body import document_body
from latentwalk.app.draft_document import Document, parse_document, require_walk_id
from latentwalk.app.examiner import report_json
from latentwalk.app.owner_routes import owner_only
from latentwalk.app.studio import Json, Saved, Studio, draft_id
from latentwalk.domain.errors import LatentwalkError, RequestError
from latentwalk.domain.walk import Frame

router = APIRouter(prefix="/api/drafts", dependencies=[Depends(owner_only)])

Body = Annotated[bytes, Depends(document_body)]


def _studio(request: Request) -> Studio:
    studio: Studio = request.app.state.server.studio
    return studio


Composing = Annotated[Studio, Depends(_studio)]


class Ask(BaseModel):
    """What every body shares: nothing unknown, nothing guessed."""

    model_config = ConfigDict(extra="forbid", strict=True)


Asked = TypeVar("Asked", bound=BaseModel)


class _Fresh(Ask):
    """A walk to begin; ``origin`` is [lon, lat]."""

    id: str | None = None
    title: str | dict[str, str]
    frame: Frame = Field(Frame.GEOGRAPHIC, strict=False)
    origin: tuple[float, float] | None = Field(None, strict=False)
    model: str | None = None


class _Copy(Ask):
    copy_of: str
    document: Document


class _Save(Ask):
    version: int
    document: Document


class _Restore(Ask):
    version: int


# Not coroutines: the disk and the check would hold the event loop up.
@router.post("", status_code=201)
def create(body: Body, studio: Composing) -> Json:
    """Begin a walk, or keep a document as a copy of one."""
    asked = parse_document(body, "body")
    if "copy_of" in asked:
        copied = parse_body(_Copy, asked)
        walk_id = studio.copy(require_walk_id(copied.copy_of), copied.document)
    else:
        fresh = parse_body(_Fresh, asked)
        name = None if fresh.id is None else require_walk_id(fresh.id)
        walk_id = studio.create(name, fresh.title, fresh.frame, fresh.origin, fresh.model)
    return {"id": walk_id, **_draft(walk_id, studio)}


@router.get("/{walk_id}")
def draft(walk_id: str, studio: Composing) -> Json:
    """Return a draft; from now on it can be heard."""
    answer = _draft(walk_id, studio)
    _let_be_heard(walk_id, studio)
    return answer


@router.put("/{walk_id}")
def save(walk_id: str, body: Body, studio: Composing) -> Response:
    """Save a draft: 202 if it cannot be walked as it is, 409 if it is not the newest."""
    asked = parse_body(_Save, parse_document(body, "body"))
    return _saved(studio.save(require_walk_id(walk_id), asked.version, asked.document))


@router.get("/{walk_id}/encoding")
def encoding(walk_id: str, studio: Composing) -> dict[str, list[str]]:
    """Name the planted sounds that are being encoded; until then terrain stands in."""
    return {"files": studio.encoding(require_walk_id(walk_id))}


@router.get("/{walk_id}/history")
def history(walk_id: str, studio: Composing) -> list[Json]:
    """List the versions, newest first."""
    index = studio.store.index(walk_id)
    return [
        {
            "version": version.number,
            "time": version.time,
            "title": version.title,
            "is_good": version.is_good,
            "is_published": version.number in index.published[-1:],
            "was_published": version.number in index.published,
        }
        for version in reversed(index.versions)
    ]


@router.get("/{walk_id}/versions/{version}")
def old_version(walk_id: str, version: int, studio: Composing) -> Document:
    """Return the document of one version."""
    return parse_document(studio.store.text(walk_id, version), walk_id)


@router.post("/{walk_id}/restore")
def restore(walk_id: str, body: Body, studio: Composing) -> Response:
    """Make an old version the newest one."""
    asked = parse_body(_Restore, parse_document(body, "body"))
    return _saved(studio.restore(require_walk_id(walk_id), asked.version))


@router.post("/{walk_id}/link")
def make_link(walk_id: str, studio: Composing) -> Json:
    """Return the link by which others hear the draft; it stays the same until it is revoked."""
    token = studio.store.make_token(require_walk_id(walk_id))
    return {"token": token, "path": f"/w/{walk_id}?draft={token}"}


@router.delete("/{walk_id}/link", status_code=204)
def revoke_link(walk_id: str, studio: Composing) -> None:
    """Close the draft to whoever has its link; who walks there now may finish."""
    studio.store.drop_token(require_walk_id(walk_id))


def parse_body(model: type[Asked], asked: Document) -> Asked:
    """Return the body of a request as ``model``; raises RequestError."""
    try:
        return model.model_validate(asked)
    except ValidationError as error:
        raise RequestError(422, f"body: {first_fault(error.errors()[0])}") from error


def first_fault(fault: Any) -> str:
    """Return what pydantic found wrong first, in one line."""
    place = ".".join(str(part) for part in fault["loc"] if part != "body")
    return f"{place or 'all of it'}: {fault['msg']}"


def _draft(walk_id: str, studio: Studio) -> Json:
    found = studio.store.read(walk_id)
    document: JsonValue = found.document
    report = studio.examine(walk_id, found.text).report
    return {
        "version": found.index.newest,
        "document": document,
        "published_version": studio.published_version(walk_id),
        "has_changes": studio.has_changes(walk_id),
        "walk": draft_id(walk_id),
        "link": f"/w/{walk_id}?draft={found.index.token}" if found.index.token else None,
        **report_json(report),
    }


def _let_be_heard(walk_id: str, studio: Studio) -> None:
    try:
        studio.open_draft(walk_id)
    except LatentwalkError:
        return  # it cannot be walked yet, which the answer's "errors" say


def _saved(saved: Saved) -> Response:
    answer: Json = {"version": saved.version, **report_json(saved.report)}
    if saved.report.ok:
        return JSONResponse(answer)
    answer["error"] = saved.report.errors[0].message
    return JSONResponse(answer, status_code=202)
