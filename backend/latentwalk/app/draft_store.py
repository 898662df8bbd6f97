"""Drafts on disk, beside the walks: every save is a version that can be had back.

``<walks_dir>/.drafts/<id>/<version>.geojson`` and one ``index.json`` a draft. A walk that
was never edited here has a draft all the same: its document, as version 1.
"""

import hmac
import os
import secrets
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from latentwalk.app.draft_document import Document, document_text, parse_document, require_walk_id
from latentwalk.app.draft_index import DraftIndex, Version
from latentwalk.domain.errors import InputFileError, RequestError, StaleDraftError, UnknownWalkError

FOLDER = ".drafts"
INDEX = "index.json"
SUFFIX = ".geojson"


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft as it lies on disk.

    Attributes:
        id: The walk's.
        index: Its versions.
        text: Of the newest one.
    """

    id: str
    index: DraftIndex
    text: str

    @property
    def document(self) -> Document:
        """The newest version, parsed."""
        return parse_document(self.text, f"{self.id}{SUFFIX}")


class DraftStore:
    """All drafts of one folder of walks; safe to use from several threads.

    Args:
        walks_dir: Where the published walks lie.
        now: Says what time it is, aware.
    """

    def __init__(
        self, walks_dir: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        self._walks_dir, self._now = walks_dir, now
        self._lock = threading.RLock()

    def ids(self) -> list[str]:
        """Return the ids of all drafts that were ever saved."""
        folder = self._walks_dir / FOLDER
        return sorted(path.parent.name for path in folder.glob(f"*/{INDEX}"))

    def has(self, walk_id: str) -> bool:
        """Say whether there is a draft or a walk of that id."""
        require_walk_id(walk_id)
        return self._index_path(walk_id).exists() or self.published_path(walk_id).exists()

    def read(self, walk_id: str) -> Draft:
        """Return the newest version of a draft.

        Raises:
            RequestError: If the id is none.
            UnknownWalkError: If there is neither a draft nor a walk of that id.
            InputFileError: If a file cannot be read.
        """
        with self._lock:
            index = self.index(walk_id)
            return Draft(walk_id, index, self.text(walk_id, index.newest))

    def index(self, walk_id: str) -> DraftIndex:
        """Return a draft's versions; raises as :meth:`read`."""
        path = self._index_path(require_walk_id(walk_id))
        with self._lock:
            if path.exists():
                return DraftIndex.from_text(_read(path), str(path))
            if not self.published_path(walk_id).exists():
                known = ", ".join(sorted({*self.ids(), *self._published_ids()})) or "none"
                raise UnknownWalkError(f"draft: expected one of {known}, got {walk_id!r}")
            return DraftIndex((Version(1, self._time(), "", is_good=True),), (1,))

    def text(self, walk_id: str, version: int) -> str:
        """Return one version of a draft; raises as :meth:`read`."""
        with self._lock:
            if version not in [v.number for v in self.index(walk_id).versions]:
                raise RequestError(404, f"version: {walk_id} has no version {version} any more")
            path = self._version_path(walk_id, version)
            return _read(path if path.exists() else self.published_path(walk_id))

    def create(self, walk_id: str, document: Document, is_good: bool) -> None:
        """Begin a draft of a walk that does not exist yet.

        Raises:
            RequestError: If one of that id exists.
        """
        text = document_text(document)
        with self._lock:
            if self.has(walk_id):
                raise RequestError(409, f"id: {walk_id!r} exists already. Choose another")
            self._write(walk_id, DraftIndex((Version(1, self._time(), "", is_good),)), text)

    def save(self, walk_id: str, edited: int, document: Document, is_good: bool) -> int:
        """Add a version.

        Args:
            walk_id: Whose draft.
            edited: The version that this one was made from.
            document: It.
            is_good: Whether it can be walked.

        Returns:
            Its number.

        Raises:
            StaleDraftError: If ``edited`` is not the newest; nothing is changed.
        """
        text = document_text(document)
        with self._lock:
            index = self.index(walk_id)
            if edited != index.newest:
                raise StaleDraftError(edited, index.newest)
            self._materialise(walk_id, index)
            number = index.newest + 1
            added = index.with_version(Version(number, self._time(), "", is_good))
            self._write(walk_id, added, text)
            return number

    def publish(self, walk_id: str, number: int, title: str) -> None:
        """Let walkers hear a version: write the walk's document, in one step."""
        with self._lock:
            index = self.index(walk_id)
            text = self.text(walk_id, number)
            self._materialise(walk_id, index)
            self._keep_foreign(walk_id, index)
            write_atomically(self.published_path(walk_id), text)
            self._write_index(walk_id, index.with_publication(number, title))

    def unpublish(self, walk_id: str) -> int:
        """Let walkers hear again what they heard before; return its number.

        Raises:
            RequestError: If they never heard another version, or it is gone.
        """
        with self._lock:
            index = self.index(walk_id)
            before = index.published[-2:-1]
            if not before:
                raise RequestError(409, f"{walk_id}: no other version was published before")
            text = self.text(walk_id, before[0])
            write_atomically(self.published_path(walk_id), text)
            self._write_index(walk_id, replace(index, published=index.published[:-1]))
            return before[0]

    def newest_path(self, walk_id: str) -> Path:
        """Return the file of a draft's newest version."""
        path = self._version_path(walk_id, self.index(walk_id).newest)
        return path if path.exists() else self.published_path(walk_id)

    def published_text(self, walk_id: str) -> str | None:
        """Return the document that walkers hear, ``None`` without one."""
        path = self.published_path(walk_id)
        return _read(path) if path.exists() else None

    def published_path(self, walk_id: str) -> Path:
        """Return where the published document lies or would lie."""
        return self._walks_dir / f"{walk_id}{SUFFIX}"

    def make_token(self, walk_id: str) -> str:
        """Return what opens the draft to others, made anew the first time."""
        with self._lock:
            index = self.index(walk_id)
            if not index.token:
                index = replace(index, token=secrets.token_urlsafe(16))
                self._materialise(walk_id, index)
                self._write_index(walk_id, index)
            return index.token

    def drop_token(self, walk_id: str) -> None:
        """Close the draft to others."""
        with self._lock:
            index = self.index(walk_id)
            if index.token:
                self._write_index(walk_id, replace(index, token=""))

    def admits(self, walk_id: str, token: str) -> bool:
        """Say whether ``token`` opens a draft; takes the same time whatever is guessed."""
        if not self.has(walk_id):
            return False
        expected = self.index(walk_id).token
        return bool(expected) and hmac.compare_digest(token.encode(), expected.encode())

    def _published_ids(self) -> list[str]:
        return [path.stem for path in self._walks_dir.glob(f"*{SUFFIX}")]

    def _keep_foreign(self, walk_id: str, index: DraftIndex) -> None:
        """Lay a document that another hand put there beside the drafts before it is replaced."""
        current = self.published_text(walk_id)
        known = [v.number for v in index.versions if v.number in index.published]
        if current is None or any(self.text(walk_id, n) == current for n in known):
            return
        time = self._now().strftime("%Y%m%dT%H%M%S")
        write_atomically(self._folder(walk_id) / f"replaced-{time}{SUFFIX}", current)

    def _materialise(self, walk_id: str, index: DraftIndex) -> None:
        """Keep the walk's document as a version before the first edit overwrites it."""
        if not self._index_path(walk_id).exists():
            self._write(walk_id, index, self.text(walk_id, index.newest))

    def _write(self, walk_id: str, index: DraftIndex, text: str) -> None:
        """Write the newest version, then the index, then remove what was thinned out."""
        with _told(self._folder(walk_id)):
            self._folder(walk_id).mkdir(parents=True, exist_ok=True)
        write_atomically(self._version_path(walk_id, index.newest), text)
        thin = index.thinned()
        self._write_index(walk_id, thin)
        for version in set(index.versions) - set(thin.versions):
            self._version_path(walk_id, version.number).unlink(missing_ok=True)

    def _write_index(self, walk_id: str, index: DraftIndex) -> None:
        write_atomically(self._index_path(walk_id), index.to_text())

    def _folder(self, walk_id: str) -> Path:
        return self._walks_dir / FOLDER / walk_id

    def _index_path(self, walk_id: str) -> Path:
        return self._folder(walk_id) / INDEX

    def _version_path(self, walk_id: str, number: int) -> Path:
        return self._folder(walk_id) / f"{number}{SUFFIX}"

    def _time(self) -> str:
        return self._now().isoformat(timespec="seconds")


def write_atomically(path: Path, content: str | bytes) -> None:
    """Put ``content`` at ``path`` in one step: a reader finds the old or the new, whole.

    Raises:
        InputFileError: If the disk refuses.
    """
    with _told(path):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with open(handle, "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
                file.flush()
                os.fsync(file.fileno())
            os.chmod(name, 0o644)
            os.replace(name, path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputFileError(
            path, "", f"expected to write it, got {error.strerror}", "Check the folder and the disk"
        ) from error


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputFileError(path, "", f"cannot be read: {error}") from error
