"""Whether a walk can be walked without crossing a hush."""

import json
from typing import Any

from latentwalk.geo.check import check_document
from latentwalk.geo.report import Finding
from tests.unit.geo.plans import box, feature, hush, line, plan, point, zone

SOUTH = zone("south", box(-50, -100, 50, -40))
NORTH = zone("north", box(-50, 40, 50, 100))
ROAD = hush("high-street", line((-500, 0), (500, 0)), width_m=8)
AT_HOME = (0.0, -70.0)


def findings(*features: dict[str, Any], start: tuple[float, float] = AT_HOME) -> list[Finding]:
    report = check_document(plan(*features, start=start), "plan.geojson")
    assert report.ok, report.errors
    return list(report.warnings)


def test_the_only_way_across_a_road_is_told() -> None:
    (told,) = findings(SOUTH, NORTH, ROAD)
    assert (told.feature, told.field) == ("north", "geometry")
    assert "crosses high-street (road)" in told.message


def test_home_is_where_the_walk_starts() -> None:
    (told,) = findings(SOUTH, NORTH, ROAD, start=(0.0, 70.0))
    assert told.feature == "south"


def test_a_road_that_ends_within_the_walk_leaves_a_way_round() -> None:
    short = hush("lane", line((-500, 0), (40, 0)), width_m=8)
    assert findings(SOUTH, NORTH, short) == []


def test_a_road_beside_the_walk_cuts_nothing_off() -> None:
    beside = hush("avenue", line((-500, 200), (500, 200)), width_m=8)
    assert findings(SOUTH, NORTH, beside) == []


def test_a_zone_on_both_sides_is_no_bridge() -> None:
    across = zone("across", box(60, -100, 120, 100))
    found = findings(SOUTH, NORTH, across, ROAD)
    assert [f.feature for f in found] == ["north"]


def test_a_zone_within_reach_of_a_hush_is_never_heard() -> None:
    verge = zone("verge", box(-50, 5, 50, 20))
    quiet = [f for f in findings(SOUTH, verge, ROAD) if "never heard" in f.message]
    assert [f.feature for f in quiet] == ["verge"]
    assert "high-street (road)" in quiet[0].message


def test_a_start_and_a_sample_within_reach_of_a_hush_are_told() -> None:
    bell = feature(point(0, -12), kind="sample", id="bell", file="bell.wav")
    found = findings(SOUTH, bell, ROAD, start=(0.0, -15.0))
    assert [(f.feature, f.field) for f in found] == [
        ("bell", "geometry"),
        ("latentwalk", "start"),
    ]


def test_a_walk_of_hushes_alone_is_checked() -> None:
    assert findings(ROAD) == []


def test_a_walk_that_a_hush_covers_altogether_is_checked() -> None:
    flood = hush("flood", box(-400, -400, 400, 400), "water")
    found = findings(SOUTH, NORTH, flood)
    assert {f.feature for f in found} == {"south", "north", "latentwalk"}
    assert all("heard" in f.message or "silences" in f.message for f in found)


def test_a_local_walk_is_checked_for_hushes_too() -> None:
    document = json.loads(plan(SOUTH, NORTH, ROAD))
    document["latentwalk"] |= {"frame": "local", "origin": None, "start": [0, -70]}
    for index, south in ((0, -100.0), (1, 40.0)):
        ring = [[-50, south], [50, south], [50, south + 60], [-50, south + 60], [-50, south]]
        document["features"][index]["geometry"]["coordinates"] = [ring]
    document["features"][2]["geometry"]["coordinates"] = [[-500, 0], [500, 0]]
    report = check_document(json.dumps(document), "plan.geojson")
    assert [f.feature for f in report.warnings] == ["north"]
