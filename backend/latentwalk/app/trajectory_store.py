"""Encoded sounds on disk, named for what went into them."""

import contextlib
import hashlib
import os
import time
import zipfile
from pathlib import Path

import numpy as np

from latentwalk.app.walk_files import Digests
from latentwalk.engine.manifest import Manifest
from latentwalk.latent.space import LatentKind
from latentwalk.latent.trajectory import Trajectory

WAY = "2"  # of encoding: another number makes everything be encoded again
MAX_BYTES = 1 << 30
SUFFIX = ".npz"
STALE_S = 86_400.0


class TrajectoryStore:
    """A folder of latents by the SHA-256 of model, units and sound.

    Args:
        folder: Made when needed. Past 1 GB, what was not read for longest is removed.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._digests = Digests()

    def path(self, manifest: Manifest, sound: Path) -> Path:
        """Return where a sound's latents by a model belong.

        Raises:
            OSError: If either cannot be read.
        """
        units = manifest.calibration, manifest.calibration_full
        table = manifest.model
        parts = [
            WAY,
            self._digests.of(manifest.path),
            self._digests.of(sound),
            repr((units, table.reference_loudness_lufs, table.delay_frames, table.latents)),
        ]
        name = hashlib.sha256("\n".join(parts).encode()).hexdigest()
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder / f"{name}{SUFFIX}"

    def read(self, path: Path) -> Trajectory | None:
        """Return what lies there; a broken file counts as none."""
        try:
            with np.load(path, allow_pickle=False) as file:
                latents, rate_hz = np.asarray(file["latents"]), float(file["rate_hz"])
                kind, turn = LatentKind(str(file["kind"])), float(file["turn"])
            os.utime(path)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return None
        is_whole = latents.ndim == 2 and latents.size > 0 and latents.dtype == np.float32
        if not is_whole or not np.isfinite(latents).all() or not 0.0 < rate_hz < np.inf:
            return None
        return Trajectory.of(latents, rate_hz, kind, turn)

    def prune(self) -> None:
        """Remove what was not read for longest until the rest fits."""
        for part in self._folder.glob("*.part"):  # of an encoder that was ended
            if part.stat().st_mtime < time.time() - STALE_S:
                part.unlink(missing_ok=True)
        total = 0
        found = [(path.stat(), path) for path in self._folder.glob(f"*{SUFFIX}")]
        for status, path in sorted(found, key=lambda pair: pair[0].st_mtime_ns, reverse=True):
            total += status.st_size
            if total > MAX_BYTES:
                with contextlib.suppress(OSError):
                    path.unlink()
