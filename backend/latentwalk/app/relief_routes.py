"""HTTP: a draft's relief is ordered and fetched; for the owner only."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse, Response
from pydantic import Field, model_validator

from latentwalk.app.draft_document import parse_document, require_walk_id
from latentwalk.app.draft_routes import Ask, Body, Composing, parse_body
from latentwalk.app.owner_routes import owner_only
from latentwalk.app.relief import Grid
from latentwalk.app.relief_desk import Json, ReliefDesk
from latentwalk.domain.errors import RequestError

router = APIRouter(prefix="/api/drafts", dependencies=[Depends(owner_only)])
MAX_CELLS = 6_400  # 80 × 80: a minute of one core
MAX_METRES = 100_000.0
QUICK_S = 0.05  # a relief that is kept already is answered at once

Side = Annotated[float, Field(ge=-MAX_METRES, le=MAX_METRES, allow_inf_nan=False)]
Cells = Annotated[int, Field(ge=2, le=200)]


class _Order(Ask):
    bounds_m: tuple[Side, Side, Side, Side] = Field(strict=False)
    columns: Cells
    rows: Cells

    @model_validator(mode="after")
    def _is_ground(self) -> "_Order":
        west, south, east, north = self.bounds_m
        if not (west < east and south < north):
            raise ValueError("bounds_m: expected [west, south, east, north] with some ground in it")
        if self.columns * self.rows > MAX_CELLS:
            raise ValueError(f"expected at most {MAX_CELLS} cells")
        return self


def _desk(request: Request) -> ReliefDesk:
    desk: ReliefDesk = request.app.state.server.reliefs
    return desk


Desk = Annotated[ReliefDesk, Depends(_desk)]


@router.post("/{walk_id}/relief")
def order(walk_id: str, body: Body, studio: Composing, desk: Desk) -> Response:
    """Order a draft's relief: 202 and a job to ask for, or the relief if it is there."""
    asked = parse_body(_Order, parse_document(body, "body"))
    grid = Grid(*asked.bounds_m, asked.columns, asked.rows)
    number = studio.store.index(require_walk_id(walk_id)).newest_good
    if number is None:
        raise RequestError(422, f"{walk_id}: no version of this draft can be walked yet")
    text = studio.store.text(walk_id, number)
    job = desk.order(text, str(studio.store.published_path(walk_id)), grid)
    is_done = desk.wait(job, QUICK_S)
    return JSONResponse(desk.state(job), status_code=200 if is_done else 202)


@router.get("/{walk_id}/relief/{job}")
def fetch(walk_id: str, job: str, desk: Desk) -> Json:
    """Say how far a relief is, or return it."""
    return desk.state(job)
