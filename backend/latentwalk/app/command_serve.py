"""``latentwalk serve``."""

import logging
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from latentwalk.app.factory import create_app
from latentwalk.app.server import Server
from latentwalk.app.settings import Settings

DEFAULTS = Settings()


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = DEFAULTS.host,
    port: Annotated[int, typer.Option(help="TCP port; 0 takes a free one.")] = DEFAULTS.port,
    walk: Annotated[str, typer.Option(help="The walk offered first.")] = DEFAULTS.walk,
    walks_dir: Annotated[Path, typer.Option(help="Folder of *.geojson.")] = DEFAULTS.walks_dir,
    models_dir: Annotated[Path, typer.Option(help="Folder of models.")] = DEFAULTS.models_dir,
    walkers: Annotated[int, typer.Option(min=1, help="Most at once.")] = DEFAULTS.walkers,
    standby: Annotated[
        bool, typer.Option(help="Keep a second engine process ready to take over.")
    ] = DEFAULTS.standby,
) -> None:
    """Serve walks until Ctrl-C."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    settings = Settings(
        host=host,
        port=port,
        walk=walk,
        walks_dir=walks_dir,
        models_dir=models_dir,
        walkers=walkers,
        standby=standby,
    )
    typer.echo("Loading the model …")
    server = Server(settings)
    config = uvicorn.Config(
        create_app(server),
        host=host,
        port=port,
        loop="uvloop",  # half the event loop's cost, which the tick thread would wait for
        ws="websockets-sansio",
        ws_per_message_deflate=False,  # Opus does not compress further; deflate costs memory
        ws_max_size=64 * 1024,
        ws_ping_interval=20.0,
        ws_ping_timeout=60.0,
        timeout_graceful_shutdown=3,
        log_level="warning",
    )
    _Announcing(config, server).run()


class _Announcing(uvicorn.Server):
    """A server that says where it is once it listens."""

    def __init__(self, config: uvicorn.Config, server: Server) -> None:
        super().__init__(config)
        self._behind = server

    async def startup(self, sockets: list[object] | None = None) -> None:  # type: ignore[override]
        await super().startup(sockets)  # type: ignore[arg-type]
        if self.should_exit:
            return
        port = self.servers[0].sockets[0].getsockname()[1]
        typer.echo(_welcome(self._behind, f"http://localhost:{port}"))


def _welcome(server: Server, url: str) -> str:
    has_client = server.settings.web_dir.is_dir()
    lines = [
        f"Latentwalk is open: {url}",
        "  Put headphones on, open that page in a browser, and walk indoors with the keys.",
        f"  Walks: {', '.join(str(walk['id']) for walk in server.library.listing())}",
        "  Stop with Ctrl-C.",
    ]
    if not has_client:
        lines.insert(1, "  The web client is not built yet: run `make web`.")
    return "\n".join(lines)
