import json
from pathlib import Path
from typing import Any

import pytest

from latentwalk.domain.errors import WalkFileError
from latentwalk.domain.pose import Position
from latentwalk.domain.shape import Circle, Polygon
from latentwalk.domain.sound import Axis, Bound, MappingKind, Sound
from latentwalk.domain.walk import Frame
from latentwalk.geo.walkfile import MAX_BYTES, load_walk, parse_walk

ROOT = Path(__file__).parents[3]
FILES = ROOT / "tests" / "data" / "geojson"
WALKS = sorted((ROOT / "geofences").glob("*.geojson"))


def document() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FILES / "small.geojson").read_text())
    return read


def with_value(path: str, value: object) -> str:
    """Return the small walk as text with one value replaced, added or, if ..., removed."""
    top = document()
    *parents, last = [int(part) if part.isdigit() else part for part in path.split("/")]
    inner: Any = top
    for part in parents:
        inner = inner[part]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return json.dumps(top)


@pytest.mark.parametrize("path", WALKS, ids=lambda path: path.stem)
def test_every_walk_we_ship_can_be_walked(path: Path) -> None:
    walk = load_walk(path)
    assert walk.id == path.stem
    assert walk.title
    assert walk.description


def test_the_papers_first_walk_maps_x_y_z_of_three_js_to_the_first_latents() -> None:
    walk = load_walk(ROOT / "geofences" / "latent-sounds.geojson")
    assert walk.outside.axes == (Axis.EAST, Axis.UP, Axis.SOUTH)
    assert walk.outside.bound is Bound.OPEN
    assert walk.outside.scale_m == 4.0
    assert walk.landmarks[0].position == Position(0.0, 0.0, 1.0)


def test_a_walk_is_read_with_all_it_says() -> None:
    walk = load_walk(FILES / "small.geojson")
    assert (walk.id, walk.title, walk.description) == ("small", "Small", "Two zones.")
    assert (walk.frame, walk.model, walk.seed) == (Frame.GEOGRAPHIC, "voices", 9)
    assert walk.start_heading_deg == 45.0
    assert walk.start.east_m == pytest.approx(-40.4, abs=0.1)
    square, circle = walk.zones
    assert (square.id, square.title, square.fade_m) == ("square", "The square", 5.0)
    assert square.sound == Sound(MappingKind.TERRAIN, seed=2)
    assert circle.title == "circle"
    assert circle.sound.values == (0.5, -1.0)
    assert circle.sound.mic == (0.2, 0.8)


def test_geographic_coordinates_become_local_metres() -> None:
    square, circle = load_walk(FILES / "small.geojson").zones
    assert isinstance(square.shape, Polygon)
    assert len(square.shape.outline) == 4
    assert square.shape.outline[0] == pytest.approx((0.0, 0.0), abs=1e-6)
    assert square.shape.outline[2] == pytest.approx((80.85, 111.10), abs=0.01)
    assert isinstance(circle.shape, Circle)
    assert circle.shape.centre.east_m == pytest.approx(-80.85, abs=0.01)
    assert circle.shape.radius_m == 20.0


def test_holes_and_landmarks_are_read() -> None:
    walk = load_walk(FILES / "hole-and-landmark.geojson")
    assert isinstance(walk.zones[0].shape, Polygon)
    assert len(walk.zones[0].shape.holes) == 1
    (stone,) = walk.landmarks
    assert (stone.title, stone.radius_m, stone.colour) == ("A stone", 2.0, "#aabbcc")
    assert stone.position == Position(0.0, 0.0, 1.0)


def test_what_map_tools_add_does_no_harm() -> None:
    walk = load_walk(FILES / "local-export.geojson")
    assert [zone.id for zone in walk.zones] == ["7", "zone-2"]
    assert walk.origin is None
    assert walk.start == Position(1.0, -2.0, 1.5)
    assert walk.zones[0].sound.axes == (Axis.EAST, None, Axis.SOUTH)
    assert walk.zones[0].shape == Polygon(((0.0, 0.0), (30.0, 0.0), (30.0, 30.0), (0.0, 30.0)))


def test_a_zone_without_sound_and_a_walk_without_outside_are_silent() -> None:
    walk = load_walk(FILES / "local-export.geojson")
    assert walk.zones[1].sound.mapping is MappingKind.SILENCE
    assert walk.outside == Sound()


