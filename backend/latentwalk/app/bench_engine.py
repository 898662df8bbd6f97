"""``latentwalk bench engine``: what a walker costs, by nn~'s ways and by this engine's."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from latentwalk.app.machine import machine
from latentwalk.domain.errors import LatentwalkError

ROWS = "1,8,16,32"


def engine(
    model: Annotated[Path, typer.Option(help="A TorchScript export, *.ts.")],
    block: Annotated[
        int | None, typer.Option(min=1, help="Frames of a call; missing: those of its pool.")
    ] = None,
    threads: Annotated[int, typer.Option(min=1, help="That compute.")] = 1,
    rows: Annotated[str, typer.Option(help="Walkers of a call, with commas.")] = ROWS,
    rounds: Annotated[int, typer.Option(min=1, help="Calls of each way and row count.")] = 30,
    on_time_calls: Annotated[
        int, typer.Option(min=0, help="Calls by which a row count is on time; 0 skips it.")
    ] = 100,
    with_process: Annotated[
        bool, typer.Option("--process/--no-process", help="Load a fresh process too.")
    ] = True,
    as_json: Annotated[bool, typer.Option("--json", help="Report as JSON.")] = False,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="As a Markdown table.")] = False,
) -> None:
    """Time one model with many walkers: TorchScript one by one and batched, fp32, chosen."""
    counts = row_counts(rows)
    # torch: only those who measure pay for it
    from latentwalk.engine.bench import Effort, measure
    from latentwalk.engine.bench_process import measure_process
    from latentwalk.engine.manifest import manifest_of

    effort = Effort(rounds=rounds, on_time_calls=on_time_calls)
    report = measure(manifest_of(model), machine(), counts, block, threads, effort)
    if with_process:
        report = replace(report, process=measure_process(model, counts[-1]))
    if as_json:
        typer.echo(json.dumps(report.to_json()))
    else:
        typer.echo(report.in_markdown() if as_markdown else report.in_words())


def row_counts(text: str) -> list[int]:
    """Read row counts such as ``1,8,16,32``.

    Raises:
        LatentwalkError: If one is no positive whole number.
    """
    words = [word.strip() for word in text.split(",")]
    if not all(word.isdecimal() and int(word) > 0 for word in words):
        raise LatentwalkError(f"--rows {text!r}: expected whole numbers above 0, such as {ROWS}")
    return sorted({int(word) for word in words})
