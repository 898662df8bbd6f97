"""HTTP: what the editor may lay under a walk, for the owner only."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse
from pydantic import JsonValue

from latentwalk.app.ground_map import map_file, map_files
from latentwalk.app.owner_routes import owner_only
from latentwalk.app.server import Server

router = APIRouter(prefix="/api/maps", dependencies=[Depends(owner_only)])

CONTENT_TYPE = "application/vnd.pmtiles"


@router.get("")
def maps(request: Request) -> dict[str, JsonValue]:
    """Say which tiles are allowed and which map files lie beside the walks."""
    server: Server = request.app.state.server
    tiles = server.settings.tiles
    allowed: JsonValue = None
    if tiles is not None:
        allowed = {"address": tiles.address, "attribution": tiles.attribution}
    return {"tiles": allowed, "files": [*map_files(server.settings.walks_dir)]}


@router.get("/{name}")
def send(name: str, request: Request) -> FileResponse:
    """Send a map file, or the range of it that is asked for."""
    server: Server = request.app.state.server
    return FileResponse(map_file(server.settings.walks_dir, name), media_type=CONTENT_TYPE)