def test_scale_defaults_to_ten_metres_outdoors_and_four_in_worlds() -> None:
    assert load_walk(FILES / "small.geojson").zones[0].sound.scale_m == 10.0
    assert load_walk(FILES / "local-export.geojson").zones[0].sound.scale_m == 4.0


INVALID = {
    "anchors": 'feature 0, zone: expected a zone whose mapping is anchors, got "lawn" whose mapp',
    "bow-tie": 'feature "square", coordinates: .*self-intersection at .5.4485, 43.5225.',
    "corridor": 'feature "path", width_m: expected metres with a LineString, got nothing',
    "edges": 'feature "lawn", weight: expected a number 0 to 1, got 2',
    "far-away": "got lon 6.448, lat 43.522. Move it nearer",
    "hush": 'feature "road", hush: expected one of road, .* got nothing. Write .*"road"',
    "id-across-kinds": 'feature "lawn", id: expected an id used once',
    "modifiers": "sound.filter.frequency_hz: expected hertz, 20 to 20000, got 5",
    "multipolygon": 'feature "two-lawns", coordinates, part 0, outline: expected a ring of 4 to',
    "nan": 'feature "circle", fade_m: expected metres, 0 to 10000, got NaN',
    "no-anchors": 'feature "lawn", sound.mapping: expected a Feature of kind anchor with "zone"',
    "no-piece": 'expected a member "latentwalk"',
    "not-json": "line 2, column 15: expected JSON",
    "open-ring": "outline: expected a closed ring.*Repeat the first point",
    "parts-overlap": 'feature "two-lawns", coordinates: .*neither cross nor touch .*20.0, 30.0',
    "piece": 'latentwalk, open.from: expected a time of day, "HH:MM", got "8:00"',
    "planted": "feature 1, file: expected the name of a sound file .*got .*creek.wav",
    "radius-zero": 'feature "circle", radius_m: .* got 0. Write for example',
    "rule-of-two": "latentwalk, rules.0.when: expected an object with one of all, any, not",
    "rule-too-deep": "latentwalk, rules.0.when: .*at most 8 deep",
    "rules": 'latentwalk, rules.1.then.0: expected the id of a sample, got "lawn". Known are: bell',
    "sample": 'feature "bell", playing: expected one of loop, once, rule, got "twice"',
    "scale-negative": "sound.scale_m: .* got -1. Write for example",
    "swapped": "GeoJSON writes .lon, lat.: these look swapped",
    "twice-the-id": 'feature "square", id: expected an id used once',
    "two-points": "expected a ring of 4 to 10000 points .* got 2 points",
    "unknown-field": 'sound.loudness: unknown field "loudness". Known are: axes, bound',
}


def test_every_invalid_twin_is_named() -> None:
    names = {path.stem.removesuffix("_invalid") for path in FILES.glob("*_invalid.geojson")}
    assert names == set(INVALID)


@pytest.mark.parametrize("name", sorted(INVALID))
def test_a_wrong_walk_is_told_in_one_line(name: str) -> None:
    path = FILES / f"{name}_invalid.geojson"
    with pytest.raises(WalkFileError, match=INVALID[name]) as told:
        load_walk(path)
    assert str(told.value).startswith(str(path))
    assert len(str(told.value).splitlines()) == 1


