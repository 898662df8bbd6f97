"""All that is wrong is said, each with its Feature and field."""

import json
from pathlib import Path
from typing import Any

from latentwalk.geo.faults import MAX_FAULTS
from latentwalk.geo.walkfile import read_document

FILES = Path(__file__).parents[3] / "tests" / "data" / "geojson"


def document() -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FILES / "small.geojson").read_text())
    return read


def faults(top: dict[str, Any]) -> list[tuple[str, str]]:
    reading = read_document(json.dumps(top), "my.geojson")
    assert (reading.walk is None) == bool(reading.faults)
    return [(fault.feature, fault.field) for fault in reading.faults]


def test_a_right_document_has_no_faults() -> None:
    assert faults(document()) == []


def test_several_fields_of_several_features_are_told_at_once() -> None:
    top = document()
    square, circle = top["features"]
    top["latentwalk"]["seed"] = 0.5
    square["properties"]["fade_m"] = -1
    square["properties"]["sound"]["gain_db"] = 40
    square["geometry"]["coordinates"][0].pop()
    circle["properties"]["colour"] = "red"
    assert faults(top) == [
        ("latentwalk", "seed"),
        ("square", "fade_m"),
        ("square", "sound.gain_db"),
        ("square", "coordinates, outline"),
        ("circle", "colour"),
    ]


def test_coordinates_are_checked_though_the_settings_are_wrong() -> None:
    top = document()
    top["latentwalk"]["title"] = ""
    top["features"][1]["geometry"]["coordinates"] = [43.522, 5.447]
    assert faults(top) == [("latentwalk", "title"), ("circle", "coordinates")]


def test_features_are_checked_though_the_frame_is_unknown() -> None:
    top = document()
    top["latentwalk"]["frame"] = "lunar"
    top["features"][1]["properties"]["radius_m"] = -2
    assert faults(top) == [("latentwalk", "frame"), ("circle", "radius_m")]


def test_a_zone_that_is_wrong_itself_is_known_to_those_that_name_it() -> None:
    top = json.loads((FILES / "anchors.geojson").read_text())
    top["features"][1]["properties"]["fade_m"] = "wide"
    assert faults(top) == [("lawn", "fade_m")]


def test_a_feature_without_an_id_is_called_by_its_kind_and_place() -> None:
    top = json.loads((FILES / "anchors.geojson").read_text())
    top["features"][0]["properties"]["zone"] = "meadow"
    assert faults(top) == [("anchor-1", "zone")]


def test_anchors_outside_every_zone_are_refused() -> None:
    top = document()
    top["latentwalk"]["outside"] = {"mapping": "anchors"}
    assert faults(top) == [("latentwalk", "outside.mapping")]


def test_long_ids_are_told_whole() -> None:
    top = document()
    top["features"][0]["properties"] |= {"id": "a" * 64, "fade_m": -1}
    assert faults(top) == [("a" * 64, "fade_m")]


def test_faults_of_a_hopeless_document_are_bounded() -> None:
    top = document()
    top["features"] = [7] * 2_000
    assert len(faults(top)) == MAX_FAULTS
