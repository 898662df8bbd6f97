"""A walk's geometry as GPX, and back."""

from pathlib import Path

import gpxpy
import pytest

from latentwalk.domain.errors import MapFileError
from latentwalk.domain.shape import Corridor, MultiPolygon, Polygon
from latentwalk.geo.exchange.gpx_export import gpx_of
from latentwalk.geo.exchange.importing import draw
from latentwalk.geo.exchange.walk_of import text_of, walk_of
from latentwalk.geo.walkfile import parse_walk
from tests.unit.geo.plans import box, feature, hush, line, plan, point, zone

ROOT = Path(__file__).parents[3]
HOLED = box(-50, -50, 50, 50)
HOLED["coordinates"].append(box(-10, -10, 10, 10)["coordinates"][0])
PARTS = {
    "type": "MultiPolygon",
    "coordinates": [box(100, 0, 140, 40)["coordinates"], box(150, 0, 190, 40)["coordinates"]],
}
PLAN = plan(
    zone("lawn", HOLED, title={"en": "Lawn & <pond>", "fr": "Pelouse"}),
    zone("two", PARTS),
    zone("path", line((0, 60), (80, 60), (80, 90)), width_m=8),
    hush("road", line((-100, 200), (100, 200)), width_m=8),
    feature(point(3, 4), kind="sample", id="bell", file="bell.wav"),
)


def test_outlines_are_tracks_corridors_routes_and_points_waypoints() -> None:
    document = gpxpy.parse(gpx_of(PLAN, "plan.geojson"))
    assert document.name == "Plan"
    names = [track.name for track in document.tracks]
    assert names == ["Lawn & <pond>", "two", "two"]
    assert [len(track.segments) for track in document.tracks] == [2, 1, 1]
    assert [(route.name, route.description) for route in document.routes] == [
        ("path", "zone path"),
        ("road", "hush road"),
    ]
    (bell,) = document.waypoints
    assert (bell.name, bell.description) == ("bell", "sample bell")


def test_what_was_exported_is_the_same_ground_when_imported() -> None:
    drawing = draw(gpx_of(PLAN, "plan.geojson").encode(), "plan.gpx")
    before = parse_walk(PLAN, "plan.geojson")
    after = parse_walk(text_of(walk_of(drawing, "plan.gpx")), "back.geojson")
    lawn, path = after.zones[0].shape, after.zones[3].shape
    assert isinstance(lawn, Polygon)
    assert isinstance(path, Corridor)
    assert len(lawn.holes) == 1
    first = before.zones[1].shape
    assert isinstance(first, MultiPolygon)
    widths = [max(x for x, _ in ring) - min(x for x, _ in ring) for ring in (lawn.outline,)]
    assert widths == [pytest.approx(100.0, abs=0.05)]
    assert len(path.line) == 3


def test_a_walk_without_a_place_on_earth_has_no_gpx() -> None:
    local = (ROOT / "geofences" / "first-walk.geojson").read_text()
    with pytest.raises(MapFileError, match="expected a geographic walk, got a local one"):
        gpx_of(local, "first-walk.geojson")
