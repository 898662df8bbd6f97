"""What a check says of a walk: errors all at once, and doubts one by one."""

import json
import time
from pathlib import Path

import pytest

from latentwalk.geo.check import MAX_OF_A_KIND, check_document
from latentwalk.geo.report import Finding, Report
from tests.unit.geo.plans import TERRAIN, at, box, feature, line, plan, point, zone

ROOT = Path(__file__).parents[3]
GROUND = zone("ground", box(-50, -50, 50, 50))


def warnings(text: str, accuracy_m: float = 8.0) -> list[tuple[str, str]]:
    report = check_document(text, "plan.geojson", accuracy_m=accuracy_m)
    assert report.ok, report.errors
    return [(finding.feature, finding.field) for finding in report.warnings]


def messages(text: str) -> str:
    return " / ".join(f.message for f in check_document(text, "plan.geojson").warnings)


def test_a_plain_walk_raises_no_doubt() -> None:
    assert warnings(plan(GROUND)) == []


def test_what_is_wrong_is_an_error_with_feature_and_field() -> None:
    text = plan(zone("lawn", box(0, 0, 50, 50), fade_m=-1, weight=3), version=2)
    report = check_document(text, "plan.geojson")
    assert not report.ok
    assert [(f.feature, f.field) for f in report.errors] == [
        ("latentwalk", "version"),
        ("lawn", "fade_m"),
        ("lawn", "weight"),
    ]
    assert "plan.geojson" not in report.errors[0].message
    assert report.errors[0].message == 'expected 1, got 2. Write for example "version": 1'


def test_a_zone_that_crosses_itself_is_an_error() -> None:
    crossed = box(0, 0, 50, 50)
    corners = crossed["coordinates"][0]
    corners[1], corners[2] = corners[2], corners[1]
    (error,) = check_document(plan(zone("lawn", crossed)), "plan.geojson").errors
    assert (error.feature, error.field) == ("lawn", "coordinates")
    assert "self-intersection" in error.message


def test_swapped_coordinates_are_an_error_that_says_so() -> None:
    swapped = {"type": "Point", "coordinates": at(0, 0)[::-1]}
    (error,) = check_document(plan(zone("lawn", swapped, radius_m=20)), "p.geojson").errors
    assert "these look swapped" in error.message


def test_a_report_is_json() -> None:
    report = Report((), (Finding("lawn", "radius_m", "small"),))
    assert json.loads(json.dumps(report.to_json())) == {
        "ok": True,
        "errors": [],
        "warnings": [{"feature": "lawn", "field": "radius_m", "message": "small"}],
    }


def test_zones_under_fifteen_metres_of_radius_are_doubted_outdoors() -> None:
    small = zone("small", point(0, 0), radius_m=14.9)
    assert warnings(plan(small)) == [("small", "radius_m")]
    assert warnings(plan(zone("big", point(0, 0), radius_m=15))) == []
    assert warnings(plan(zone("strip", box(0, 0, 200, 29)))) == [("strip", "geometry")]
    assert warnings(plan(zone("field", box(0, 0, 200, 31)))) == []


def test_corridors_narrower_than_twice_the_accuracy_are_doubted() -> None:
    path = plan(zone("path", line((0, 0), (100, 0)), width_m=15))
    assert warnings(path) == [("path", "width_m")]
    assert warnings(path, accuracy_m=7.0) == []


def test_grain_finer_than_the_accuracy_is_doubted() -> None:
    fine = {**TERRAIN, "scale_m": 7.5}
    text = plan(zone("lawn", box(-50, -50, 50, 50), sound=fine), outside=fine)
    assert warnings(text) == [("lawn", "sound.scale_m"), ("latentwalk", "outside.scale_m")]
    assert warnings(text, accuracy_m=7.0) == []
    fixed = zone("lawn", box(-50, -50, 50, 50), sound={"mapping": "fixed", "scale_m": 1})
    assert warnings(plan(fixed)) == []


def test_anchors_that_blend_over_less_than_the_accuracy_are_doubted() -> None:
    lawn = zone("lawn", box(-50, -50, 50, 50), sound={"mapping": "anchors", "smooth_m": 4})
    anchor = feature(point(0, 0), kind="anchor", zone="lawn", values=[1])
    assert warnings(plan(lawn, anchor)) == [("lawn", "sound.smooth_m")]


