"""``latentwalk render``: a walk, a track and a recording in, a stereo WAV out."""

import json
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from latentwalk.app.ground_maker import whole_ground
from latentwalk.app.latent_export import load_latents, save_latents
from latentwalk.app.located_files import located_of
from latentwalk.app.settings import Settings
from latentwalk.audio.files import read_sound, write_sound
from latentwalk.audio.loudness import integrated_lufs, peak_db
from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples
from latentwalk.domain.errors import ModelFileError, TrackFileError
from latentwalk.domain.ids import ModelId
from latentwalk.domain.sound import Sound
from latentwalk.domain.walk import Walk
from latentwalk.domain.words import words_in
from latentwalk.engine.manifest import find_models
from latentwalk.engine.options import EXACT, EngineOptions, Precision
from latentwalk.geo.gpx import Track, load_track
from latentwalk.geo.walkfile import load_walk
from latentwalk.latent.noise import session_key
from latentwalk.session.hall import Hall
from latentwalk.session.planting import Planting
from latentwalk.session.playback import play
from latentwalk.session.port import Port
from latentwalk.session.render import Rendering, Step
from latentwalk.session.render import render as render_walk

DEFAULTS = Settings()
POSE_EVERY_S = 0.05  # 20 Hz, as a phone sends


def render(
    walk: Annotated[Path, typer.Option(help="The walk, a GeoJSON file.")],
    out: Annotated[Path, typer.Option(help="The stereo WAV to write.")],
    track: Annotated[Path | None, typer.Option(help="Where the walker goes, a GPX file.")] = None,
    mic: Annotated[Path | None, typer.Option(help="What the microphone hears.")] = None,
    model: Annotated[str | None, typer.Option(help="Another model for the whole walk.")] = None,
    seed: Annotated[int | None, typer.Option(help="Another seed than the walk's.")] = None,
    dry_db: Annotated[float | None, typer.Option(help="Mix the mic itself in, dB.")] = None,
    latents_out: Annotated[
        Path | None,
        typer.Option(help="Also write the walk's model's latents, one channel each, for nn~."),
    ] = None,
    latents_in: Annotated[
        Path | None, typer.Option(help="Play such a file instead of a track.")
    ] = None,
    models_dir: Annotated[Path, typer.Option(help="Folder of models.")] = DEFAULTS.models_dir,
    precision: Annotated[
        Precision, typer.Option(help="fp32 gives the same bytes each time; auto may be faster.")
    ] = EXACT.precision,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
) -> None:
    """Render a walk offline, through the same function as the live server."""
    document = _with(load_walk(walk), model, seed)
    key = session_key(document.seed, 0)
    if (track is None) == (latents_in is None):
        raise typer.BadParameter("expected either a track or latents to play, one of them")
    options = EngineOptions(precision=precision)
    if latents_in is not None:
        report = _play(document, latents_in, out, key, models_dir, options)
    else:
        assert track is not None
        sound = None if mic is None else read_sound(mic, SAMPLE_RATE_HZ, 1)[0]
        dry_gain = 0.0 if dry_db is None else 10.0 ** (dry_db / 20.0)
        steps = _steps(load_track(track), document, track)
        given = _Given(steps, sound, key, dry_gain, options)
        report = _walk(document, walk.parent, given, out, latents_out, models_dir, as_json)
    typer.echo(json.dumps(report) if as_json else _in_words(report, out))


@dataclass(frozen=True, slots=True)
class _Given:
    """What one walker brings, and how the models shall compute it."""

    steps: list[Step]
    sound: Samples | None
    noise_key: int
    dry_gain: float
    options: EngineOptions


