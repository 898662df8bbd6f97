"""``latentwalk render`` with the shipped model."""

import itertools
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from latentwalk.audio.files import read_sound
from latentwalk.domain.block import SAMPLE_RATE_HZ
from tests.flow.command import REPOSITORY, latentwalk
from tests.server.listening import level_db, spectrum_db

WALK = REPOSITORY / "geofences" / "park-geographic.geojson"
PAPER = REPOSITORY / "geofences" / "latent-sounds.geojson"
TRACK = REPOSITORY / "tests" / "data" / "gpx" / "park-3min.gpx"
MIC = REPOSITORY / "tests" / "data" / "audio" / "street-and-voice.wav"
BAD = REPOSITORY / "tests" / "data"


@pytest.fixture(scope="module")
def short_track(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return 24 s of the park walk: every eighth point, eight times as fast."""
    lines = TRACK.read_text().splitlines(keepends=True)
    points = [line for line in lines if "<trkpt" in line]
    kept = set(points[::8])
    text = "".join(line for line in lines if "<trkpt" not in line or line in kept)
    times = itertools.count()
    text = re.sub(r"T\d\d:\d\d:\d\dZ</time></trkpt>", lambda _: _time(next(times)), text)
    path = tmp_path_factory.mktemp("track") / "short.gpx"
    path.write_text(text)
    return path


def _time(second: int) -> str:
    return f"T10:{second // 60:02d}:{second % 60:02d}Z</time></trkpt>"


def _render(out: Path, track: Path, *options: str, walk: Path = WALK) -> dict[str, Any]:
    done = latentwalk("render", "--walk", walk, "--track", track, "--out", out, "--json", *options)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def test_a_rendered_walk_changes_along_the_way_and_is_the_same_for_the_same_seed(
    tmp_path: Path, short_track: Path
) -> None:
    reports = [
        _render(tmp_path / f"{n}.wav", short_track, "--mic", str(MIC), "--seed", seed)
        for n, seed in enumerate(("3", "3", "4"))
    ]
    same, again, other = ((tmp_path / f"{n}.wav").read_bytes() for n in range(3))
    assert same == again
    assert same != other
    report = reports[0]
    assert {zone["id"] for zone in report["zones"]} == {"lawn", "steps", "slope"}
    assert report["peak_dbfs"] <= 0.0
    assert -40.0 < report["loudness_lufs"] < -10.0
    stereo = read_sound(tmp_path / "0.wav", SAMPLE_RATE_HZ, 2)
    assert stereo.shape[1] == pytest.approx(report["duration_s"] * SAMPLE_RATE_HZ, abs=1)
    quarters = np.array_split(stereo, 4, axis=1)
    assert all(level_db(quarter) > -60.0 for quarter in quarters)
    changes_db = [
        np.abs(spectrum_db(a) - spectrum_db(b)).mean()
        for a, b in zip(quarters, quarters[1:], strict=False)
    ]
    assert max(changes_db) > 2.0


def test_a_local_walk_is_planted_at_the_tracks_first_point(
    tmp_path: Path, short_track: Path
) -> None:
    report = _render(tmp_path / "o.wav", short_track, walk=PAPER)
    assert report["zones"] == []
    assert report["loudness_lufs"] > -50.0


BAD_INPUTS = {
    "walk missing": ({"walk": "nowhere.geojson"}, "nowhere.geojson"),
    "track is no xml": ({"track": "data/gpx/truncated_invalid.gpx"}, "truncated_invalid.gpx"),
    "mic is no sound": ({"mic": "data/audio/LICENCES.md"}, "LICENCES.md"),
    "model unknown": ({"model": "choir"}, "choir"),
}


@pytest.mark.parametrize("name", BAD_INPUTS)
def test_bad_input_is_one_line_and_exit_code_two(name: str, tmp_path: Path) -> None:
    changed, mentioned = BAD_INPUTS[name]
    options = {"walk": str(WALK), "track": str(TRACK), "out": str(tmp_path / "o.wav")}
    for option, value in changed.items():
        is_file = option != "model"
        options[option] = str(REPOSITORY / "tests" / value) if is_file else value
    done = latentwalk("render", *(part for o, v in options.items() for part in (f"--{o}", v)))
    assert done.returncode == 2
    assert mentioned in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "o.wav").exists()
