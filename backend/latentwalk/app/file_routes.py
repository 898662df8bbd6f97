"""HTTP: a walk's sounds and pictures, given by its owner and sent to those who walk it."""

from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse
from pydantic import JsonValue
from starlette.concurrency import run_in_threadpool

from latentwalk.app.body import declared_length, read_body
from latentwalk.app.draft_document import require_walk_id
from latentwalk.app.draft_routes import Composing
from latentwalk.app.owner_routes import owner_only
from latentwalk.app.routes import seen_walks
from latentwalk.app.studio import Json, Studio, published_id
from latentwalk.app.upload import (
    MAX_SOUND_BYTES,
    TYPES,
    Kept,
    keep,
    listing,
    require_name,
    require_room,
)
from latentwalk.app.walk_files import LEAST_HASH, Digests, files_of
from latentwalk.domain.errors import RequestError

router = APIRouter()
OwnerOnly = Depends(owner_only)
FOREVER = "public, max-age=31536000, immutable"
DIGESTS = Digests()


async def _content(walk_id: str, request: Request) -> bytes:
    """Receive a file, no longer than it may be; a dependency that runs in the event loop."""
    owner_only(request)
    studio: Studio = request.app.state.server.studio
    size = declared_length(request)
    await run_in_threadpool(studio.store.index, require_walk_id(walk_id))  # there must be one
    await run_in_threadpool(require_room, studio.sounds_dir(walk_id), size)
    return await read_body(request, MAX_SOUND_BYTES)


@router.post("/api/drafts/{walk_id}/files/{name}", status_code=201, dependencies=[OwnerOnly])
def upload(
    walk_id: str, name: str, content: Annotated[bytes, Depends(_content)], studio: Composing
) -> Json:
    """Keep a sound or a picture; the answer says under which name."""
    return _line(walk_id, keep(content, studio.sounds_dir(walk_id), name))


@router.get("/api/drafts/{walk_id}/files", dependencies=[OwnerOnly])
def files(walk_id: str, studio: Composing) -> list[Json]:
    """List a walk's sounds and pictures."""
    folder = studio.sounds_dir(require_walk_id(walk_id))
    paths = listing(folder)
    return [_line(walk_id, Kept(p.name, p.stat().st_size, DIGESTS.of(p))) for p in paths]


@router.delete("/api/drafts/{walk_id}/files/{name}", status_code=204, dependencies=[OwnerOnly])
def remove(walk_id: str, name: str, studio: Composing) -> None:
    """Remove a file that neither the draft nor the published walk names."""
    path = _existing(studio, walk_id, name)
    if studio.names_file(walk_id, name):
        raise RequestError(
            409, f"{name}: the walk still names it. Take it off the map, publish, then remove it"
        )
    path.unlink(missing_ok=True)


@router.get("/api/walks/{walk_id}/files/{name}")
def send(walk_id: str, name: str, request: Request, h: str = "") -> FileResponse:
    """Send a file that the walk names; the owner gets any. ``h``, its hash, lets it be kept."""
    studio: Studio = request.app.state.server.studio
    path = _existing(studio, published_id(walk_id.partition("~")[0]), name)
    seen = seen_walks(request)
    if not seen.is_owner and name not in files_of(seen.walk(walk_id)):
        raise RequestError(404, f"file: {walk_id[:80]} has no file {name}")
    response = FileResponse(path, media_type=TYPES[path.suffix])
    if len(h) >= LEAST_HASH and DIGESTS.of(path).startswith(h):
        response.headers["Cache-Control"] = FOREVER
    return response


def _existing(studio: Studio, walk_id: str, name: str) -> Path:
    path = studio.sounds_dir(require_walk_id(walk_id)) / require_name(name)
    if not path.is_file():
        raise RequestError(404, f"file: {walk_id} has no file {name}")
    return path


def _line(walk_id: str, kept: Kept) -> dict[str, JsonValue]:
    short = kept.sha256[:16]
    return {
        "file": kept.name,
        "size": kept.size,
        "type": kept.media_type,
        "hash": short,
        "path": f"/api/walks/{walk_id}/files/{kept.name}?h={short}",
    }
