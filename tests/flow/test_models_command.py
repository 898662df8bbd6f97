"""``latentwalk models``."""

import json
from pathlib import Path

from tests.flow.command import REPOSITORY, latentwalk

FIELDS = {
    "ok",
    "reason",
    "sample_rate_hz",
    "ratio",
    "latent_size",
    "full_latent_size",
    "channels_in",
    "channels_out",
    "streaming",
    "batchable",
    "methods",
    "delay_frames",
}


def test_the_shipped_model_passes_its_own_check() -> None:
    done = latentwalk("models", "check", REPOSITORY / "models/voices/voices.ts", "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 0
    assert report["ok"]
    assert set(report) >= FIELDS
    assert report["sample_rate_hz"] == 48_000
    assert report["ratio"] <= 1024
    assert report["streaming"]
    assert report["batchable"]
    assert 0 < report["call_ms"] < report["block_ms"]
    assert 1 <= report["on_time_rows"] <= report["max_rows"]
    assert (report["way"], report["seeded"]) == ("lowered", True)
    assert report["error_db"] >= (80 if report["precision"] == "fp32" else 40)


def test_what_is_no_model_is_refused_with_a_reason(tmp_path: Path) -> None:
    file = tmp_path / "noise.ts"
    file.write_bytes(b"not a model")
    done = latentwalk("models", "check", file, "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 2
    assert not report["ok"]
    assert "noise.ts" in report["reason"]


def test_the_list_names_licence_hours_and_energy() -> None:
    done = latentwalk("models", "list")
    assert done.returncode == 0
    assert "voices" in done.stdout
    assert "CC-BY-SA" in done.stdout
    assert "kWh" in done.stdout
