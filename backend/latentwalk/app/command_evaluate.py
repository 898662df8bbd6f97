"""``latentwalk models evaluate``: measure a finished model against what is asked of one."""

import json
from pathlib import Path
from typing import Annotated

import typer

from latentwalk.app.settings import REPOSITORY, Settings
from latentwalk.domain.errors import ModelFileError

DEFAULTS = Settings()
TEST_RECORDINGS = REPOSITORY / "tests/data/audio"  # no model of ours was trained on them


def evaluate(
    name: Annotated[str, typer.Argument(help="A model of the folder of models.")],
    sounds: Annotated[
        Path | None, typer.Option(help="What it was trained on; its held-out part is heard.")
    ] = None,
    models_dir: Annotated[Path, typer.Option(help="Folder of models.")] = DEFAULTS.models_dir,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Measure a model on sounds it never heard, and say which bars it reaches."""
    from latentwalk.rave.bars import bars_in_words, bars_of  # torch: only here
    from latentwalk.rave.report import report

    folder = models_dir / name
    if not folder.is_dir():
        known = ", ".join(sorted(p.parent.name for p in models_dir.glob("*/model.toml"))) or "none"
        raise ModelFileError(models_dir, name, f"expected one of {known}", "Give --models-dir")
    if sounds is None and not TEST_RECORDINGS.is_dir():
        raise ModelFileError(name, "", "no sounds to measure it on", "Give --sounds DIR")
    heard = sounds or TEST_RECORDINGS
    figures = report(folder, heard, whole=sounds is None)
    bars = bars_of(figures)
    if as_json:
        said = {"model": name, "sounds": str(heard), "held_out": sounds is not None}
        tables = {"figures": figures.as_dict(), "bars": [bar.as_dict() for bar in bars]}
        typer.echo(json.dumps({**said, **tables, "passed": all(bar.is_passed for bar in bars)}))
        return
    which = f"the held-out part of {heard}" if sounds else f"the test recordings in {heard}"
    typer.echo(f"{name}, heard on {which}")
    typer.echo(
        f"mel_distance {figures.mel_distance:.3f}, of each clip's mean spectrum "
        f"{figures.mel_distance_of_mean:.3f}, of the untrained model "
        f"{figures.mel_distance_untrained:.3f}"
    )
    moved = "  ".join(f"{change_db:.1f}" for change_db in figures.traversal_db)
    typer.echo(f"traversal of each axis, dB: {moved}; repetition {figures.repetition:.2f}")
    typer.echo(bars_in_words(bars))
