"""The walks of a folder, opened: those that are wrong are named and leave the others alone."""

from collections.abc import Mapping
from pathlib import Path

from pydantic import JsonValue

from latentwalk.app.public_walk import public_walk
from latentwalk.domain.errors import UnknownWalkError, WalkFileError
from latentwalk.domain.ids import ModelId
from latentwalk.domain.walk import Walk
from latentwalk.engine.contract import Contract
from latentwalk.geo.walkfile import load_walk
from latentwalk.session.ground import Ground


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
        for sound in [*(zone.sound for zone in walk.zones), walk.outside]:
            named[sound.model or walk.model] = None
    return list(named)


class Library:
    """Open walks by id.

    Args:
        walks: The documents.
        errors: Documents that could not be opened.
        contracts: Every model that the documents name.
    """

    def __init__(
        self,
        walks: Mapping[str, Walk],
        errors: Mapping[str, WalkFileError],
        contracts: Mapping[ModelId, Contract],
    ) -> None:
        self._grounds = {name: Ground(walk, contracts) for name, walk in walks.items()}
        self._public = {name: public_walk(walk) for name, walk in walks.items()}
        self._errors = dict(errors)

    def ground(self, walk_id: str) -> Ground:
        """Return an open walk.

        Raises:
            UnknownWalkError: If there is none of that id.
            WalkFileError: If its document is wrong.
        """
        self._require(walk_id)
        return self._grounds[walk_id]

    def public(self, walk_id: str) -> dict[str, JsonValue]:
        """Return what a client may know of a walk; raises as :meth:`ground`."""
        self._require(walk_id)
        return self._public[walk_id]

    def listing(self) -> list[dict[str, JsonValue]]:
        """Return one line a walk: id, title, description, frame."""
        fields = ("id", "title", "description", "frame")
        return [{field: walk[field] for field in fields} for walk in self._public.values()]

    def _require(self, walk_id: str) -> None:
        if walk_id in self._errors:
            raise self._errors[walk_id]
        if walk_id not in self._grounds:
            known = ", ".join(sorted(self._grounds)) or "none"
            raise UnknownWalkError(f"walk: expected one of {known}, got {walk_id[:80]!r}")
