"""Which files a walk names, and what they hold."""

import hashlib
import threading
from pathlib import Path

from latentwalk.domain.walk import Walk

LEAST_HASH = 16  # hex digits: shorter ones would name several contents
MAX_DIGESTS = 4096


def files_of(walk: Walk) -> frozenset[str]:
    """Return the names of the sounds and pictures that a walk's document names."""
    sounds = [*(zone.sound for zone in walk.zones), walk.outside]
    planted = {planted.file for sound in sounds for planted in sound.planted}
    samples = {sample.file for sample in walk.samples}
    return frozenset({*planted, *samples, walk.opening.file, walk.cover.picture} - {""})


class Digests:
    """SHA-256 of files, remembered as long as a file is the same; safe from any thread."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], str] = {}
        self._lock = threading.Lock()

    def of(self, path: Path) -> str:
        """Return the digest of ``path`` in hex; when full, the oldest is forgotten."""
        found = path.stat()
        key = (str(path), found.st_mtime_ns, found.st_size)
        with self._lock:
            if key in self._known:
                return self._known[key]
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        with self._lock:
            if len(self._known) >= MAX_DIGESTS:
                self._known.pop(next(iter(self._known)))
            self._known[key] = digest
        return digest
