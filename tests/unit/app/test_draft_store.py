"""Drafts on disk: every version there is can be had back, and nothing is half written."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from latentwalk.app.draft_document import Document, document_text, parse_document, slug_of
from latentwalk.app.draft_index import FRESH_VERSIONS, MAX_VERSIONS, DraftIndex, Version
from latentwalk.app.draft_store import DraftStore, write_atomically
from latentwalk.domain.errors import (
    InputFileError,
    RequestError,
    StaleDraftError,
    UnknownWalkError,
)

NOW = datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
PUBLISHED = '{"type": "FeatureCollection", "latentwalk": {"title": "Park"}, "features": []}'


def titled(title: str) -> Document:
    return {"type": "FeatureCollection", "latentwalk": {"title": title}, "features": []}


@pytest.fixture
def store(tmp_path: Path) -> DraftStore:
    (tmp_path / "park.geojson").write_text(PUBLISHED)
    return DraftStore(tmp_path, lambda: NOW)


def test_a_walk_that_was_never_edited_is_its_own_draft_and_leaves_no_trace(
    store: DraftStore, tmp_path: Path
) -> None:
    draft = store.read("park")
    assert draft.index.newest == 1
    assert draft.document == json.loads(PUBLISHED)
    assert not (tmp_path / ".drafts").exists()


def test_every_version_can_be_had_back(store: DraftStore) -> None:
    for number, title in enumerate(["Morning", "Noon", "Night"], start=1):
        assert store.save("park", number, titled(title), is_good=True) == number + 1
    assert store.text("park", 1) == PUBLISHED
    assert parse_document(store.text("park", 2)) == titled("Morning")
    assert store.read("park").document == titled("Night")
    assert [v.time for v in store.index("park").versions] == [NOW.isoformat()] * 4


def test_a_stale_save_is_refused_and_changes_nothing(store: DraftStore) -> None:
    store.save("park", 1, titled("Mine"), is_good=True)
    with pytest.raises(StaleDraftError) as refused:
        store.save("park", 1, titled("Theirs"), is_good=True)
    assert refused.value.version == 2
    assert store.read("park").document == titled("Mine")


def test_publishing_writes_the_walk_and_back_to_the_last_brings_the_other(
    store: DraftStore,
) -> None:
    store.save("park", 1, titled("Spring"), is_good=True)
    store.publish("park", 2, "spring")
    assert parse_document(store.published_text("park") or "") == titled("Spring")
    assert store.index("park").versions[-1].title == "spring"
    assert store.unpublish("park") == 1
    assert store.published_text("park") == PUBLISHED
    with pytest.raises(RequestError, match="no other version"):
        store.unpublish("park")


def test_a_document_of_another_hand_is_laid_aside_before_it_is_replaced(
    store: DraftStore, tmp_path: Path
) -> None:
    store.save("park", 1, titled("Mine"), is_good=True)
    store.publish("park", 2, "mine")
    (tmp_path / "park.geojson").write_text("by hand")
    store.save("park", 2, titled("Mine again"), is_good=True)
    store.publish("park", 3, "again")
    (kept,) = (tmp_path / ".drafts/park").glob("replaced-*.geojson")
    assert kept.read_text() == "by hand"


def test_a_draft_without_a_walk_is_created_once(store: DraftStore, tmp_path: Path) -> None:
    store.create("lawn", titled("Lawn"), is_good=True)
    assert store.ids() == ["lawn"]
    assert not (tmp_path / "lawn.geojson").exists()
    with pytest.raises(RequestError) as refused:
        store.create("park", titled("Park"), is_good=True)
    assert refused.value.status == 409


def test_the_newest_good_version_is_remembered_behind_wrong_ones(store: DraftStore) -> None:
    store.save("park", 1, titled("Good"), is_good=True)
    store.save("park", 2, titled("Wrong"), is_good=False)
    assert store.index("park").newest_good == 2


@pytest.mark.parametrize("walk_id", ["..", "../park", ".drafts", "a/b", "", "x" * 65, "é", "_x"])
def test_an_id_that_is_no_files_name_is_refused(store: DraftStore, walk_id: str) -> None:
    with pytest.raises(RequestError):
        store.read(walk_id)


def test_an_unknown_walk_names_those_there_are(store: DraftStore) -> None:
    with pytest.raises(UnknownWalkError, match="park"):
        store.read("nowhere")


def test_a_broken_index_says_what_to_do(store: DraftStore, tmp_path: Path) -> None:
    store.save("park", 1, titled("x"), is_good=True)
    (tmp_path / ".drafts/park/index.json").write_text("[]")
    with pytest.raises(InputFileError, match="Move the draft's folder away"):
        store.read("park")


def test_a_write_that_fails_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "walk.geojson"
    write_atomically(path, "old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("latentwalk.app.draft_store.os.fsync", full)
    with pytest.raises(InputFileError, match="No space left"):
        write_atomically(path, "new")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_link_opens_until_it_is_revoked(store: DraftStore) -> None:
    assert not store.admits("park", "")
    token = store.make_token("park")
    assert store.make_token("park") == token
    assert store.admits("park", token)
    assert not store.admits("park", token[:-1])
    store.drop_token("park")
    assert not store.admits("park", token)
    assert not store.admits("nowhere", token)


def test_old_autosaves_are_thinned_and_what_was_named_stays(
    store: DraftStore, tmp_path: Path
) -> None:
    for number in range(1, MAX_VERSIONS + 60):
        store.save("park", number, titled(str(number)), is_good=True)
        if number == 20:
            store.publish("park", 21, "kept")
    index = store.index("park")
    numbers = [version.number for version in index.versions]
    assert len(numbers) == MAX_VERSIONS
    assert {1, 21} <= set(numbers)
    newest = index.newest
    assert numbers[-FRESH_VERSIONS:] == list(range(newest - FRESH_VERSIONS + 1, newest + 1))
    on_disk = {int(path.stem) for path in (tmp_path / ".drafts/park").glob("[0-9]*.geojson")}
    assert on_disk == set(numbers)


def test_when_all_is_named_the_oldest_that_nobody_hears_goes() -> None:
    versions = tuple(Version(n, "", f"v{n}") for n in range(1, MAX_VERSIONS + 2))
    index = DraftIndex(versions, (1,)).thinned()
    assert [v.number for v in index.versions[:2]] == [1, 3]


def test_an_index_reads_back_as_it_was_written() -> None:
    index = DraftIndex((Version(1, "t", "é", is_good=False),), (1,), "token")
    assert DraftIndex.from_text(index.to_text(), "x") == index


def test_a_document_is_written_a_feature_a_line_and_reads_back() -> None:
    document: Document = {**titled("x"), "features": [{"a": 1}, {"b": [1.5, None]}], "more": {}}
    text = document_text(document)
    assert json.loads(text) == document
    assert '    {"a": 1},\n' in text


@pytest.mark.parametrize(
    "document",
    [{"x": float("nan")}, {"x": float("inf")}, {"x": "\ud800"}, {"x": "y" * 5_000_001}],
    ids=["NaN", "infinity", "half a character", "too long"],
)
def test_what_json_cannot_say_is_refused(document: Document) -> None:
    with pytest.raises(RequestError):
        document_text(document)


@pytest.mark.parametrize("body", [b"", b"[]", b"3", b"{", b"[" * 100_000, b"\xff"])
def test_a_body_that_is_no_object_is_refused(body: bytes) -> None:
    with pytest.raises(RequestError):
        parse_document(body)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("La pelouse, l'été", "la-pelouse-l-ete"),
        ({"fr": "Rivière"}, "riviere"),
        ("水", "walk"),
        ("-" * 90 + "x", "x"),
    ],
)
def test_an_id_is_made_from_a_title(title: str | dict[str, str], slug: str) -> None:
    assert slug_of(title) == slug
