"""Whatever a document holds, it is a walk or a WalkFileError."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.domain.errors import WalkFileError
from latentwalk.domain.walk import Walk
from latentwalk.geo.check import check_document
from latentwalk.geo.walkfile import parse_walk
from tests.unit.geo.documents import documents

FILES = Path(__file__).parents[3] / "tests" / "data" / "geojson"
GOLDEN = [path for path in sorted(FILES.glob("*.geojson")) if "_invalid" not in path.stem]

WORDS = [
    *("zone", "landmark", "hush", "anchor", "planted", "sample", "Point", "Polygon"),
    *("MultiPolygon", "LineString", "Feature", "terrain", "anchors", "local", "12:00"),
]
KEYS = [
    *("type", "sound", "mic", "kind", "coordinates", "id", "rules", "when", "then", "all"),
    *("not", "inside", "open", "cycles", "width_m", "zone", "from"),
]
scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    | st.sampled_from(WORDS)
)  # fmt: skip
keys = st.text(max_size=4) | st.sampled_from(KEYS)
anything = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=5) | st.dictionaries(keys, inner, max_size=5)
)


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return the path of every value inside ``value``."""
    listed = enumerate(value) if isinstance(value, list) else ()
    found = [path]
    for key, child in value.items() if isinstance(value, dict) else listed:
        found += places(child, (*path, key))
    return found


@given(anything)
@settings(deadline=None, max_examples=200)
def test_any_json_is_a_walk_or_a_walk_file_error(value: object) -> None:
    assert_walk_or_refusal(json.dumps(value))


@pytest.mark.parametrize("path", GOLDEN, ids=lambda path: path.stem)
@given(data=st.data())
@settings(deadline=None, max_examples=25)
def test_any_change_to_a_walk_gives_a_walk_or_a_walk_file_error(
    path: Path, data: st.DataObject
) -> None:
    top = json.loads(path.read_text())
    everywhere = [place for place in places(top) if place]
    changes = st.lists(st.tuples(st.sampled_from(everywhere), anything), min_size=1, max_size=3)
    for place, value in data.draw(changes):
        inner: Any = top
        for part in place[:-1]:
            inner = inner[part] if _has(inner, part) else None
        if isinstance(inner, dict) or _has(inner, place[-1]):
            inner[place[-1]] = value
    assert_walk_or_refusal(json.dumps(top))


@given(documents())
@settings(deadline=None, max_examples=80)
def test_any_document_in_our_words_is_walked_with_all_it_holds(document: dict[str, Any]) -> None:
    walk = parse_walk(json.dumps(document), "drawn.geojson")
    count = {"zone": len(walk.zones), "hush": len(walk.hushes), "sample": len(walk.samples)}
    count["landmark"] = len(walk.landmarks)
    count["anchor"] = sum(len(zone.sound.anchors) for zone in walk.zones)
    count["planted"] = sum(len(zone.sound.planted) for zone in walk.zones)
    kinds = [feature["properties"].get("kind", "zone") for feature in document["features"]]
    assert count == {kind: kinds.count(kind) for kind in count}
    assert len(walk.rules) == len(document["latentwalk"].get("rules", []))
    assert check_document(json.dumps(document), "drawn.geojson").ok


def _has(inner: Any, part: str | int) -> bool:
    if isinstance(inner, dict):
        return part in inner
    return isinstance(inner, list) and isinstance(part, int) and part < len(inner)


def assert_walk_or_refusal(text: str) -> None:
    refusal = ""
    try:
        assert isinstance(parse_walk(text, "fuzz.geojson"), Walk)
    except WalkFileError as error:
        refusal = str(error)
    assert len(refusal.splitlines()) <= 1
    assert check_document(text, "fuzz.geojson").ok == (not refusal)