def test_what_is_rooted_far_outside_its_zone_is_told() -> None:
    lawn = zone("lawn", box(-50, -50, 50, 50), sound={"mapping": "anchors", "smooth_m": 10})
    near = feature(point(58, 0), kind="anchor", zone="lawn", values=[1])
    stray = feature(point(80, 0), kind="anchor", id="stray", zone="lawn", values=[1])
    assert warnings(plan(lawn, near, stray)) == [("stray", "geometry")]
    assert "it lies 30 m outside lawn" in messages(plan(lawn, near, stray))


def test_what_waits_for_a_rule_that_is_not_there_is_told() -> None:
    closed = zone("closed", box(-50, -50, 50, 50), is_open=False)
    bell = feature(point(0, 0), kind="sample", id="bell", file="bell.wav", playing="rule")
    assert warnings(plan(closed, bell)) == [("closed", "is_open"), ("bell", "playing")]
    then = [{"open": "closed"}, {"play": "bell"}]
    rule = {"when": {"local_time": ["20:00", "06:00"]}, "then": then}
    assert warnings(plan(closed, bell, rules=[rule])) == []


def test_in_a_local_walk_small_things_are_meant() -> None:
    local = json.loads((ROOT / "tests/data/geojson/local-export.geojson").read_text())
    local["features"][0]["properties"]["sound"]["scale_m"] = 0.5
    assert warnings(json.dumps(local)) == []


def test_slivers_of_parts_and_holes_are_doubted() -> None:
    parts = [box(0, 0, 60, 60)["coordinates"], box(100, 0, 160, 1.5)["coordinates"]]
    lawn = zone("lawn", {"type": "MultiPolygon", "coordinates": parts})
    assert "sliver under 2 m wide 100 m east" in messages(plan(lawn))
    holed = box(-50, -50, 50, 50)
    holed["coordinates"].append(box(0, -40, 0.5, 40)["coordinates"][0])
    assert "a hole one can notice" in messages(plan(zone("lawn", holed)))


def test_models_that_are_missing_are_named_wherever_they_are_meant() -> None:
    lawn = zone("lawn", box(-50, -50, 50, 50), sound={**TERRAIN, "model": "shore"})
    text = plan(
        lawn,
        outside={"mapping": "fixed", "model": "mist"},
        rules=[{"when": {"entered": "lawn"}, "then": [{"zone": "lawn", "model": "rain"}]}],
        swatches=[{"title": "a", "model": "clay", "values": []}],
    )
    report = check_document(text, "plan.geojson", models={"voices"})
    assert [(f.feature, f.field) for f in report.warnings] == [
        ("latentwalk", "outside.model"),
        ("lawn", "sound.model"),
        ("latentwalk", "rules.0.then.0.model"),
        ("latentwalk", "swatches.0.model"),
    ]
    assert 'no model "shore"' in report.warnings[1].message
    assert check_document(text, "plan.geojson").warnings == ()


def test_files_that_are_missing_are_named_with_the_feature_that_plays_them() -> None:
    bell = feature(point(0, 0), kind="sample", id="bell", file="bell.wav")
    creek = zone("creek", box(-50, -50, 50, 50), sound={"mapping": "planted", "smooth_m": 10})
    planted = feature(point(0, 0), kind="planted", zone="creek", file="creek.wav")
    text = plan(bell, creek, planted, opening={"file": "hello.ogg"}, cover={"picture": "a.jpg"})
    report = check_document(text, "plan.geojson", files={"bell.wav", "a.jpg"})
    assert [(f.feature, f.field) for f in report.warnings] == [
        ("latentwalk", "opening.file"),
        ("planted-3", "file"),
    ]
    assert "plan.sounds" in report.warnings[0].message


@pytest.mark.parametrize("path", sorted((ROOT / "geofences").glob("*.geojson")), ids=str)
def test_every_walk_we_ship_is_right_and_raises_at_most_the_doubt_of_blending(path: Path) -> None:
    models = {folder.name for folder in (ROOT / "models").iterdir()}
    report = check_document(path.read_text(), path.name, models, set())
    assert report.ok
    assert {finding.field for finding in report.warnings} <= {"priority"}


def test_ten_thousand_zones_in_one_place_are_checked_in_bounded_time() -> None:
    crowd = [zone(f"z-{i}", point(i % 100, i // 100), radius_m=20) for i in range(10_000)]
    began = time.process_time()
    report = check_document(plan(*crowd), "crowd.geojson")
    assert time.process_time() - began < 60.0
    assert report.ok
    assert 0 < len(report.warnings) <= 7 * MAX_OF_A_KIND
