from collections.abc import Sequence
from pathlib import Path

import pytest
from typer.testing import CliRunner

from latentwalk.app.bench_engine import row_counts
from latentwalk.app.command_bench import app
from latentwalk.domain.errors import LatentwalkError
from latentwalk.engine import bench, bench_process
from latentwalk.engine.bench import Effort
from latentwalk.engine.bench_report import EngineReport, Row, Variant
from latentwalk.engine.manifest import Manifest


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[object, ...]]:
    """Measure nothing, and keep what was asked for."""
    questions: list[tuple[object, ...]] = []

    def measure(
        manifest: Manifest,
        cpu: str,
        rows: Sequence[int],
        block: int | None,
        threads: int,
        effort: Effort,
    ) -> EngineReport:
        questions.append((manifest.path, list(rows), block, threads, effort))
        row = Row(1, Variant.PER_WALKER, "fp32", 2.0, 1.0, 9.0, None, 8.0, 5.0, 0.1)
        on_time = {"per-walker": 2}
        return EngineReport(
            "m", cpu, (), 1024, 21.3, 1, (row,), on_time, 7.0, {"fp32": 80.0}, {}, {}
        )

    monkeypatch.setattr(bench, "measure", measure)
    told = {"rows": 4.0, "load_s": 1.5, "resident_mb": 321.0}
    monkeypatch.setattr(bench_process, "measure_process", lambda model, rows: told)
    return questions


def test_what_the_command_line_says_is_measured(asked: list[tuple[object, ...]]) -> None:
    command = ["engine", "--model", "m.ts", "--rows", "4,1,4", "--block", "2048"]
    command += ["--threads", "2", "--rounds", "5", "--on-time-calls", "7"]
    ran = CliRunner().invoke(app, command)
    assert ran.exit_code == 0, ran.output
    effort = Effort(rounds=5, on_time_calls=7)
    assert asked == [(Path("m.ts"), [1, 4], 2048, 2, effort)]
    assert "321 MB resident" in ran.output


@pytest.mark.usefixtures("asked")
def test_markdown_and_words_are_for_people() -> None:
    ran = CliRunner().invoke(app, ["engine", "--model", "m.ts", "--markdown", "--no-process"])
    assert "| 1 | per-walker | fp32 | 2.0 |" in ran.output
    assert "resident" not in ran.output
    ran = CliRunner().invoke(app, ["engine", "--model", "m.ts"])
    assert "on-time walkers per core: per-walker 2" in ran.output


@pytest.mark.parametrize("text", ["1,many", "0", "-1", "", "1,,2", "1.5"])
def test_rows_that_are_no_counts_are_refused(text: str) -> None:
    with pytest.raises(LatentwalkError, match="expected whole numbers above 0"):
        row_counts(text)
