"""HTTP: a moment of a recording as latents, to be kept as a swatch; for the owner only."""

import tempfile
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from pydantic import Field

from latentwalk.app.body import read_body
from latentwalk.app.draft_document import parse_document, require_walk_id
from latentwalk.app.draft_routes import Ask, Body, Composing, parse_body
from latentwalk.app.owner_routes import owner_only
from latentwalk.app.side_process import Json, SideProcess
from latentwalk.app.upload import MAX_SOUND_BYTES, MAX_SOUND_S, kind_of, require_name
from latentwalk.domain.errors import RequestError

router = APIRouter(prefix="/api/encode", dependencies=[Depends(owner_only)])

Moment = Annotated[float, Field(ge=0.0, le=MAX_SOUND_S, allow_inf_nan=False)]


class _Encode(Ask):
    model: str = Field(max_length=128)
    file: str
    walk: str
    at_s: Moment = 0.0


def _encoder(request: Request) -> SideProcess:
    process: SideProcess = request.app.state.server.encoder
    return process


async def _recording(request: Request) -> bytes:
    owner_only(request)
    return await read_body(request, MAX_SOUND_BYTES)


Encoding = Annotated[SideProcess, Depends(_encoder)]


@router.post("")
def encode(body: Body, studio: Composing, encoder: Encoding) -> Json:
    """Return the latents of a walk's sound file at a time."""
    asked = parse_body(_Encode, parse_document(body, "body"))
    path = studio.sounds_dir(require_walk_id(asked.walk)) / require_name(asked.file)
    if not path.is_file():
        raise RequestError(404, f"file: {asked.walk} has no file {asked.file}")
    return encoder.ask({"model": asked.model, "path": str(path), "at_s": asked.at_s})


@router.post("/recording")
def encode_recording(
    content: Annotated[bytes, Depends(_recording)],
    encoder: Encoding,
    model: Annotated[str, Query(max_length=128)],
    at_s: Annotated[float, Query(ge=0.0, le=MAX_SOUND_S, allow_inf_nan=False)] = 0.0,
) -> Json:
    """Return the latents of a recording that is the body; it is not kept."""
    with tempfile.TemporaryDirectory(prefix="latentwalk-") as folder:
        path = Path(folder) / "recording"
        path.write_bytes(content)
        if kind_of(path) not in {".wav", ".flac", ".ogg", ".mp3"}:
            raise RequestError(415, "expected a sound, got a picture")
        return encoder.ask({"model": model, "path": str(path), "at_s": at_s})
