"""``latentwalk load``: drive a running server with many walkers."""

from pathlib import Path
from typing import Annotated

import typer
import uvloop

from latentwalk.app.load import LoadReport, run_load
from latentwalk.app.settings import Settings
from latentwalk.audio.files import read_sound
from latentwalk.domain.block import SAMPLE_RATE_HZ


def load(
    url: Annotated[str, typer.Option(help="Of a running server.")] = "http://localhost:8000",
    walkers: Annotated[int, typer.Option(min=1, help="How many at once.")] = 10,
    listeners: Annotated[int, typer.Option(min=0, help="How many more without a mic.")] = 0,
    seconds: Annotated[float, typer.Option(min=5.0, help="How long.")] = 60.0,
    walk: Annotated[str, typer.Option(help="Which walk.")] = Settings().walk,
    mic: Annotated[Path | None, typer.Option(help="What their microphones hear.")] = None,
    decode: Annotated[bool, typer.Option("--decode", help="Decode what comes.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
) -> None:
    """Walk with many synthetic walkers over real WebSockets, and say what they met."""
    sound = None if mic is None else read_sound(mic, SAMPLE_RATE_HZ, 1)[0]
    report = uvloop.run(run_load(url, walk, walkers, seconds, sound, listeners, decode))
    typer.echo(report.to_json() if as_json else in_words(report))


def in_words(report: LoadReport) -> str:
    """Return the report as a few short lines."""
    delays = report.mic_to_ear_ms
    return (
        f"{report.admitted} of {report.walkers} walkers admitted, "
        f"{report.disconnected} disconnected, {report.waiting} waiting\n"
        f"{_waits(report)}"
        f"missed blocks {report.missed_ratio:.3%}, concealed sound {report.concealed_ratio:.3%}\n"
        f"mic to ear p50 {delays.p50} ms, p95 {delays.p95} ms, p99 {delays.p99} ms "
        f"({report.chirps} chirps)\n"
        f"server {report.server_share_per_walker:.2%} of a core a walker, "
        f"event loop p99 {report.event_loop_lag_p99_ms} ms late"
    )


def _waits(report: LoadReport) -> str:
    if not report.waited:
        return ""
    heard = report.waiting_concealed_ratio
    concealed = "" if heard is None else f", {heard:.3%} concealed of what they heard"
    return f"{report.waited} had to wait, up to {report.longest_wait_s:.1f} s{concealed}\n"
