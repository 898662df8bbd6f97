"""``latentwalk bench engine``."""

import json
from pathlib import Path

import pytest

from tests.fakes.models import VARIETIES, save
from tests.flow.command import latentwalk

LITTLE = ("--rows", "1,2", "--rounds", "2", "--on-time-calls", "2")


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(VARIETIES["plain"](), tmp_path_factory.mktemp("bench") / "plain.ts")


@pytest.mark.slow
def test_the_report_for_machines_has_what_the_table_is_made_of(model: Path) -> None:
    done = latentwalk("bench", "engine", "--model", model, *LITTLE, "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["block"], report["threads"]) == (1024, 1)
    assert [(row["rows"], row["variant"]) for row in report["rows"]] == [
        (rows, variant)
        for rows in (1, 2)
        for variant in ("per-walker", "batched", "fp32", "chosen")
    ]
    assert all(row["walkers_per_core"] > 0 for row in report["rows"])
    assert set(report["on_time"]) == {"per-walker", "batched", "fp32", "chosen"}
    assert report["process"]["rows"] == 2
    assert report["process"]["load_s"] > 0


def test_a_model_that_is_not_there_is_refused_in_one_line(tmp_path: Path) -> None:
    done = latentwalk("bench", "engine", "--model", tmp_path / "none.ts")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
