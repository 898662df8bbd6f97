"""The FastAPI application around a server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.staticfiles import StaticFiles

from latentwalk import __version__
from latentwalk.app.headers import Headers
from latentwalk.app.routes import router
from latentwalk.app.server import Server
from latentwalk.domain.errors import InputFileError, UnknownWalkError

EXPIRE_EVERY_S = 0.5


def create_app(server: Server) -> FastAPI:
    """Return the application that serves ``server``, its API and the built client."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        server.start()
        expiring = asyncio.create_task(_expire(server))
        try:
            yield
        finally:
            expiring.cancel()
            server.stop()

    app = FastAPI(title="Latentwalk", version=__version__, lifespan=lifespan)
    app.state.server = server
    app.add_middleware(Headers)
    app.add_exception_handler(UnknownWalkError, _not_found)
    app.add_exception_handler(InputFileError, _unprocessable)
    app.include_router(router)
    if server.settings.web_dir.is_dir():
        app.mount("/", StaticFiles(directory=server.settings.web_dir, html=True), name="client")
    return app


async def _expire(server: Server) -> None:
    while True:
        await asyncio.sleep(EXPIRE_EVERY_S)
        server.registry.expire(server.pacer.media_time_s())


async def _not_found(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": str(error)}, status_code=404)


async def _unprocessable(request: Request, error: Exception) -> JSONResponse:
    return JSONResponse({"error": str(error)}, status_code=422)
