"""Zones beside each other, and far from each other."""

import json

import pytest

from latentwalk.geo.check import check_document
from latentwalk.geo.report import Finding
from tests.unit.geo.plans import box, plan, point, zone


def findings(*zones: dict[str, object], start: tuple[float, float] = (0.0, 0.0)) -> list[Finding]:
    report = check_document(plan(*zones, start=start), "plan.geojson")
    assert report.ok, report.errors
    return list(report.warnings)


WEST = zone("west", box(-60, -30, 0, 30))


def test_zones_that_almost_meet_leave_a_gap() -> None:
    (gap,) = findings(WEST, zone("east", box(3, -30, 60, 30)))
    assert (gap.feature, gap.field) == ("east", "geometry")
    assert "expected it to meet west, got a gap of 3.0 m" in gap.message


@pytest.mark.parametrize("edge", [0.0, 8.0], ids=["touching", "well apart"])
def test_zones_that_touch_or_are_well_apart_leave_none(edge: float) -> None:
    assert findings(WEST, zone("east", box(edge, -30, 60, 30))) == []


def test_a_gap_that_another_zone_fills_is_none() -> None:
    east = zone("east", box(3, -30, 60, 30))
    bed = zone("bed", box(-80, -50, 80, 50), priority=-1)
    assert findings(WEST, east, bed) == []


def test_zones_that_overlap_with_one_priority_sound_together() -> None:
    (overlap,) = findings(WEST, zone("east", box(-20, -30, 60, 30)))
    assert (overlap.feature, overlap.field) == ("east", "priority")
    assert "it overlaps west on 1200 m²" in overlap.message


def test_zones_of_different_priority_may_overlap() -> None:
    assert findings(WEST, zone("east", box(-20, -30, 60, 30), priority=1)) == []


def test_an_overlap_of_a_hand_is_a_slip() -> None:
    (slip,) = findings(WEST, zone("east", box(-0.8, -30, 60, 30), priority=1))
    assert (slip.feature, slip.field) == ("east", "geometry")
    assert "a sliver under 2 m wide" in slip.message


def test_a_zone_far_from_the_rest_is_told() -> None:
    far = zone("far", box(900, 0, 960, 60))
    other = zone("other", box(10, -30, 60, 30))
    (told,) = findings(WEST, far, other)
    assert (told.feature, told.field) == ("far", "geometry")
    assert "840 m from the other zones" in told.message


def test_zones_in_a_long_row_belong_together() -> None:
    row = [zone(f"stop-{i}", point(400.0 * i, 0), radius_m=20) for i in range(6)]
    assert findings(*row) == []


def test_a_start_far_from_every_zone_is_told() -> None:
    (told,) = findings(WEST, start=(0.0, 3_000.0))
    assert (told.feature, told.field) == ("latentwalk", "start")
    assert "3.0 km" in told.message


def test_a_zone_whose_lon_and_lat_are_exchanged_near_the_diagonal_is_told() -> None:
    # Around 10.1° north, 10° east exchanged coordinates still lie within reach of the origin.
    document = json.loads(plan(origin=[10.0, 10.1]))
    document["latentwalk"]["start"] = [10.0, 10.1]
    places = {"one": [10.0, 10.1], "two": [10.0006, 10.1], "swapped": [10.1, 10.0003]}
    document["features"] = [
        zone(name, {"type": "Point", "coordinates": place}, radius_m=20)
        for name, place in places.items()
    ]
    (told,) = check_document(json.dumps(document), "plan.geojson").warnings
    assert (told.feature, told.field) == ("swapped", "geometry")
    assert "if lon and lat are exchanged" in told.message
