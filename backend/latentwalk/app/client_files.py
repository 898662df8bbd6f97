"""The built client, served as it lies in its folder, but for the pages that have a gate."""

import os
from pathlib import Path

from starlette.staticfiles import StaticFiles

GATED = ("compose.html",)  # owner_routes shows it


class ClientFiles(StaticFiles):
    """Static files of ``folder``."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True)

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Find a file; a gated page is not one, however its path is spelled."""
        full_path, found = super().lookup_path(path)
        return (full_path, None) if Path(full_path).name in GATED else (full_path, found)
