"""The command line: ``latentwalk serve``, ``render``, ``zones`` and so on, one file a command."""

import sys

import typer

from latentwalk.app import (
    command_bench,
    command_load,
    command_models,
    command_rehearse,
    command_render,
    command_serve,
    command_train,
    command_zones,
)
from latentwalk.domain.errors import LatentwalkError

app = typer.Typer(
    help="Walk through the latent space of a neural audio model.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("serve")(command_serve.serve)
app.command("render")(command_render.render)
app.command("rehearse")(command_rehearse.rehearse)
app.command("train")(command_train.train)
app.command("load")(command_load.load)
app.add_typer(command_bench.app, name="bench")
app.add_typer(command_models.app, name="models")
app.add_typer(command_zones.app, name="zones")


def main() -> None:
    """Run one command; a wrong input is one line and exit code 2, never a traceback."""
    try:
        app()
    except LatentwalkError as error:
        typer.echo(f"latentwalk: {error}", err=True)
        sys.exit(2)
