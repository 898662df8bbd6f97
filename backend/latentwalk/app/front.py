"""The front door: which walk the start page offers first, as the operator chose."""

import json
from pathlib import Path

from latentwalk.app.draft_store import FOLDER, write_atomically

FILE = "_front.json"  # no walk's id begins so


class FrontDoor:
    """The chosen walk, kept beside the drafts.

    Args:
        walks_dir: Where the walks lie.
        default: What is offered until somebody chooses.
    """

    def __init__(self, walks_dir: Path, default: str) -> None:
        self._path = walks_dir / FOLDER / FILE
        self.walk_id = _read(self._path) or default

    def choose(self, walk_id: str) -> None:
        """Offer another walk first, from now on and after a restart."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self._path, json.dumps({"walk": walk_id}))
        self.walk_id = walk_id


def _read(path: Path) -> str | None:
    """Return the choice; an unreadable one is none, for the door must open."""
    try:
        chosen = json.loads(path.read_text(encoding="utf-8"))["walk"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return chosen if isinstance(chosen, str) else None