def _walk(
    document: Walk,
    walks_dir: Path,
    given: _Given,
    out: Path,
    latents_out: Path | None,
    models_dir: Path,
    quiet: bool,
) -> dict[str, object]:
    """Walk the track, write the sound (and the latents), return the report."""
    ports = ports_of(document, models_dir, given.options)
    contracts = {port.contract.model_id: port.contract for port in ports}
    ground = whole_ground(document, contracts, walks_dir, models_dir, DEFAULTS.state_dir)
    hall = Hall(ports, 1, located=located_of(document, walks_dir))
    began_s = time.monotonic()
    with typer.progressbar(length=1000, label="Walking", hidden=quiet) as bar:
        rendering = render_walk(
            hall,
            ground,
            given.steps,
            given.sound,
            given.noise_key,
            given.dry_gain,
            on_tick=lambda done, total: bar.update(1000 * done // total - bar.pos),
        )
    elapsed_s = time.monotonic() - began_s
    write_sound(out, rendering.stereo, SAMPLE_RATE_HZ)
    if latents_out is not None:
        save_latents(latents_out, rendering.latents[document.model], ports[0].contract)
    return _report(rendering, document, hall, elapsed_s)


def _play(
    document: Walk,
    latents_in: Path,
    out: Path,
    key: int,
    models_dir: Path,
    options: EngineOptions,
) -> dict[str, object]:
    """Decode written latents by the walk's own model; return the report."""
    pool = ports_of(replace(document, zones=(), outside=Sound()), models_dir, options)[0].pool
    latents = load_latents(latents_in, pool.contract)
    began_s = time.monotonic()
    stereo = play(pool, latents, key)
    elapsed_s = time.monotonic() - began_s
    write_sound(out, stereo, SAMPLE_RATE_HZ)
    steps = int(latents.shape[1])
    return {"model": document.model, "latent_steps": steps, **_heard(stereo, elapsed_s)}


def _with(walk: Walk, model: str | None, seed: int | None) -> Walk:
    """Apply the command line's model and seed to the document."""
    if model is not None:
        zones = tuple(replace(z, sound=replace(z.sound, model=None)) for z in walk.zones)
        outside = replace(walk.outside, model=None)
        walk = replace(walk, model=ModelId(model), zones=zones, outside=outside)
    return walk if seed is None else replace(walk, seed=seed)


def _steps(track: Track, walk: Walk, file: Path) -> list[Step]:
    """Bring the track onto the walk's ground; a local walk is planted at its first point."""
    planting = Planting(walk)
    times_s = np.arange(0.0, track.duration_s, POSE_EVERY_S).tolist() + [track.duration_s]
    steps = []
    for time_s in times_s:
        pose = track.at(time_s)
        position = planting.to_local(pose, time_s)
        if position is None:
            raise TrackFileError(
                file, f"second {time_s:.2f}", "expected a place within 50 km of the walk",
                "Give another track, or move the walk's origin",
            )  # fmt: skip
        steps.append(Step(time_s, position, pose.heading_deg))
    if track.duration_s <= 0.0:
        raise TrackFileError(file, "", "expected at least two points at different times")
    return steps


def ports_of(walk: Walk, models_dir: Path, options: EngineOptions = EXACT) -> list[Port]:
    """Load every model the walk names into this process."""
    from latentwalk.engine.local import LocalPool  # torch: only those who render pay for it

    named = {walk.model: None}
    for sound in (*(zone.sound for zone in walk.zones), walk.outside):
        named[sound.model or walk.model] = None
    known = {m.model.id: m for m in find_models(models_dir)}
    missing = [name for name in named if name not in known]
    if missing:
        raise ModelFileError(
            models_dir,
            missing[0],
            f"expected one of {', '.join(sorted(known)) or 'none'}",
            "Give --model, or --models-dir with that model in it",
        )
    return [Port(LocalPool(known[name], options=options), 1) for name in named]


def _report(rendering: Rendering, walk: Walk, hall: Hall, elapsed_s: float) -> dict[str, object]:
    titles = {str(zone.id): words_in(zone.title) for zone in walk.zones}
    visited = rendering.zone_seconds.items()
    return {
        "walk": walk.id,
        "model": walk.model,
        "seed": walk.seed,
        "zones": [{"id": z, "title": titles[z], "seconds": s} for z, s in visited],
        "blocks": rendering.blocks,
        "latency_frames": hall.latency_frames,
        **_heard(rendering.stereo, elapsed_s),
    }


def _heard(stereo: Samples, elapsed_s: float) -> dict[str, object]:
    duration_s = stereo.shape[1] / SAMPLE_RATE_HZ
    return {
        "duration_s": round(duration_s, 3),
        "peak_dbfs": round(max(-120.0, peak_db(stereo)), 2),
        "loudness_lufs": round(max(-120.0, integrated_lufs(stereo, SAMPLE_RATE_HZ)), 2),
        "real_time_factor": round(duration_s / elapsed_s, 2),
    }


def _in_words(report: dict[str, object], out: Path) -> str:
    zones = report.get("zones")
    if zones is None:
        what = f"{report['latent_steps']} latent steps of {report['model']}"
    else:
        assert isinstance(zones, list)
        heard = ", ".join(f"{z['title']} {z['seconds']:.0f} s" for z in zones)
        what = f"heard {heard or 'the outside alone'}"
    return (
        f"{out}: {report['duration_s']:.1f} s, {what}; "
        f"peak {report['peak_dbfs']} dBFS, {report['loudness_lufs']} LUFS; "
        f"{report['real_time_factor']} × real time"
    )
