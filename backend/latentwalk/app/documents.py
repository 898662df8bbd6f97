"""The walk documents as their owner sees them: the files of the folder, right and wrong ones."""

from pathlib import Path

from pydantic import JsonValue

from latentwalk.app.public_walk import public_walk
from latentwalk.domain.errors import UnknownWalkError, WalkFileError
from latentwalk.geo.walkfile import load_walk

CONTENT_TYPE = "application/geo+json"
SUFFIX = ".geojson"


def list_documents(folder: Path) -> list[dict[str, JsonValue]]:
    """Return one line a file, read anew: id, title, file, is_valid, error.

    A document that cannot be read is titled by its id.
    """
    return [_line(path) for path in _files(folder).values()]


def find_document(folder: Path, document_id: str) -> Path:
    """Return the file of ``document_id``.

    Raises:
        UnknownWalkError: If the folder has no such file.
    """
    files = _files(folder)
    if document_id not in files:
        known = ", ".join(files) or "none"
        raise UnknownWalkError(f"document: expected one of {known}, got {document_id[:80]!r}")
    return files[document_id]


def _files(folder: Path) -> dict[str, Path]:
    return {path.stem: path for path in sorted(folder.glob(f"*{SUFFIX}"))}


def _line(path: Path) -> dict[str, JsonValue]:
    line: dict[str, JsonValue] = {"id": path.stem, "title": path.stem, "file": path.name}
    try:
        title = public_walk(load_walk(path))["title"]
    except WalkFileError as error:
        return {**line, "is_valid": False, "error": str(error)}
    return {**line, "title": title, "is_valid": True, "error": None}
