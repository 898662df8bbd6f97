"""The walks of a folder, opened: those that are wrong are named and leave the others alone.

What is open may be replaced while people walk: a published walk by its next version, a
draft by every good save. Whoever is on the old ground is moved by the studio.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import JsonValue

from latentwalk.app.public_walk import public_walk
from latentwalk.domain.errors import UnknownWalkError, WalkFileError
from latentwalk.domain.ids import ModelId
from latentwalk.domain.walk import Walk
from latentwalk.geo.walkfile import load_walk
from latentwalk.session.ground import DRAFT_SUFFIX, Ground
from latentwalk.session.ground import models_of as models_of_walk


def load_walks(folder: Path) -> tuple[dict[str, Walk], dict[str, WalkFileError]]:
    """Read every ``*.geojson`` of ``folder``.

    Returns:
        The walks by id, in the order their documents ask for and then by id, and the errors
        of those that cannot be walked, by file stem.
    """
    walks: dict[str, Walk] = {}
    errors: dict[str, WalkFileError] = {}
    for path in sorted(folder.glob("*.geojson")):
        try:
            walks[path.stem] = load_walk(path)
        except WalkFileError as error:
            errors[path.stem] = error
    return dict(sorted(walks.items(), key=_rank)), errors


def _rank(named: tuple[str, Walk]) -> tuple[bool, int, str]:
    name, walk = named
    return walk.order is None, walk.order or 0, name


def models_of(walks: Mapping[str, Walk]) -> list[ModelId]:
    """Return the models that ``walks`` name, in order of first mention."""
    named: dict[ModelId, None] = {}
    for walk in walks.values():
        named.update(dict.fromkeys(models_of_walk(walk)))
    return list(named)


@dataclass(frozen=True, slots=True)
class OpenWalk:
    """A walk that can be walked now.

    Attributes:
        walk: Its document.
        ground: What sounds.
        public: What a client may know of it.
    """

    walk: Walk
    ground: Ground
    public: dict[str, JsonValue]


class Library:
    """Open walks by id, drafts among them; read from any thread, replaced in the event loop.

    Args:
        walks: The documents.
        errors: Documents that could not be opened.
        make_ground: Makes a document ready to sound; may take long.
    """

    def __init__(
        self,
        walks: Mapping[str, Walk],
        errors: Mapping[str, WalkFileError],
        make_ground: Callable[[Walk], Ground],
    ) -> None:
        self._make_ground = make_ground
        self._open = {name: self.prepare(walk) for name, walk in walks.items()}
        self._errors = dict(errors)

    def prepare(self, walk: Walk) -> OpenWalk:
        """Make a walk ready without opening it; takes as long as it takes."""
        return OpenWalk(walk, self._make_ground(walk), public_walk(walk))

    def place(self, opened: OpenWalk) -> None:
        """Open a prepared walk under its id, in the stead of what was open there."""
        rest = {name: other for name, other in self._open.items() if name != opened.walk.id}
        ranked = {**rest, opened.walk.id: opened}
        self._open = dict(
            sorted(ranked.items(), key=lambda named: _rank((named[0], named[1].walk)))
        )
        self._errors.pop(opened.walk.id, None)

    def walks(self) -> list[Walk]:
        """Return the documents of all open walks, drafts included."""
        return [opened.walk for opened in self._open.values()]

    def is_open(self, walk_id: str) -> bool:
        """Say whether a walk can be walked."""
        return walk_id in self._open

    def walk(self, walk_id: str) -> Walk:
        """Return an open walk's document; raises as :meth:`ground`."""
        return self._require(walk_id).walk

    def ground(self, walk_id: str) -> Ground:
        """Return an open walk.

        Raises:
            UnknownWalkError: If there is none of that id.
            WalkFileError: If its document is wrong.
        """
        return self._require(walk_id).ground

    def public(self, walk_id: str) -> dict[str, JsonValue]:
        """Return what a client may know of a walk; raises as :meth:`ground`."""
        return self._require(walk_id).public

    def listing(self) -> list[dict[str, JsonValue]]:
        """Return one line a published walk: id, title, description, frame."""
        fields = ("id", "title", "description", "frame")
        return [{field: walk.public[field] for field in fields} for walk in self._published()]

    def _published(self) -> list[OpenWalk]:
        return [walk for name, walk in self._open.items() if not name.endswith(DRAFT_SUFFIX)]

    def _require(self, walk_id: str) -> OpenWalk:
        if walk_id in self._errors:
            raise self._errors[walk_id]
        opened = self._open.get(walk_id)
        if opened is None:
            known = ", ".join(sorted(walk.walk.id for walk in self._published())) or "none"
            raise UnknownWalkError(f"walk: expected one of {known}, got {walk_id[:80]!r}")
        return opened
