"""``latentwalk models evaluate``."""

import json
import math
from pathlib import Path

from tests.flow.command import latentwalk

BARS = {
    "mel_ratio",
    "mel_ratio_to_untrained",
    "onset_correlation",
    "traversal_axes",
    "quietest_dbfs",
    "dc",
    "click",
    "nan",
    "peak",
}
FIGURES = {"mel_distance", "mel_distance_of_mean", "mel_distance_untrained", "traversal_db"}


def test_the_shipped_voices_are_measured_on_the_recordings_beside_the_tests() -> None:
    done = latentwalk("models", "evaluate", "voices", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["sounds"].endswith("tests/data/audio")
    assert report["held_out"] is False
    assert set(report["figures"]) >= FIGURES
    bars = {bar["name"]: bar for bar in report["bars"]}
    assert set(bars) == BARS
    assert all(math.isfinite(bar["value"]) for bar in bars.values())
    assert all(bars[name]["passed"] for name in ("onset_correlation", "nan", "peak", "click"))
    assert report["passed"] == all(bar["passed"] for bar in bars.values())


def test_an_unknown_model_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "known").mkdir()
    (tmp_path / "known" / "model.toml").write_text("")
    done = latentwalk("models", "evaluate", "stranger", "--models-dir", tmp_path)
    assert done.returncode == 2
    assert "stranger: expected one of known" in done.stderr