WRONG = [
    ("type", "Feature", 'expected a GeoJSON "FeatureCollection", got "Feature"'),
    ("features", {}, "features: expected a list"),
    ("features", [1] * 10_001, "at most 10000 Features, got 10001"),
    ("features/0", 4, 'feature 0: expected a GeoJSON "Feature", got 4'),
    ("features/0/properties", [], "feature 0, properties: expected an object"),
    ("features/0/properties/id", 5, "feature 0, id: expected 1 to 64 letters"),
    ("features/0/geometry", None, 'feature "square", geometry: expected an object'),
    ("features/0/geometry/coordinates", [], "expected a list of rings"),
    ("features/0/geometry/coordinates", [3], "outline: expected a ring"),
    ("features/0/geometry/coordinates/0/1", [5.4, True], "point 1: expected .lon, lat."),
    ("features/0/geometry/coordinates/0/1", [5.4, 10**400], "point 1: expected .lon, lat."),
    ("features/0/geometry/coordinates/0/1", [5.4, 95], "point 1: expected lon -180..180 and"),
    ("features/0/geometry/coordinates", [[[5.448, 43.522]] * 5], "coordinates: .* rings that"),
    ("features/0/properties/radius_m", 3, "radius_m: expected none with a Polygon"),
    ("features/1/properties/radius_m", ..., "radius_m: expected metres with a Point"),
    ("features/1/properties/radius_m", "12", 'radius_m: expected metres, .* got "12"'),
    (
        "features/1/properties/kind",
        "landmark",
        "title: expected 1 to 200 .* got nothing",
    ),
    ("features/1/properties/sound", 3, "sound: expected an object with at least a mapping"),
    ("features/1/properties/sound/mapping", ..., "sound.mapping: expected one of axes"),
    ("features/1/properties/sound/mic", [0.5, "a"], 'sound.mic.1: .* got "a"'),
    ("features/1/properties/sound/mic", True, "sound.mic.0: .* got true"),
    ("features/1/properties/sound/mic", {}, "sound.mic: .* got {}"),
    ("features/1/properties/sound/stage_deg", [1], "sound.stage_deg.1: expected two azimuths"),
    ("features/1/properties/sound/motion", 1.5, "sound.motion: expected a number 0 .* got 1.5"),
    ("features/1/properties/sound/motion", None, "sound.motion: .* got null"),
    ("features/1/properties/sound/temperature", 3, "sound.temperature: expected a number 0 to 2"),
    ("features/1/properties/sound/motion_s", 0, "sound.motion_s: expected seconds per .* got 0"),
    ("features/1/properties/sound/spread", [1, 4], "sound.spread.1: expected a number 0 to 3"),
    ("features/1/properties/sound/spread", [], "sound.spread: expected a number 0 to 3, .* got"),
    ("features/1/properties/title", {}, "title: expected 1 to 200 characters, .* got {}"),
    ("features/1/properties/title", {"English": "a"}, "title: .* got .*English"),
    ("features/1/properties/title", {"fr": ""}, 'title: .*Write for example "title": {"en"'),
    ("features/1/properties/title", 5, "title: expected 1 to 200 characters, .* got 5"),
    ("latentwalk/description", {"en": "a" * 2001}, "description: expected at most 2000"),
    ("latentwalk/order", -1, "order: expected a whole number, 0 to 1000000, got -1"),
    ("features/1/properties/colour", "red\n" * 9, "colour: expected a colour #rrggbb, got"),
    ("features/1/properties/a\nb", 1, 'unknown field "a.nb"'),
    ("latentwalk", 7, "latentwalk: expected an object, got 7"),
    ("latentwalk/version", 2, "latentwalk, version: expected 1, got 2"),
    ("latentwalk/model", ..., "latentwalk, model: expected the id of a model"),
    ("latentwalk/origin", ..., "latentwalk, origin: expected .lon, lat."),
    ("latentwalk/origin", [43.522, 95.0], "latentwalk, origin: .*are they swapped"),
    ("latentwalk/frame", "local", "latentwalk, origin: expected none in a local walk"),
    ("latentwalk/start", [43.5, 5.4], "latentwalk, start: .*look swapped"),
    ("latentwalk/start", [105.4, 43.5], "latentwalk, start: .*Move it nearer"),
    ("latentwalk/start", [5.448, 43.522, float("nan")], "latentwalk, start.2: .* got NaN"),
    ("features/0/properties/id", "\ud800", "id: expected 1 to 64 letters, .* got .[?]."),
    ("latentwalk/start_heading_deg", 360, "start_heading_deg: .* got 360"),
]


@pytest.mark.parametrize(
    ("path", "value", "message"), WRONG, ids=[f"{p}={v!r}"[:60] for p, v, _ in WRONG]
)
def test_a_wrong_value_is_told_with_its_field(path: str, value: object, message: str) -> None:
    with pytest.raises(WalkFileError, match=message) as told:
        parse_walk(with_value(path, value), "my.geojson")
    assert len(str(told.value).splitlines()) == 1
    assert len(str(told.value).encode()) < 500  # a lone surrogate would not leave the server


def test_words_are_a_text_or_texts_by_language() -> None:
    titles = {"en": "The circle", "fr": "Le cercle", "pt-BR": "O círculo"}
    walk = parse_walk(with_value("features/1/properties/title", titles), "my.geojson")
    assert walk.zones[1].title == titles
    assert walk.zones[0].title == "The square"


def test_ground_moves_as_its_document_says() -> None:
    moving = {"mapping": "terrain", "motion": 0.5, "motion_s": 0.25}
    walk = parse_walk(with_value("features/1/properties/sound", moving), "my.geojson")
    assert (walk.zones[1].sound.motion, walk.zones[1].sound.motion_s) == (0.5, 0.25)
    assert walk.zones[0].sound.motion == 0.0


