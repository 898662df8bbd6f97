"""Where walks are composed: drafts checked, stored, heard, published and taken back.

Its verbs run in worker threads. What people walk on is replaced in the event loop, which
owns who walks; a document that cannot be walked never reaches them.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import JsonValue

from latentwalk.app.changes import changes_between
from latentwalk.app.draft_document import Document, document_text, fresh_document, slug_of
from latentwalk.app.draft_store import DraftStore
from latentwalk.app.examiner import Examined, Examiner, report_json
from latentwalk.app.ground_maker import GroundMaker
from latentwalk.app.library import Library, OpenWalk
from latentwalk.app.model_shelf import ModelShelf
from latentwalk.app.walk_files import files_of
from latentwalk.domain.errors import (
    RequestError,
    WalkFileError,
)
from latentwalk.domain.ids import ModelId, WalkId
from latentwalk.domain.walk import Frame, Walk
from latentwalk.geo.report import Report
from latentwalk.session.ground import DRAFT_SUFFIX
from latentwalk.session.registry import Registry

Json = dict[str, JsonValue]
COPIES = 1000
ENCODED_WITHIN_S = 2.0  # as long as a page may wait for an answer


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a save.

    Attributes:
        version: Its number.
        report: What the check says of it.
    """

    version: int
    report: Report


