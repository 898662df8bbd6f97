"""The schema that is served says what the reader reads."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from latentwalk.geo.document.schema import DIALECT, walk_schema
from latentwalk.geo.walkfile import read_document
from tests.unit.geo.documents import documents

ROOT = Path(__file__).parents[3]
FILES = ROOT / "tests" / "data" / "geojson"
VALID = [
    *sorted((ROOT / "geofences").glob("*.geojson")),
    *(path for path in sorted(FILES.glob("*.geojson")) if "_invalid" not in path.stem),
]
# Wrong in a way that the form of a document shows; the others need geometry or cross-references.
STRUCTURAL = {
    *("corridor", "edges", "hush", "modifiers", "multipolygon", "no-piece", "piece", "planted"),
    *("radius-zero", "rule-of-two", "sample", "scale-negative", "two-points", "unknown-field"),
}
VALIDATOR = Draft202012Validator(walk_schema())


def test_the_schema_is_a_schema_of_the_2020_dialect() -> None:
    assert walk_schema()["$schema"] == DIALECT
    Draft202012Validator.check_schema(dict(walk_schema()))


@pytest.mark.parametrize("path", VALID, ids=lambda path: path.stem)
def test_every_walk_that_can_be_walked_keeps_the_schema(path: Path) -> None:
    assert [*VALIDATOR.iter_errors(json.loads(path.read_text()))] == []


@pytest.mark.parametrize("name", sorted(STRUCTURAL))
def test_a_twin_that_is_wrong_in_form_breaks_the_schema(name: str) -> None:
    document = json.loads((FILES / f"{name}_invalid.geojson").read_text())
    assert not VALIDATOR.is_valid(document)


@given(documents())
@settings(deadline=None, max_examples=40)
def test_any_document_in_our_words_keeps_the_schema(document: dict[str, Any]) -> None:
    assert VALIDATOR.is_valid(document)


@pytest.mark.parametrize(("kind", "is_kept"), [("x-note", True), ("note", False)])
def test_features_of_another_program_are_let_through(kind: str, is_kept: bool) -> None:
    document = json.loads((FILES / "edges.geojson").read_text())
    note = {"type": "Feature", "properties": {"kind": kind}, "geometry": None}
    assert VALIDATOR.is_valid({**document, "features": [note]}) == is_kept


def test_every_field_of_ours_is_described_and_has_an_example() -> None:
    bare = [
        f"{name}.{field}"
        for name, definition in walk_schema()["$defs"].items()
        if name.endswith("Document")
        for field, schema in definition["properties"].items()
        if field != "kind" and not {"description", "examples"} <= schema.keys()
    ]
    assert bare == []


@pytest.mark.parametrize(
    "change",
    [
        {"radius_m": 20, "width_m": 3},
        {"sound": None, "radius_m": 20, "title": None, "stroke-width": 2, "_note": [1]},
        {"radius_m": None},
        {"radius_m": 20, "loudness": 1},
    ],
    ids=["two-measures", "null-and-foreign", "no-measure", "unknown"],
)
def test_measures_nulls_and_foreign_properties_are_as_the_reader_has_them(
    change: dict[str, Any],
) -> None:
    document = json.loads((FILES / "small.geojson").read_text())
    document["features"][1]["properties"] = {"id": "circle", **change}
    is_walk = read_document(json.dumps(document), "my.geojson").walk is not None
    assert VALIDATOR.is_valid(document) == is_walk
