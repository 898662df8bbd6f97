"""The built client, served as it lies in its folder, but for the pages that have a gate.

Files that the build gave a gzipped twin go out packed: phones pay for every byte, and
packing here would hold up the event loop.
"""

import os
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

GATED = ("compose.html", "rehearse.html")  # owner_routes shows them
HASHED = "assets"  # the build names these files for what they hold


class ClientFiles(StaticFiles):
    """Static files of ``folder``."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, html=True)

    def lookup_path(self, path: str) -> tuple[str, os.stat_result | None]:
        """Find a file; a gated page is not one, however its path is spelled."""
        full_path, found = super().lookup_path(path)
        name = Path(full_path).name.removesuffix(".gz")
        return (full_path, None) if name in GATED else (full_path, found)

    def file_response(
        self,
        full_path: str | os.PathLike[str],
        stat_result: os.stat_result,
        scope: Scope,
        status_code: int = 200,
    ) -> Response:
        """Answer with the file, or with its gzipped twin where the browser takes it."""
        twin = Path(f"{os.fspath(full_path)}.gz")
        is_packed = takes_gzip(Headers(scope=scope).get("accept-encoding", "")) and twin.is_file()
        sent = twin if is_packed else Path(full_path)
        found = twin.stat() if is_packed else stat_result
        response = super().file_response(sent, found, scope, status_code)
        if is_packed:
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        if Path(full_path).parent.name == HASHED:
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def takes_gzip(accepted: str) -> bool:
    """Say whether an Accept-Encoding allows gzip (RFC 9110 §12.5.3)."""
    for part in accepted.lower().split(","):
        coding, _, quality = part.partition(";")
        if coding.strip() in ("gzip", "*"):
            return quality.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False
