"""What publishing changes, as an artist reads it."""

from typing import Any

from latentwalk.app.changes import changes_between as changes_of
from latentwalk.app.draft_document import Document


def changes_between(before: Any, after: Any) -> Any:
    """Compare; what comes back is read as JSON."""
    return changes_of(before, after)


def feature(name: str, **properties: object) -> Document:
    given: Document = {"id": name, **properties}  # type: ignore[dict-item]  # JSON as given
    return {"type": "Feature", "geometry": {"type": "Point"}, "properties": given}


def document(*features: Document, **piece: object) -> Document:
    return {"latentwalk": {**piece}, "features": [*features]}  # type: ignore[dict-item]  # as given


def test_the_same_document_changes_nothing() -> None:
    same = document(feature("a"), title="x")
    changes = changes_between(same, document(feature("a"), title="x"))
    assert not changes["has_changes"]
    assert changes["added"] == changes["removed"] == changes["changed"] == changes["settings"] == []


def test_features_are_told_apart_by_id_whatever_their_order() -> None:
    before = document(feature("a"), feature("b", title="Old"))
    after = document(feature("c", kind="hush"), feature("a"))
    changes = changes_between(before, after)
    assert changes["added"] == [{"id": "c", "kind": "hush", "title": "c"}]
    assert changes["removed"] == [{"id": "b", "kind": "zone", "title": "Old"}]
    assert changes["changed"] == []


def test_a_changed_feature_names_its_fields() -> None:
    before = document(feature("a", fade_m=5, sound={"mapping": "terrain", "seed": 1}))
    moved = feature("a", fade_m=5, sound={"mapping": "fixed", "seed": 1, "mic": 1})
    moved["geometry"] = {"type": "Point", "coordinates": [1, 2]}
    (changed,) = changes_between(before, document(moved))["changed"]
    assert changed["fields"] == ["geometry", "sound.mapping", "sound.mic"]


def test_settings_of_the_piece_are_named_with_their_place() -> None:
    before = document(title={"en": "A"}, outside={"mapping": "silence"})
    after = document(title={"en": "A", "fr": "B"}, outside={"mapping": "silence"}, seed=3)
    assert changes_between(before, after)["settings"] == ["title.fr", "seed"]


def test_without_a_published_walk_all_is_added() -> None:
    changes = changes_between(None, document(feature("a"), title="x"))
    assert [one["id"] for one in changes["added"]] == ["a"]
    assert changes["settings"] == ["title"]


def test_features_without_an_id_are_told_apart_by_place() -> None:
    nameless: Document = {"type": "Feature", "properties": None}
    changes = changes_between({"features": []}, {"features": [3, nameless]})
    assert changes["added"] == [{"id": "feature 0", "kind": "zone", "title": "feature 0"}]
