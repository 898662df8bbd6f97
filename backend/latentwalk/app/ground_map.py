"""What may lie under a walk while it is composed: tiles of one address, map files of ours."""

import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from latentwalk.domain.errors import LatentwalkError, RequestError

FOLDER = "maps"  # beside the walks
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}\.pmtiles")
PLACEHOLDERS = ("{z}", "{x}", "{y}")


@dataclass(frozen=True, slots=True)
class Tiles:
    """Map tiles of somebody else's server, which the operator allows.

    Attributes:
        address: ``https://…/{z}/{x}/{y}.png``.
        attribution: Whose map it is; shown on it.
    """

    address: str
    attribution: str

    def __post_init__(self) -> None:
        parts = urlsplit(self.address)
        is_plain = (
            parts.netloc and "@" not in parts.netloc and not re.search(r"[\s;,]", parts.netloc)
        )
        if parts.scheme != "https" or not is_plain:
            raise LatentwalkError(f"tiles: expected an https:// address, got {self.address!r}")
        missing = [name for name in PLACEHOLDERS if name not in self.address]
        if missing:
            raise LatentwalkError(f"tiles: expected {', '.join(missing)} in {self.address!r}")
        if not self.attribution.strip():
            raise LatentwalkError(
                "tiles-attribution: expected whose map it is, got nothing. "
                'Write for example "© OpenStreetMap contributors"'
            )

    @property
    def origin(self) -> str:
        """The one foreign host the editor may ask, for the content security policy."""
        parts = urlsplit(self.address)
        return f"{parts.scheme}://{parts.netloc}"


def map_files(walks_dir: Path) -> list[str]:
    """Return the names of the map files beside the walks."""
    names = (path.name for path in (walks_dir / FOLDER).glob("*.pmtiles"))
    return sorted(name for name in names if NAME.fullmatch(name))


def map_file(walks_dir: Path, name: str) -> Path:
    """Return a map file.

    Raises:
        RequestError: If there is none of that name.
    """
    path = walks_dir / FOLDER / name
    if not NAME.fullmatch(name) or not path.is_file():
        known = ", ".join(map_files(walks_dir)) or "none"
        raise RequestError(404, f"map: expected one of {known}, got {name[:80]!r}")
    return path
