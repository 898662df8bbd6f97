"""``latentwalk serve``."""

import asyncio
import logging
import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from latentwalk.app.announcement import announcement, new_address
from latentwalk.app.factory import create_app
from latentwalk.app.ground_map import Tiles
from latentwalk.app.listening import Listener, bind, serve_all
from latentwalk.app.owner_pass import OwnerPass
from latentwalk.app.phone_door import PhoneDoor
from latentwalk.app.server import Server
from latentwalk.app.settings import Settings
from latentwalk.domain.clock import MonotonicClock
from latentwalk.domain.errors import CertificateError, LatentwalkError, ListenError
from latentwalk.engine.options import Device, Precision

LOG = logging.getLogger("latentwalk")
DEFAULTS = Settings()
LOOK_EVERY_S = 20.0  # at the network: a laptop that has changed its Wi-Fi
FOLDER = "authority"


def serve(
    host: Annotated[str, typer.Option(help="Address to listen on, http.")] = DEFAULTS.host,
    port: Annotated[int, typer.Option(help="TCP port, http; 0: a free one.")] = DEFAULTS.port,
    lan: Annotated[bool, typer.Option(help="Let phones of this network in, https.")] = DEFAULTS.lan,
    https_port: Annotated[
        int, typer.Option(help="TCP port, https; 0: a free one.")
    ] = DEFAULTS.https_port,
    qr: Annotated[
        bool | None, typer.Option(help="Draw the phones' address (default: in a terminal).")
    ] = None,
    walk: Annotated[str, typer.Option(help="Offered first, until one is chosen.")] = DEFAULTS.walk,
    walks_dir: Annotated[Path, typer.Option(help="Folder of *.geojson.")] = DEFAULTS.walks_dir,
    models_dir: Annotated[Path, typer.Option(help="Folder of models.")] = DEFAULTS.models_dir,
    state_dir: Annotated[
        Path, typer.Option(help="Where the authority that phones trust is kept.")
    ] = DEFAULTS.state_dir,
    walkers: Annotated[int, typer.Option(min=1, help="Most at once.")] = DEFAULTS.walkers,
    standby: Annotated[
        bool, typer.Option(help="Keep a second engine process ready to take over.")
    ] = DEFAULTS.standby,
    precision: Annotated[
        Precision, typer.Option(help="auto: the fastest proved; fp32: exact; or as exported.")
    ] = DEFAULTS.precision,
    device: Annotated[Device, typer.Option(help="What computes the models.")] = DEFAULTS.device,
    tiles: Annotated[
        str, typer.Option(help="Map tiles the editor may show: https://…/{z}/{x}/{y}.png.")
    ] = "",
    tiles_attribution: Annotated[str, typer.Option(help="Whose map they are.")] = "",
) -> None:
    """Serve walks until Ctrl-C."""
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(message)s")
    settings = Settings(
        host=host,
        port=port,
        lan=lan,
        https_port=https_port,
        state_dir=state_dir,
        walk=walk,
        walks_dir=walks_dir,
        models_dir=models_dir,
        walkers=walkers,
        standby=standby,
        precision=precision,
        device=device,
        tiles=Tiles(tiles, tiles_attribution) if tiles else None,
    )
    _run(settings, _is_seen() if qr is None else qr)


def _run(settings: Settings, with_qr: bool) -> None:
    """Serve on both doors; ports are taken first, so that a taken one is told at once."""
    sockets = bind([settings.host], settings.port)
    phones = _open_for_phones(settings)
    typer.echo("Loading the model …")
    server, owner_pass = Server(settings), OwnerPass(MonotonicClock())
    door = phones if isinstance(phones, PhoneDoor) else None
    app = create_app(server, door, owner_pass)
    listeners = [Listener(app, sockets)]
    if door is not None:
        listeners.append(Listener(app, door.sockets, door.context))

    def announce() -> None:
        url = f"http://localhost:{listeners[0].port}"
        # The code brings its own colours, which a pipe shall keep when it was asked for.
        typer.echo(announcement(server, url, phones, owner_pass, with_qr), color=with_qr or None)

    caught = uvloop.run(
        serve_all(app, listeners, announce, None if door is None else partial(_watch, door))
    )
    if caught:  # end as whoever sent it expects: Ctrl-C is 130
        signal.raise_signal(caught[-1])


def _open_for_phones(settings: Settings) -> PhoneDoor | str:
    """Return the door for phones, or one line that says why there is none."""
    if not settings.lan:
        return ""
    try:
        return PhoneDoor(settings.state_dir / FOLDER, settings.https_port)
    except ListenError as error:
        return f"Phones cannot come in: {error}. Choose another with --https-port."
    except CertificateError as error:
        return f"Phones cannot come in: {error}."


async def _watch(phones: PhoneDoor) -> None:
    while True:
        await asyncio.sleep(LOOK_EVERY_S)
        try:
            if await asyncio.to_thread(phones.refresh):
                typer.echo(new_address(phones))
        except (LatentwalkError, OSError) as error:  # who walks already goes on
            LOG.warning("the network was not looked at: %s", error)


def _is_seen() -> bool:
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
