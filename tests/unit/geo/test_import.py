"""Maps of other programs become walks."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.domain.errors import InputFileError, MapFileError
from latentwalk.domain.hush import HushKind
from latentwalk.domain.shape import Circle, Corridor, MultiPolygon, Polygon
from latentwalk.domain.sound import MappingKind
from latentwalk.domain.walk import Frame, Walk
from latentwalk.geo.exchange.drawing import Drawing, DrawnLine
from latentwalk.geo.exchange.importing import draw
from latentwalk.geo.exchange.into_walk import into_walk
from latentwalk.geo.exchange.walk_of import PointsAs, Wishes, text_of, walk_of
from latentwalk.geo.walkfile import parse_walk

ROOT = Path(__file__).parents[3]
MAPS = ROOT / "tests" / "data" / "maps"
PARK = ROOT / "geofences" / "park-geographic.geojson"


def drawing(name: str) -> Drawing:
    return draw((MAPS / name).read_bytes(), name)


def imported(name: str, wishes: Wishes | None = None) -> Walk:
    return parse_walk(text_of(walk_of(drawing(name), name, wishes)), "imported.geojson")


def test_tracks_and_routes_become_corridors_and_waypoints_landmarks() -> None:
    walk = imported("path.gpx", Wishes(width_m=6.0))
    assert (walk.title, walk.frame, walk.model) == ("Along the canal", Frame.GEOGRAPHIC, "voices")
    assert [zone.id for zone in walk.zones] == ["towpath", "towpath-2", "back"]
    assert all(isinstance(zone.shape, Corridor) for zone in walk.zones)
    assert {zone.shape.width_m for zone in walk.zones if isinstance(zone.shape, Corridor)} == {6.0}
    assert [mark.title for mark in walk.landmarks] == ["Écluse", "Point 2"]


def test_a_recorded_line_keeps_its_corners_only() -> None:
    towpath = imported("path.gpx").zones[0].shape
    assert isinstance(towpath, Corridor)
    assert len(towpath.line) == 3


def test_a_new_walk_begins_where_its_first_line_does_and_sounds_at_once() -> None:
    walk = imported("path.gpx")
    first = walk.zones[0].shape
    assert isinstance(first, Corridor)
    start = (walk.start.east_m, walk.start.north_m)
    assert start == pytest.approx(first.line[0], abs=0.02)
    assert all(zone.sound.mapping is MappingKind.TERRAIN for zone in walk.zones)
    assert len({zone.sound.seed for zone in walk.zones}) == 3


def test_waypoints_become_zones_where_that_is_wished() -> None:
    walk = imported("path.gpx", Wishes(points=PointsAs.ZONES, radius_m=25.0))
    lock = walk.zones[0]
    assert (lock.id, lock.title) == ("ecluse", "Écluse")
    assert isinstance(lock.shape, Circle)
    assert lock.shape.radius_m == 25.0
    assert walk.landmarks == ()


def test_placemarks_become_zones_and_landmarks_by_their_geometry() -> None:
    walk = imported("park.kml")
    assert walk.title == "A park"
    lawn, line, ponds, track = walk.zones
    assert isinstance(lawn.shape, Polygon)
    assert len(lawn.shape.holes) == 1
    assert isinstance(ponds.shape, MultiPolygon)
    assert isinstance(line.shape, Corridor)
    assert (line.id, ponds.id, track.id) == ("both-ponds", "both-ponds-2", "zone-5")
    assert [mark.title for mark in walk.landmarks] == ["Old oak"]


def test_roads_become_hushes() -> None:
    near = drawing("roads.geojson")
    walk = parse_walk(
        text_of(walk_of(near, "roads.geojson", Wishes(7.0, 5.0, hush=HushKind.ROAD))), "r.geojson"
    )
    assert walk.zones == ()
    assert [hush.id for hush in walk.hushes] == [
        *("boulevard", "hush-2", "hush-3", "hush-4", "hush-5", "elsewhere"),
    ]
    kinds = [type(hush.shape) for hush in walk.hushes]
    assert kinds == [Corridor, Corridor, Corridor, Polygon, Circle, Corridor]
    assert {hush.kind for hush in walk.hushes} == {HushKind.ROAD}


def test_roads_near_a_walk_are_added_and_nothing_of_it_is_lost() -> None:
    before = json.loads(PARK.read_text())
    before["my tool"] = {"zoom": 17}
    before["features"][0]["properties"]["_note"] = "ask the gardener"
    before["features"][0]["bbox"] = [5.4, 43.5, 5.5, 43.6]
    text = json.dumps(before)
    wishes = Wishes(hush=HushKind.ROAD)
    after = into_walk(text, "park.geojson", drawing("roads.geojson"), wishes)
    assert after["features"][: len(before["features"])] == before["features"]
    assert {key: after[key] for key in after if key != "features"} == {
        key: before[key] for key in before if key != "features"
    }
    walk = parse_walk(json.dumps(after), "park.geojson")
    assert [hush.id for hush in walk.hushes] == [
        *("boulevard", "hush-2", "hush-3", "hush-4", "hush-5"),
    ]


def test_ids_that_a_walk_has_already_are_not_taken_again() -> None:
    text = text_of(walk_of(drawing("roads.geojson"), "a", Wishes(hush=HushKind.ROAD)))
    twice = into_walk(text, "a.geojson", drawing("roads.geojson"), Wishes(hush=HushKind.RAIL))
    walk = parse_walk(json.dumps(twice), "a.geojson")
    assert "boulevard-2" in [hush.id for hush in walk.hushes]


def test_a_map_of_another_town_is_not_added() -> None:
    elsewhere = Drawing("", drawing("roads.geojson").drawn[-1:])
    with pytest.raises(MapFileError, match="got nothing within 300 m"):
        into_walk(PARK.read_text(), "park.geojson", elsewhere, Wishes())
    assert into_walk(PARK.read_text(), "park.geojson", elsewhere, Wishes(), near_m=20_000.0)


def test_nothing_is_added_to_a_walk_without_a_place_on_earth() -> None:
    local = (ROOT / "geofences" / "first-walk.geojson").read_text()
    with pytest.raises(MapFileError, match="expected a geographic walk, got a local one"):
        into_walk(local, "first-walk.geojson", drawing("roads.geojson"), Wishes())


INVALID = {
    "empty.kml": "expected points, lines or areas, got none",
    "entity.kml": "got a document type or entity. Remove the DOCTYPE",
    "not-json.geojson": "expected GeoJSON in UTF-8, got an error",
    "nothing.gpx": "expected points, lines or areas, got none",
    "nowhere.gpx": "Nowhere: expected lon -180..180 and lat -90..90, got lon 5.4, lat 143.5",
    "projected.kml": "Lambert: .* Export the map in WGS84",
    "strings.geojson": "expected .lon, lat., got",
    "topology.geojson": 'Odd: expected a GeoJSON geometry, got "Topology"',
    "truncated.kml": "expected KML, got what cannot be parsed: no element found",
    "two-points.kml": "Thin: expected an outline of at least 3 points, got 2",
    "walk.geojson": "expected a map, got a walk",
    "wide.geojson": "expected a map within 50 km of its middle",
    "words.kml": "Words: expected lon -180..180 .* got lon nan",
}


def test_every_invalid_map_is_named() -> None:
    found = {path.name.replace("_invalid", "") for path in MAPS.glob("*_invalid.*")}
    assert found == set(INVALID)


@pytest.mark.parametrize("name", sorted(INVALID))
def test_a_wrong_map_is_told_in_one_line(name: str) -> None:
    path = MAPS / name.replace(".", "_invalid.")
    with pytest.raises(InputFileError, match=INVALID[name]) as told:
        walk_of(draw(path.read_bytes(), str(path)), str(path))
    assert str(told.value).startswith(str(path))
    assert len(str(told.value).splitlines()) == 1


def test_other_files_and_packed_or_huge_ones_are_refused() -> None:
    with pytest.raises(MapFileError, match='ending in .gpx, .kml, .* got ".shp"'):
        draw(b"", "park.shp")
    with pytest.raises(MapFileError, match="got a packed KMZ. Unpack it"):
        draw(b"PK\x03\x04", "park.kml")
    with pytest.raises(MapFileError, match="expected at most 10000000 bytes"):
        draw(b" " * 10_000_001, "park.kml")
    with pytest.raises(MapFileError, match="byte 0: expected UTF-8"):
        draw("é".encode("latin-1"), "park.kml")


@pytest.mark.parametrize(
    ("kind", "told"),
    [("LineString", "at most 10000 points, got 10001"), ("MultiPoint", "at most 10000 things")],
)
def test_more_than_a_walk_holds_is_refused(kind: str, told: str) -> None:
    many = json.dumps({"type": kind, "coordinates": [[5.0, 43.0]] * 10_001})
    with pytest.raises(MapFileError, match=told):
        draw(many.encode(), "park.json")


def test_a_map_nested_without_end_is_drawn_once() -> None:
    depth = 20_000
    point = b"<Point><coordinates>5.4,43.5</coordinates></Point>"
    nested = b"<Placemark>" * depth + point + b"</Placemark>" * depth
    assert len(draw(b"<kml>" + nested + b"</kml>", "deep.kml").drawn) == 1
    folders = b"<Folder>" * depth + b"<Placemark>" + point + b"</Placemark>" + b"</Folder>" * depth
    assert len(draw(b"<kml>" + folders + b"</kml>", "deep.kml").drawn) == 1


def test_ten_thousand_places_of_one_name_have_ids_of_their_own() -> None:
    points = {"type": "MultiPoint", "coordinates": [[5.4, 43.5]] * 10_000}
    map_ = {"type": "Feature", "properties": {"name": "Bench"}, "geometry": points}
    document = walk_of(draw(json.dumps(map_).encode(), "benches.json"), "benches.json")
    ids = [feature["properties"]["id"] for feature in document["features"]]
    assert (ids[0], ids[1], ids[-1]) == ("bench", "bench-2", "bench-10000")
    assert len(set(ids)) == 10_000


@given(st.binary(max_size=60) | st.text(max_size=60).map(lambda text: text.encode()))
@settings(deadline=None, max_examples=150)
def test_any_bytes_are_a_drawing_or_a_refusal(content: bytes) -> None:
    for name in ("a.gpx", "a.kml", "a.geojson"):
        wrapped = {"a.kml": b"<kml>" + content + b"</kml>"}.get(name, content)
        assert len(refusal(wrapped, name).splitlines()) <= 1


def refusal(content: bytes, name: str) -> str:
    try:
        draw(content, name)
    except InputFileError as error:
        return str(error)
    return ""


def test_a_title_in_other_letters_still_has_an_id() -> None:
    line = DrawnLine("公園の道", ((5.448, 43.522), (5.449, 43.522)))
    document = walk_of(Drawing("", (line,)), "地図.gpx")
    properties = document["features"][0]["properties"]
    assert (properties["id"], properties["title"]) == ("place", "公園の道")
    assert document["latentwalk"]["title"] == "地図"
