"""The walks as one visitor may see them: published ones, and drafts that were opened to them.

A draft is walked as ``<id>@draft`` by its owner, and as ``<id>@draft~<token>`` by whoever
was given its link; to everybody else it does not exist.
"""

from pydantic import JsonValue

from latentwalk.app.access_codes import AccessCodes
from latentwalk.app.library import Library
from latentwalk.app.studio import Studio, published_id
from latentwalk.domain.errors import UnknownWalkError
from latentwalk.domain.walk import Walk
from latentwalk.session.ground import DRAFT_SUFFIX, Ground

TOKEN_MARK = "~"


class SeenWalks:
    """What one visitor sees.

    Args:
        library: What is open.
        studio: Opens drafts.
        codes: The walks' access codes.
        is_owner: Whether the owner asks.
        address: From where.
    """

    def __init__(
        self,
        library: Library,
        studio: Studio,
        codes: AccessCodes,
        is_owner: bool,
        address: str = "",
    ) -> None:
        self._library, self._studio, self._codes = library, studio, codes
        self.is_owner, self._address = is_owner, address
        self._admitted: dict[str, str] = {}  # a draft's id, as it was asked for

    def admit(self, walk_id: str, access_code: str | None) -> None:
        """Let a walker in who may walk there; opens a draft, and takes its time.

        Raises:
            UnknownWalkError: If there is no such walk for this visitor.
            WalkFileError: If its document is wrong.
            AccessCodeError: If the walk asks for a code that was not given.
        """
        name = self.name(walk_id)
        if not self.is_owner:
            self._codes.check(name, access_code, self._address)

    def asks_code(self, walk_id: str) -> bool:
        """Say whether a walk asks for a code."""
        return self._codes.is_asked(walk_id)

    def ground(self, walk_id: str) -> Ground:
        """Return what sounds there; raises as :meth:`name`."""
        return self._library.ground(self.name(walk_id))

    def public(self, walk_id: str) -> dict[str, JsonValue]:
        """Return what a client may know, under the id by which it was asked for."""
        name = self.name(walk_id)
        public = self._library.public(name)
        cover = public.get("cover")
        known = cover if isinstance(cover, dict) else {}
        return {
            **public,
            "id": self._admitted.get(name, name),
            "cover": {**known, "has_access_code": self.asks_code(name)},
        }

    def walk(self, walk_id: str) -> Walk:
        """Return the document; raises as :meth:`name`."""
        return self._library.walk(self.name(walk_id))

    def name(self, walk_id: str) -> str:
        """Return the id without a token, the walk being open.

        Raises:
            UnknownWalkError: If there is no such walk for this visitor.
            WalkFileError: If its document is wrong.
        """
        name, _, token = walk_id.partition(TOKEN_MARK)
        if not name.endswith(DRAFT_SUFFIX):
            return walk_id
        if name not in self._admitted:
            self._admit(name, token)
            self._admitted[name] = walk_id
        self._studio.open_draft(published_id(name))
        return name

    def _admit(self, name: str, token: str) -> None:
        is_given = bool(token) and self._studio.store.admits(published_id(name), token)
        if not (self.is_owner or is_given):
            raise UnknownWalkError(
                f"draft: {name[:80]!r} opens at the computer that runs Latentwalk, or by its "
                "link: ask whoever composes it for a new one"
            )
