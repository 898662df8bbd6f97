"""``latentwalk models``: list what is here, check what is given, measure what is finished."""

import json
from pathlib import Path
from typing import Annotated

import typer

from latentwalk.app.command_evaluate import evaluate
from latentwalk.app.settings import Settings
from latentwalk.engine.manifest import find_models
from latentwalk.engine.options import EngineOptions, Precision

DEFAULTS = Settings()
app = typer.Typer(help="The models: what is here, and what a file promises.")
app.command("evaluate")(evaluate)


@app.command("list")
def list_models(
    models_dir: Annotated[Path, typer.Option(help="Folder of models.")] = DEFAULTS.models_dir,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """List the models of a folder."""
    manifests = find_models(models_dir)
    if as_json:
        typer.echo(json.dumps([m.model.model_dump(mode="json") for m in manifests]))
        return
    for manifest in manifests:
        card, training = manifest.model, manifest.training
        typer.echo(
            f"{card.id}: {card.title}, {card.licence}; trained {training.duration_hours:.1f} h "
            f"on {training.sound_hours:.1f} h of sound, about {training.energy_kwh:.2f} kWh"
        )


@app.command("check")
def check(
    file: Annotated[Path, typer.Argument(help="A TorchScript export, *.ts.")],
    precision: Annotated[
        Precision, typer.Option(help="How to compute it while it is timed.")
    ] = DEFAULTS.precision,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Say whether a model can be walked and how fast it is here, or why not (exit code 2)."""
    from latentwalk.engine.checker import check_model  # torch: only those who check pay for it
    from latentwalk.engine.timing import timed_report

    report = check_model(file)
    if report.ok:
        report = timed_report(report, file, EngineOptions(precision=precision))
    if as_json:
        typer.echo(json.dumps(report.to_json()))
    elif report.ok:
        typer.echo("\n".join(f"{name}: {value}" for name, value in report.to_json().items()))
    else:
        typer.echo(f"latentwalk: {report.reason}", err=True)
    raise typer.Exit(0 if report.ok else 2)
