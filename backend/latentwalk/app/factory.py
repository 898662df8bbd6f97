"""The FastAPI application around a server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.responses import Response

from latentwalk import __version__
from latentwalk.app import (
    draft_routes,
    encode_routes,
    file_routes,
    map_routes,
    owner_routes,
    publish_routes,
    relief_routes,
    render_routes,
    routes,
    schema_routes,
    share_routes,
    trust_routes,
)
from latentwalk.app.client_files import ClientFiles
from latentwalk.app.draft_routes import first_fault
from latentwalk.app.headers import Headers
from latentwalk.app.owner_pass import OwnerPass
from latentwalk.app.phone_door import PhoneDoor
from latentwalk.app.plain_page import plain_page
from latentwalk.app.server import Server
from latentwalk.domain.errors import (
    AccessCodeError,
    InputFileError,
    NotOwnerError,
    RequestError,
    StaleDraftError,
    UnknownWalkError,
)

ATTEND_EVERY_S = 0.5
PAGES = ("/w/", "/sheet/")  # seen by people, not by programs
ROUTINGS = (
    routes,
    schema_routes,
    trust_routes,
    owner_routes,
    draft_routes,
    publish_routes,
    file_routes,
    share_routes,
    relief_routes,
    render_routes,
    encode_routes,
    map_routes,
)


def create_app(server: Server, phones: PhoneDoor | None, owner_pass: OwnerPass) -> FastAPI:
    """Return the application that serves ``server``, its API and the built client.

    Args:
        server: What is behind.
        phones: The door for phones, if there is one.
        owner_pass: Lets the owner in from elsewhere.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        server.start()
        attending = asyncio.create_task(_attend(server))
        try:
            yield
        finally:
            attending.cancel()
            server.stop()

    app = FastAPI(title="Latentwalk", version=__version__, lifespan=lifespan)
    app.state.server, app.state.phones, app.state.owner_pass = server, phones, owner_pass
    app.add_middleware(Headers, tiles=server.settings.tiles)
    app.add_exception_handler(UnknownWalkError, _not_found)
    app.add_exception_handler(InputFileError, _unprocessable)
    app.add_exception_handler(NotOwnerError, _forbidden)
    app.add_exception_handler(AccessCodeError, _forbidden)
    app.add_exception_handler(StaleDraftError, _stale)
    app.add_exception_handler(RequestError, _not_done)
    app.add_exception_handler(RequestValidationError, _misread)
    app.add_exception_handler(HTTPException, _refused)
    for routing in ROUTINGS:
        app.include_router(routing.router)
    if server.settings.web_dir.is_dir():
        app.mount("/", ClientFiles(server.settings.web_dir), name="client")
    return app


async def _attend(server: Server) -> None:
    while True:
        await asyncio.sleep(ATTEND_EVERY_S)
        await server.reception.attend()


async def _not_found(request: Request, error: Exception) -> Response:
    if request.url.path.startswith(PAGES):
        return plain_page(
            str(error),
            "Cette marche n’est pas ouverte ici : demandez une autre adresse à qui vous a invité.",
            404,
        )
    return JSONResponse({"error": str(error)}, status_code=404)


async def _unprocessable(request: Request, error: Exception) -> Response:
    if request.url.path.startswith(PAGES):
        return plain_page(
            "This walk cannot be opened now: whoever composes it has to mend it first.",
            "Cette marche ne s’ouvre pas maintenant : qui la compose doit d’abord la réparer.",
            422,
        )
    return JSONResponse({"error": str(error)}, status_code=422)


async def _stale(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, StaleDraftError)
    return JSONResponse({"error": str(error), "version": error.version}, status_code=409)


async def _not_done(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestError)
    return JSONResponse({"error": str(error)}, status_code=error.status)


async def _misread(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return JSONResponse({"error": first_fault(error.errors()[0])}, status_code=422)


async def _forbidden(request: Request, error: Exception) -> Response:
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": str(error)}, status_code=403)
    return plain_page(
        str(error),
        "Page réservée à qui a lancé ce serveur : ouvrez-la sur l’ordinateur de Latentwalk, sous "
        "http://localhost, ou relancez le serveur et ouvrez le lien à usage unique qu’il affiche.",
        403,
    )


async def _refused(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return JSONResponse({"error": error.detail}, error.status_code, error.headers)
