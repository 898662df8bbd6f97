"""``latentwalk bench``: measure this machine, with its conditions."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
import uvloop

from latentwalk.app import bench_engine, bench_fences
from latentwalk.app.command_load import in_words
from latentwalk.app.load import LoadReport, run_load
from latentwalk.app.machine import machine
from latentwalk.app.settings import Settings
from latentwalk.audio.files import read_sound
from latentwalk.domain.block import SAMPLE_RATE_HZ
from latentwalk.domain.errors import EngineClosedError

DEFAULTS = Settings()

app = typer.Typer(invoke_without_command=True)
app.command("fences")(bench_fences.fences)
app.command("engine")(bench_engine.engine)


@app.callback()
def bench(
    context: typer.Context,
    walkers: Annotated[int, typer.Option(min=2, help="Of the crowded run.")] = 10,
    seconds: Annotated[float, typer.Option(min=10.0, help="Of the crowded run.")] = 60.0,
    mic: Annotated[Path | None, typer.Option(help="What the crowd's microphones hear.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
) -> None:
    """Start a server of our own and time it: one walker alone, then a crowd."""
    if context.invoked_subcommand is not None:
        return
    sound = None if mic is None else read_sound(mic, SAMPLE_RATE_HZ, 1)[0]
    with _server() as url:
        alone = uvloop.run(run_load(url, DEFAULTS.walk, 1, max(10.0, seconds / 2.0)))
        crowd = uvloop.run(run_load(url, DEFAULTS.walk, walkers, seconds, sound))
    if as_json:
        report = {"machine": machine(), "alone": asdict(alone), "crowd": asdict(crowd)}
        typer.echo(json.dumps(report))
    else:
        typer.echo(f"{machine()}\n\n{_titled(alone, seconds / 2.0)}\n\n{_titled(crowd, seconds)}")


def _titled(report: LoadReport, seconds: float) -> str:
    who = "one walker" if report.walkers == 1 else f"{report.walkers} walkers"
    return f"{who}, full duplex Opus, {max(10.0, seconds):.0f} s\n{in_words(report)}"


@contextmanager
def _server() -> Iterator[str]:
    """Run ``latentwalk serve`` on a free port for as long as the context is open."""
    command = [sys.executable, "-m", "latentwalk", "serve", "--port", "0", "--no-lan"]
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    try:
        yield _url_of(process)
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def _url_of(process: "subprocess.Popen[str]") -> str:
    said = []
    for line in process.stdout or ():
        said.append(line)
        if found := re.search(r"http://localhost:(\d+)", line):
            return f"http://127.0.0.1:{found[1]}"
    raise EngineClosedError(f"the server ended before it listened: {''.join(said).strip()}")