class Studio:
    """The verbs of composing.

    Args:
        walks_dir: Where walks, drafts and their sounds lie.
        library: What is open.
        registry: Who walks.
        models: Loads those that drafts ask for.
        maker: Makes their ground.
        in_loop: Runs a function in the event loop and waits for it.
    """

    def __init__(
        self,
        walks_dir: Path,
        library: Library,
        registry: Registry,
        models: ModelShelf,
        maker: GroundMaker,
        in_loop: Callable[[Callable[[], None]], None],
    ) -> None:
        self.store = DraftStore(walks_dir)
        self._library, self._registry = library, registry
        self._models, self._maker, self._in_loop = models, maker, in_loop
        self._examiner = Examiner(models, maker)

    def sounds_dir(self, walk_id: str) -> Path:
        """Return the folder of a walk's sounds and pictures; it need not exist."""
        return self._maker.sounds_dir(walk_id)

    def files(self, walk_id: str) -> list[str]:
        """Return the names of a walk's sounds and pictures."""
        folder = self.sounds_dir(walk_id)
        return sorted(p.name for p in folder.glob("[!.]*")) if folder.is_dir() else []

    def names_file(self, walk_id: str, name: str) -> bool:
        """Say whether the draft or the published walk names a file."""
        texts = [self.store.read(walk_id).text, self.store.published_text(walk_id) or ""]
        return any(f'"{name}"' in text for text in texts)

    def examine(self, walk_id: str, text: str) -> Examined:
        """Check a document; see :class:`Examiner`."""
        return self._examiner.examine(walk_id, text, self.files(walk_id))

    def encoding(self, walk_id: str) -> list[str]:
        """Return the planted files of a draft that are not encoded yet: terrain stands in."""
        walk = self.examine(walk_id, self.store.read(walk_id).text).walk
        return [] if walk is None else self._maker.waiting(walk, ENCODED_WITHIN_S)

    def sound_is_ready(self, sound: Path) -> None:
        """Let a planted sound be heard, now that it is encoded, wherever it is planted."""
        for walk in self._library.walks():
            folder = self.sounds_dir(walk.id)
            if sound.parent == folder and sound.name in files_of(walk):
                self._swap(self._library.prepare(walk))

    def create(
        self,
        walk_id: str | None,
        title: str | dict[str, str],
        frame: Frame,
        origin: tuple[float, float] | None,
        model: str | None,
    ) -> str:
        """Begin a walk; return its id."""
        name = walk_id or self._free_id(slug_of(title))
        chosen = ModelId(model) if model else next(iter(self._models.contracts))
        document = fresh_document(name, title, frame, origin, chosen)
        examined = self.examine(name, document_text(document))
        if examined.walk is None:
            raise RequestError(422, examined.report.errors[0].message)
        self.store.create(name, document, is_good=True)
        return name

    def copy(self, walk_id: str, document: Document) -> str:
        """Keep a document as another walk's draft, with the same files; return its id."""
        self.store.index(walk_id)  # there must be one
        name = self._free_id(f"{walk_id[:48]}-copy")
        examined = self.examine(name, document_text(document))
        self.store.create(name, document, examined.walk is not None)
        copy_files(self.sounds_dir(walk_id), self.sounds_dir(name))
        return name

    def save(self, walk_id: str, edited: int, document: Document) -> Saved:
        """Store a draft's next version; who listens to the draft hears it if it can be walked."""
        examined = self._examiner.loaded(self.examine(walk_id, document_text(document)))
        version = self.store.save(walk_id, edited, document, examined.walk is not None)
        if examined.walk is not None and self._library.is_open(draft_id(walk_id)):
            self._open_draft(walk_id, examined.walk)
        return Saved(version, examined.report)

    def restore(self, walk_id: str, version: int) -> Saved:
        """Make an old version the newest."""
        document = replace(
            self.store.read(walk_id), text=self.store.text(walk_id, version)
        ).document
        return self.save(walk_id, self.store.index(walk_id).newest, document)

    def open_draft(self, walk_id: str) -> None:
        """Let a draft be heard, as far as it ever could be walked.

        Raises:
            UnknownWalkError: If there is no such draft.
            WalkFileError: If no version of it can be walked.
        """
        if self._library.is_open(draft_id(walk_id)):
            return
        number = self.store.index(walk_id).newest_good
        if number is None:
            raise WalkFileError(f"{walk_id}.geojson", "", "no version of this draft can be walked")
        examined = self._examiner.loaded(self.examine(walk_id, self.store.text(walk_id, number)))
        if examined.walk is None:
            finding = examined.report.errors[0]
            place = ", ".join(part for part in (finding.feature, finding.field) if part)
            raise WalkFileError(f"{walk_id}.geojson", place, finding.message)
        self._open_draft(walk_id, examined.walk)

    def changes(self, walk_id: str) -> Json:
        """Return what publishing would change, and what the check says."""
        draft, published = self.store.read(walk_id), self._published(walk_id)
        report = self.examine(walk_id, draft.text).report
        return {
            **changes_between(published, draft.document),
            "version": draft.index.newest,
            "is_new": published is None,
            **report_json(report),
        }

    def publish(self, walk_id: str, title: str) -> int:
        """Let walkers hear the draft; return the published version.

        Raises:
            RequestError: If it cannot be walked.
        """
        draft = self.store.read(walk_id)
        examined = self._examiner.loaded(self.examine(walk_id, draft.text))
        if examined.walk is None:
            first = examined.report.errors[0].message
            raise RequestError(422, f"{walk_id}: expected a draft without errors: {first}")
        opened = self._library.prepare(examined.walk)
        self.store.publish(walk_id, draft.index.newest, title)
        self._swap(opened)
        return draft.index.newest

    def unpublish_last(self, walk_id: str) -> int:
        """Let walkers hear what they heard before the last publication."""
        before = self.store.index(walk_id).published[-2:-1]
        if before:
            text = self.store.text(walk_id, before[0])
            examined = self._examiner.loaded(self.examine(walk_id, text))
            if examined.walk is None:
                raise RequestError(409, f"version {before[0]} can no longer be walked")
            opened = self._library.prepare(examined.walk)
            number = self.store.unpublish(walk_id)
            self._swap(opened)
            return number
        return self.store.unpublish(walk_id)  # says why not

    def published_version(self, walk_id: str) -> int | None:
        """Return which version walkers hear; ``None`` for none, or for another hand's file."""
        index, published = self.store.index(walk_id), self.store.published_text(walk_id)
        if published is None or not index.published:
            return None
        number = index.published[-1]
        return number if self.store.text(walk_id, number) == published else None

    def has_changes(self, walk_id: str) -> bool:
        """Say whether publishing would change anything."""
        return self._published(walk_id) != self.store.read(walk_id).document

    def _published(self, walk_id: str) -> Document | None:
        text = self.store.published_text(walk_id)
        return None if text is None else replace(self.store.read(walk_id), text=text).document

    def _open_draft(self, walk_id: str, walk: Walk) -> None:
        self._swap(self._library.prepare(replace(walk, id=WalkId(draft_id(walk_id)))))

    def _swap(self, opened: OpenWalk) -> None:
        """Open a walk and move whoever is on its old ground: their controls ramp over."""

        def swap() -> None:
            self._library.place(opened)
            for session in self._registry.everyone:
                if session.ground.walk.id == opened.walk.id:
                    session.stand_on(opened.ground)

        self._in_loop(swap)

    def _free_id(self, wanted: str) -> str:
        """Return ``wanted``, or with a number if that is taken."""
        names = (wanted if n == 1 else f"{wanted}-{n}" for n in range(1, COPIES))
        free = next((name for name in names if not self.store.has(name)), None)
        if free is None:
            raise RequestError(409, f"id: there are {COPIES} of {wanted!r} already. Choose another")
        return free


def draft_id(walk_id: str) -> str:
    """Return the id under which a walk's draft is walked."""
    return f"{walk_id}{DRAFT_SUFFIX}"


def published_id(walk_id: str) -> str:
    """Return the id of the walk that a draft is of; other ids stay as they are."""
    return walk_id.removesuffix(DRAFT_SUFFIX)


def copy_files(source: Path, target: Path) -> None:
    """Give a copied walk its sounds; the same bytes are kept once (hard links)."""
    if not source.is_dir():
        return
    target.mkdir(exist_ok=True)
    for path in source.glob("[!.]*"):
        with contextlib.suppress(FileExistsError):
            (target / path.name).hardlink_to(path)
