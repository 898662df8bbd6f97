"""The walk documents as their owner sees them: published ones, right and wrong, and drafts."""

from pathlib import Path

from pydantic import JsonValue

from latentwalk.app.draft_store import DraftStore
from latentwalk.app.public_walk import public_walk
from latentwalk.domain.errors import LatentwalkError, UnknownWalkError, WalkFileError
from latentwalk.geo.walkfile import load_walk, parse_walk

CONTENT_TYPE = "application/geo+json"
SUFFIX = ".geojson"


def list_documents(folder: Path) -> list[dict[str, JsonValue]]:
    """Return one line a walk, read anew: id, title, file, is_valid, error, and what there is.

    A document that cannot be read is titled by its id. Walks that were never published have
    a draft only.
    """
    store, files = DraftStore(folder), _files(folder)
    drafts = set(store.ids())
    published = [
        {**_line(path), "is_published": True, "has_draft": name in drafts}
        for name, path in files.items()
    ]
    return [*published, *(_draft_line(store, name) for name in sorted(drafts - files.keys()))]


def find_document(folder: Path, document_id: str) -> Path:
    """Return the file of ``document_id``: what is published, else the draft.

    Raises:
        UnknownWalkError: If the folder has no such file.
    """
    files, store = _files(folder), DraftStore(folder)
    if document_id in files:
        return files[document_id]
    if document_id in store.ids():
        return store.newest_path(document_id)
    known = ", ".join(sorted({*files, *store.ids()})) or "none"
    raise UnknownWalkError(f"document: expected one of {known}, got {document_id[:80]!r}")


def _files(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted(folder.glob(f"*{SUFFIX}"))}


def _draft_line(store: DraftStore, walk_id: str) -> dict[str, JsonValue]:
    line: dict[str, JsonValue] = {"id": walk_id, "title": walk_id, "file": f"{walk_id}{SUFFIX}"}
    line |= {"is_published": False, "has_draft": True}
    try:
        draft = store.read(walk_id)
        walk = parse_walk(draft.text, f"{walk_id}{SUFFIX}")
    except LatentwalkError as error:
        return {**line, "is_valid": False, "error": str(error)}
    return {**line, "title": public_walk(walk)["title"], "is_valid": True, "error": None}


def _line(path: Path) -> dict[str, JsonValue]:
    line: dict[str, JsonValue] = {"id": path.stem, "title": path.stem, "file": path.name}
    try:
        title = public_walk(load_walk(path))["title"]
    except WalkFileError as error:
        return {**line, "is_valid": False, "error": str(error)}
    return {**line, "title": title, "is_valid": True, "error": None}
