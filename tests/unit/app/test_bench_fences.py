import json

import numpy as np
from typer.testing import CliRunner

from latentwalk.app.bench_fences import measure, town
from latentwalk.app.command_bench import app
from latentwalk.domain.shape import Circle, Corridor, MultiPolygon, Polygon


def test_the_bench_of_fences_finds_what_brute_force_finds_and_says_how_fast() -> None:
    report = measure(zones=200, walkers=30, calls=3)
    assert report.touched > 5
    assert 0.0 < report.call_ms <= report.worst_ms
    assert report.ratio == report.brute_ms / report.call_ms
    assert report.core_share == 0.01 * report.call_ms


def test_its_town_has_every_shape() -> None:
    zones = town(np.random.default_rng(1), 8, 100.0)
    assert {type(zone.shape) for zone in zones} == {Circle, Polygon, MultiPolygon, Corridor}


def test_bench_fences_starts_no_server_and_reports_json() -> None:
    command = ["fences", "--zones", "20", "--walkers", "5", "--calls", "3", "--json"]
    ran = CliRunner().invoke(app, command)
    assert ran.exit_code == 0, ran.output
    report = json.loads(ran.output)
    assert (report["zones"], report["walkers"]) == (20, 5)
    assert report["machine"]


def test_bench_fences_speaks_in_words() -> None:
    ran = CliRunner().invoke(app, ["fences", "--zones", "4", "--walkers", "1", "--calls", "3"])
    assert "of one core" in ran.output
    assert "brute force" in ran.output


def test_bench_alone_still_takes_its_own_options() -> None:
    ran = CliRunner().invoke(app, ["--help"])
    assert ran.exit_code == 0
    assert "--walkers" in ran.output
    assert "fences" in ran.output
