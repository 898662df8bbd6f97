"""``latentwalk rehearse``: a walk and a track in, what a phone would make of it out."""

import json
import time
from pathlib import Path
from typing import Annotated

import typer

from latentwalk.app.command_render import ports_of
from latentwalk.app.ground_maker import whole_ground
from latentwalk.app.located_files import located_of
from latentwalk.app.rehearsing import Report, report_of, require_near, walker_of
from latentwalk.app.settings import Settings
from latentwalk.app.timeline_picture import timeline_svg
from latentwalk.audio.files import read_sound, write_sound
from latentwalk.domain.block import SAMPLE_RATE_HZ
from latentwalk.domain.walk import Walk
from latentwalk.domain.words import words_in
from latentwalk.geo.gpx import load_track
from latentwalk.geo.surroundings import PRESETS, Surroundings
from latentwalk.geo.walkfile import load_walk
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.port import Port
from latentwalk.session.rehearsal import Rehearsal, Rehearsed
from latentwalk.session.rehearsal import rehearse as rehearse_walk
from latentwalk.session.rehearsal_report import SILENT_DB, ZoneReport, hush_reports, zone_reports

DEFAULTS = Settings()
FASTEST = 10.0


def rehearse(
    walk: Annotated[Path, typer.Argument(help="The walk, a GeoJSON file.")],
    track: Annotated[Path, typer.Option(help="Where the walker truly goes, a GPX file.")],
    speed: Annotated[
        float, typer.Option(min=1.0, max=FASTEST, help="Walk so many times as fast.")
    ] = 1.0,
    error: Annotated[
        str, typer.Option(help=f"Where the phone errs: {', '.join(PRESETS)}.")
    ] = "street",
    noise_m: Annotated[
        float | None, typer.Option(min=0.0, max=100.0, help="Another 68 % radius of the error.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Which errors of many.")] = 0,
    mic: Annotated[Path | None, typer.Option(help="What the microphone hears.")] = None,
    out: Annotated[Path | None, typer.Option(help="The stereo WAV to write.")] = None,
    timeline: Annotated[Path | None, typer.Option(help="The picture to write, an SVG.")] = None,
    models_dir: Annotated[Path, typer.Option(help="Folder of models.")] = DEFAULTS.models_dir,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
) -> None:
    """Rehearse a walk with a phone that errs, through the same session as a real one."""
    if timeline is not None and timeline.suffix.lower() != ".svg":
        raise typer.BadParameter(f"timeline: expected a file that ends in .svg, got {timeline}")
    place = _surroundings(error, noise_m)
    document, way = load_walk(walk), load_track(track)
    require_near(document, way, track)
    sound = None if mic is None else read_sound(mic, SAMPLE_RATE_HZ, 1)[0]
    walker = walker_of(document, way, place, speed, seed, sound)
    rehearsal, took_s = _rehearse(document, walker, walk.parent, models_dir, as_json)
    if out is not None:
        write_sound(out, rehearsal.stereo, SAMPLE_RATE_HZ)
    if timeline is not None:
        timeline.write_text(timeline_svg(document, rehearsal), encoding="utf-8")
    report: Report = {
        "walk": document.id,
        "error": error,
        "noise_m": place.radius_m,
        "seed": seed,
        "speed": speed,
        **report_of(document, rehearsal),
        "real_time_factor": round(walker.duration_s / took_s, 2),
    }
    typer.echo(json.dumps(report) if as_json else _in_words(document, rehearsal, report))


def _surroundings(error: str, noise_m: float | None) -> Surroundings:
    if error not in PRESETS:
        raise typer.BadParameter(f"error: expected one of {', '.join(PRESETS)}, got {error!r}")
    place = PRESETS[error]
    return place if noise_m is None else place.with_radius(noise_m)


def _rehearse(
    document: Walk, walker: Rehearsed, walks_dir: Path, models_dir: Path, quiet: bool
) -> tuple[Rehearsal, float]:
    """Walk it; return how it went and how many seconds that took."""
    ports = ports_of(document, models_dir)
    ground = _ground(document, ports, walks_dir, models_dir)
    began_s = time.monotonic()
    with typer.progressbar(length=1000, label="Rehearsing", hidden=quiet) as bar:
        rehearsal = rehearse_walk(
            Hall(ports, 1, located=located_of(document, walks_dir)),
            ground,
            walker,
            on_tick=lambda done, total: bar.update(1000 * done // total - bar.pos),
        )
    return rehearsal, time.monotonic() - began_s


def _ground(walk: Walk, ports: list[Port], walks_dir: Path, models_dir: Path) -> Ground:
    """Make the walk ready, with what it plants."""
    contracts = {port.contract.model_id: port.contract for port in ports}
    return whole_ground(walk, contracts, walks_dir, models_dir, DEFAULTS.state_dir)


def _in_words(walk: Walk, rehearsal: Rehearsal, report: Report) -> str:
    """Write the report as lines for people."""
    titles = {str(zone.id): words_in(zone.title) for zone in walk.zones}
    lines = [_zone_line(zone, titles[zone.id]) for zone in zone_reports(walk, rehearsal)]
    for hush in hush_reports(walk, rehearsal):
        inside = "" if hush.loudest_db is None else f", within it {_level(hush.loudest_db, 'dBFS')}"
        lines.append(f"hush {hush.id}: came to {hush.nearest_m} m of it{inside}")
    error = report["position_error_m"]
    assert isinstance(error, dict)
    lines.append(
        f"{report['duration_s']} s; position off by {error['median']} m, at times "
        f"{error['p95']} m; {report['loudness_lufs']} LUFS, peak {report['peak_dbfs']} dBFS; "
        f"{report['real_time_factor']} × real time"
    )
    return "\n".join(lines)


def _zone_line(zone: ZoneReport, title: str) -> str:
    loudness = "never most of it"
    if zone.loudness_lufs is not None:
        loudness = _level(zone.loudness_lufs, "LUFS")
    flicker = f", {zone.flicker} of them flicker" if zone.flicker else ""
    return (
        f"{title or zone.id}: heard {zone.heard_s} s, {loudness}; edge crossed "
        f"{zone.crossings} times, {zone.changes} changes{flicker}"
    )


def _level(level_db: float, unit: str) -> str:
    return "silent" if level_db <= SILENT_DB else f"{level_db} {unit}"
