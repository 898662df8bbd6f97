"""HTTP: a walk rehearsed along a track and rendered to a file; for the owner only."""

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import FileResponse
from starlette.concurrency import run_in_threadpool

from latentwalk.app.body import read_body
from latentwalk.app.draft_document import require_walk_id
from latentwalk.app.draft_routes import Composing
from latentwalk.app.owner_routes import owner_only
from latentwalk.app.rehearsing import require_near
from latentwalk.app.render_desk import Json, RenderDesk, RenderOrder
from latentwalk.app.studio import Studio, published_id
from latentwalk.domain.errors import RequestError, UnknownWalkError
from latentwalk.geo.gpx import MAX_BYTES, parse_track
from latentwalk.geo.surroundings import PRESETS
from latentwalk.geo.walkfile import parse_walk

router = APIRouter(prefix="/api/walks/{walk_id}/render", dependencies=[Depends(owner_only)])
MAX_RENDER_S = 1200.0  # twenty minutes: 460 MB of sound, some ten minutes of one core
MOST_RADIUS_M, LARGEST_SEED = 100.0, 2**32 - 1
FILE = "track"  # how messages name the track


def _desk(request: Request) -> RenderDesk:
    desk: RenderDesk = request.app.state.server.renders
    return desk


async def _gpx(request: Request) -> bytes:
    """Receive the track, no longer than it may be; a dependency that runs in the event loop."""
    owner_only(request)
    return await read_body(request, MAX_BYTES)


Desk = Annotated[RenderDesk, Depends(_desk)]


@router.post("", status_code=202)
async def order(
    walk_id: str,
    gpx: Annotated[bytes, Depends(_gpx)],
    studio: Composing,
    desk: Desk,
    error: str = "none",
    noise_m: Annotated[float | None, Query(ge=0.0, le=MOST_RADIUS_M, allow_inf_nan=False)] = None,
    seed: Annotated[int, Query(ge=0, le=LARGEST_SEED)] = 0,
) -> Json:
    """Begin to render a walk along a GPX track; poll for what becomes of it."""
    if error not in PRESETS:
        raise RequestError(422, f"error: expected one of {', '.join(PRESETS)}, got {error[:40]!r}")
    radius_m = PRESETS[error].radius_m if noise_m is None else noise_m
    return await run_in_threadpool(
        lambda: desk.order(_checked(walk_id, gpx, studio, error, radius_m, seed))
    )


@router.get("")
def state(walk_id: str, desk: Desk) -> Json:
    """Say how far it is."""
    return desk.state(walk_id)


@router.delete("")
def cancel(walk_id: str, desk: Desk) -> Json:
    """End whatever is being rendered."""
    desk.cancel()
    return desk.state(walk_id)


@router.get("/{name}")
def send(walk_id: str, name: str, desk: Desk) -> FileResponse:
    """Send what was rendered: ``walk.wav`` or ``timeline.svg``."""
    return FileResponse(desk.file(walk_id, name))


def _checked(
    walk_id: str, gpx: bytes, studio: Studio, place: str, radius_m: float, seed: int
) -> RenderOrder:
    """Read what was asked for, so that a wrong track is told at once."""
    name = require_walk_id(published_id(walk_id))
    text = _text(walk_id, name, studio)
    file = str(studio.store.published_path(name))
    track = parse_track(gpx, FILE)
    if track.duration_s > MAX_RENDER_S:
        raise RequestError(
            422,
            f"{FILE}: expected at most {MAX_RENDER_S / 60:.0f} minutes, got "
            f"{track.duration_s / 60:.1f}. Cut it, or use `latentwalk rehearse`",
        )
    require_near(parse_walk(text, file), track, FILE)
    return RenderOrder(walk_id, text, file, gpx.decode("utf-8-sig"), place, radius_m, seed)


def _text(walk_id: str, name: str, studio: Studio) -> str:
    """Return the document: the published one, or the draft as far as it can be walked."""
    if walk_id == name:
        text = studio.store.published_text(name)
        if text is None:
            raise UnknownWalkError(f"walk: expected one that is published, got {name!r}")
        return text
    number = studio.store.index(name).newest_good
    if number is None:
        raise RequestError(422, f"{name}: no version of this draft can be walked yet")
    return studio.store.text(name, number)
