"""``latentwalk zones``."""

import json
from pathlib import Path

import gpxpy
import pytest

from latentwalk.geo.check import check_document
from latentwalk.geo.document.schema import walk_schema
from tests.flow.command import REPOSITORY, latentwalk

FILES = REPOSITORY / "tests/data/geojson"
MAPS = REPOSITORY / "tests/data/maps"
PARK = REPOSITORY / "geofences/park-geographic.geojson"


def test_a_right_walk_is_checked_with_exit_code_0() -> None:
    done = latentwalk("zones", "check", PARK, "--json")
    assert done.returncode == 0
    assert json.loads(done.stdout) == {"ok": True, "errors": [], "warnings": []}


def test_a_wrong_walk_is_told_whole_with_exit_code_2(tmp_path: Path) -> None:
    document = json.loads(PARK.read_text())
    document["latentwalk"]["seed"] = "seven"
    document["features"][1]["properties"]["radius_m"] = -4
    file = tmp_path / "park.geojson"
    file.write_text(json.dumps(document))
    done = latentwalk("zones", "check", file, "--json")
    report = json.loads(done.stdout)
    assert done.returncode == 2
    assert not report["ok"]
    places = [(error["feature"], error["field"]) for error in report["errors"]]
    assert places == [("latentwalk", "seed"), ("steps", "radius_m")]
    told = latentwalk("zones", "check", file)
    assert told.returncode == 2
    assert "error: steps, radius_m: expected metres" in told.stderr
    assert "park.geojson cannot be walked: 2 errors, 0 warnings" in told.stderr


def test_a_walk_that_is_not_there_is_an_error_in_json_too(tmp_path: Path) -> None:
    done = latentwalk("zones", "check", tmp_path / "none.geojson", "--json")
    assert done.returncode == 2
    assert "cannot be read" in json.loads(done.stdout)["errors"][0]["message"]


def test_accuracy_models_and_sounds_are_asked_for(tmp_path: Path) -> None:
    folder = tmp_path / "sample.sounds"
    folder.mkdir()
    (folder / "bell.ogg").write_bytes(b"")
    walk = tmp_path / "sample.geojson"
    walk.write_bytes((FILES / "sample.geojson").read_bytes())
    done = latentwalk("zones", "check", walk, "--models-dir", tmp_path)
    assert done.returncode == 0
    assert 'latentwalk, model: there is no model "voices"' in done.stdout
    assert 'sample-2, file: there is no file "wind.mp3"' in done.stdout
    assert "bell.ogg" not in done.stdout
    strict = latentwalk("zones", "check", PARK, "--accuracy-m", "14.5")
    assert "lawn, sound.scale_m: expected at least the accuracy, 14.5 m, got 14" in strict.stdout


def test_the_schema_is_printed() -> None:
    done = latentwalk("zones", "schema")
    assert done.returncode == 0
    assert json.loads(done.stdout) == walk_schema()


@pytest.mark.parametrize("name", ["path.gpx", "park.kml", "roads.geojson"])
def test_a_map_becomes_a_walk_that_can_be_checked(name: str, tmp_path: Path) -> None:
    out = tmp_path / "walk.geojson"
    done = latentwalk("zones", "import", MAPS / name, "--out", out, "--width-m", "20")
    assert done.returncode == 0, done.stderr
    assert str(out) in done.stdout
    assert check_document(out.read_text(), out.name).ok


def test_roads_are_added_to_a_walk_as_hushes(tmp_path: Path) -> None:
    out = tmp_path / "park.geojson"
    roads = MAPS / "roads.geojson"
    done = latentwalk("zones", "import", roads, "--hush", "road", "--into", PARK, "--out", out)
    assert done.returncode == 0, done.stderr
    document = json.loads(out.read_text())
    kinds = [feature["properties"].get("kind", "zone") for feature in document["features"]]
    assert (kinds.count("zone"), kinds.count("hush")) == (3, 5)


def test_a_walk_is_exported_as_gpx(tmp_path: Path) -> None:
    out = tmp_path / "park.gpx"
    done = latentwalk("zones", "export", PARK, "--out", out)
    assert done.returncode == 0, done.stderr
    names = [track.name for track in gpxpy.parse(out.read_text()).tracks]
    assert names == ["The lawn of voices", "The turning slope"]


def test_a_wrong_map_is_one_line_and_exit_code_2(tmp_path: Path) -> None:
    file = MAPS / "entity_invalid.kml"
    done = latentwalk("zones", "import", file, "--out", tmp_path / "walk.geojson")
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1
    assert "got a document type or entity" in done.stderr
    missing = latentwalk("zones", "import", tmp_path / "no.gpx", "--out", tmp_path / "a.geojson")
    assert (missing.returncode, "cannot be read" in missing.stderr) == (2, True)
    nowhere = latentwalk("zones", "export", PARK, "--out", tmp_path / "none" / "a.gpx")
    assert (nowhere.returncode, "cannot be written" in nowhere.stderr) == (2, True)
