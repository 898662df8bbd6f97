"""``latentwalk zones``: check a walk document, describe it, bring maps in and out."""

import json
from pathlib import Path
from typing import Annotated

import typer

from latentwalk.app.settings import Settings
from latentwalk.domain.errors import MapFileError, WalkFileError
from latentwalk.domain.hush import HushKind
from latentwalk.engine.manifest import find_models
from latentwalk.geo.check import ACCURACY_M, check_document
from latentwalk.geo.document.schema import walk_schema
from latentwalk.geo.exchange.gpx_export import gpx_of
from latentwalk.geo.exchange.importing import MAX_BYTES, draw
from latentwalk.geo.exchange.into_walk import NEAR_M, into_walk
from latentwalk.geo.exchange.walk_of import (
    RADIUS_M,
    WIDTH_M,
    PointsAs,
    Wishes,
    text_of,
    walk_of,
)
from latentwalk.geo.report import Finding, Report
from latentwalk.geo.walkfile import read_text

DEFAULTS = Settings()
app = typer.Typer(help="Walk documents: check them, bring maps in and out.")


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="A walk, *.geojson.")],
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    accuracy_m: Annotated[
        float, typer.Option(min=0.1, max=100.0, help="Metres that positions err there.")
    ] = ACCURACY_M,
    models_dir: Annotated[Path, typer.Option(help="Folder of models.")] = DEFAULTS.models_dir,
) -> None:
    """Say all that is wrong with a walk, and what may trouble who walks it (exit code 0 or 2)."""
    report = _report(file, accuracy_m, models_dir)
    if as_json:
        typer.echo(json.dumps(report.to_json(), ensure_ascii=False))
    else:
        for finding in report.errors:
            typer.echo(f"error: {_line(finding)}", err=True)
        for finding in report.warnings:
            typer.echo(f"warning: {_line(finding)}")
        typer.echo(_summary(file, report), err=not report.ok)
    raise typer.Exit(0 if report.ok else 2)


@app.command("schema")
def schema() -> None:
    """Print the JSON Schema of a walk."""
    typer.echo(json.dumps(walk_schema(), indent=2, ensure_ascii=False))


@app.command("import")
def import_map(
    file: Annotated[Path, typer.Argument(help="A map: *.gpx, *.kml or plain *.geojson.")],
    out: Annotated[Path, typer.Option(help="The walk to write, *.geojson.")],
    width_m: Annotated[
        float, typer.Option(min=0.1, max=50_000.0, help="Width of what is a line.")
    ] = WIDTH_M,
    radius_m: Annotated[
        float, typer.Option(min=0.1, max=50_000.0, help="Radius of points that become ground.")
    ] = RADIUS_M,
    points: Annotated[PointsAs, typer.Option(help="What points become.")] = PointsAs.LANDMARKS,
    hush: Annotated[
        HushKind | None, typer.Option(help="Import everything as hushes of this kind.")
    ] = None,
    into: Annotated[
        Path | None, typer.Option(help="Add to this walk what lies near its zones.")
    ] = None,
    near_m: Annotated[float, typer.Option(min=0.0, help="How near, with --into.")] = NEAR_M,
    model: Annotated[str, typer.Option(help="The model of a new walk.")] = "voices",
) -> None:
    """Make a walk of a map: lines become corridors, areas zones, points landmarks."""
    drawing = draw(_content(file), str(file))
    wishes = Wishes(width_m, radius_m, points, hush, model)
    if into is None:
        document = walk_of(drawing, str(file), wishes)
    else:
        document = into_walk(read_text(into), str(into), drawing, wishes, near_m)
    text = text_of(document)
    _write(out, text)
    report = check_document(text, str(out))
    typer.echo(f"{out}: {len(document['features'])} Features")
    for finding in (*report.errors, *report.warnings):
        typer.echo(f"{'warning' if report.ok else 'error'}: {_line(finding)}", err=True)


@app.command("export")
def export(
    file: Annotated[Path, typer.Argument(help="A geographic walk, *.geojson.")],
    out: Annotated[Path, typer.Option(help="The map to write, *.gpx.")],
) -> None:
    """Write the geometry of a walk as GPX: outlines, corridors and points."""
    _write(out, gpx_of(read_text(file), str(file)))
    typer.echo(str(out))


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            return opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise MapFileError(file, "", f"cannot be read: {error.strerror or error}") from error


def _write(file: Path, text: str) -> None:
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MapFileError(file, "", f"cannot be written: {error.strerror or error}") from error


def _report(file: Path, accuracy_m: float, models_dir: Path) -> Report:
    try:
        text = read_text(file)
    except WalkFileError as error:
        return Report((Finding("", error.place, error.problem),))
    models = {manifest.model.id for manifest in find_models(models_dir)}
    sounds = file.with_suffix(".sounds")
    files = {path.name for path in sounds.iterdir()} if sounds.is_dir() else set()
    return check_document(text, str(file), models, files, accuracy_m)


def _line(finding: Finding) -> str:
    place = ", ".join(part for part in (finding.feature, finding.field) if part)
    return f"{place}: {finding.message}" if place else finding.message


def _summary(file: Path, report: Report) -> str:
    verdict = "can be walked" if report.ok else "cannot be walked"
    return f"{file.name} {verdict}: {_count(report.errors, 'error')}, " + _count(
        report.warnings, "warning"
    )


def _count(findings: tuple[Finding, ...], noun: str) -> str:
    return f"{len(findings)} {noun}{'' if len(findings) == 1 else 's'}"