def test_a_prior_is_as_hot_as_its_document_says() -> None:
    hot = {"mapping": "prior", "temperature": 1.5, "seed": 3}
    sound = parse_walk(with_value("features/1/properties/sound", hot), "my.geojson").zones[1].sound
    assert (sound.mapping, sound.temperature, sound.seed) == (MappingKind.PRIOR, 1.5, 3)
    mild = parse_walk(with_value("features/1/properties/sound", {"mapping": "prior"}), "my.geojson")
    assert mild.zones[1].sound.temperature == 1.0


def test_an_ellipsoid_has_three_half_axes_of_which_the_longest_is_its_size() -> None:
    stone = json.loads((FILES / "hole-and-landmark.geojson").read_text())
    (landmark,) = [f for f in stone["features"] if f["properties"].get("kind") == "landmark"]
    landmark["properties"]["radii_m"] = [0.5, 3, 1]
    (read,) = parse_walk(json.dumps(stone), "my.geojson").landmarks
    assert (read.radii_m, read.radius_m) == ((0.5, 3.0, 1.0), 3.0)
    landmark["properties"]["radii_m"] = [1, 2]
    with pytest.raises(WalkFileError, match="radii_m.2: expected three half axes"):
        parse_walk(json.dumps(stone), "my.geojson")


def test_a_landmark_must_be_a_point_with_an_id_of_its_own() -> None:
    stone = {"type": "Feature", "properties": {"kind": "landmark", "title": "Stone"}}
    line = {**stone, "geometry": {"type": "LineString", "coordinates": []}}
    with pytest.raises(WalkFileError, match='geometry: expected Point, got "LineString"'):
        parse_walk(with_value("features/1", line), "my.geojson")
    twin = {**stone, "id": "square", "geometry": document()["features"][1]["geometry"]}
    with pytest.raises(WalkFileError, match="expected an id used once"):
        parse_walk(with_value("features/1", twin), "my.geojson")


def test_a_crossing_in_a_local_walk_is_told_in_its_metres() -> None:
    text = (FILES / "local-export.geojson").read_text()
    crossed = json.loads(text)
    ring = crossed["features"][0]["geometry"]["coordinates"][0]
    ring[1], ring[2] = ring[2], ring[1]
    with pytest.raises(WalkFileError, match="self-intersection at .15.0, 15.0."):
        parse_walk(json.dumps(crossed), "my.geojson")


@pytest.mark.parametrize(
    "outline", [[[0, 0], [9, 0], [18, 0], [0, 0]], [[0, 0], [9, 0], [0, 0], [0, 0]]], ids=str
)
def test_a_zone_without_area_is_refused(outline: list[list[float]]) -> None:
    flat = json.loads((FILES / "local-export.geojson").read_text())
    flat["features"][0]["geometry"]["coordinates"] = [outline]
    with pytest.raises(WalkFileError, match="rings that neither cross"):
        parse_walk(json.dumps(flat), "my.geojson")


def test_degrees_in_another_projection_are_refused_in_a_local_walk() -> None:
    text = (FILES / "local-export.geojson").read_text().replace("30", "893000")
    with pytest.raises(WalkFileError, match="within 50 km of the origin, got .893000.0"):
        parse_walk(text, "lambert.geojson")


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 100_000, "1" * 5000, "null", "NaN", "[1e999]", '"\ud800"'], ids=range(8)
)
def test_what_is_no_walk_at_all_is_refused(text: str) -> None:
    with pytest.raises(WalkFileError):
        parse_walk(text, "my.geojson")


def test_a_document_of_more_than_five_megabytes_is_refused(tmp_path: Path) -> None:
    big = tmp_path / "big.geojson"
    big.write_text(" " * (MAX_BYTES - 1) + "é")
    with pytest.raises(WalkFileError, match="at most 5 MB"):
        load_walk(big)
    with pytest.raises(WalkFileError, match="at most 5 MB"):
        parse_walk(" " * (MAX_BYTES + 1), "b")


def test_a_missing_file_and_another_encoding_are_refused(tmp_path: Path) -> None:
    with pytest.raises(WalkFileError, match="cannot be read: No such file"):
        load_walk(tmp_path / "none.geojson")
    (tmp_path / "latin.geojson").write_bytes("é".encode("latin-1"))
    with pytest.raises(WalkFileError, match="byte 0: expected UTF-8"):
        load_walk(tmp_path / "latin.geojson")
