"""Fetch and decode a training corpus from its recipe, so that a model can be made again.

A recipe (``models/<id>/recipe.toml``) names Debian packages by version and hash. They are fetched
with ``apt-get download``, checked, unpacked without being installed, and each chosen sound becomes
one FLAC file, mono at 48 kHz, under ``OUT/<group>/<package>/``.
"""

import argparse
import hashlib
import io
import logging
import subprocess
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
import soxr

from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples
from latentwalk.domain.errors import InputFileError, SoundFileError

log = logging.getLogger(__name__)

G722_RATE_HZ = 16_000
CAT_ENTRY_BYTES = 8  # OpenTTD sound container: little-endian offset and size of each entry
CAT_OFFSET_MASK = 0x7FFF_FFFF  # the top bit marks the container's second format


@dataclass(frozen=True, slots=True)
class Take:
    """Which files of a package go to which group of the corpus (shell patterns)."""

    group: str
    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()

    def wants(self, name: str) -> bool:
        """Say whether the file called ``name`` (path inside the package) is taken."""
        return any(fnmatchcase(name, p) for p in self.include) and not any(
            fnmatchcase(name, p) for p in self.exclude
        )


@dataclass(frozen=True, slots=True)
class Package:
    """One Debian package of a recipe; ``archive`` is a zip inside it that holds the sounds."""

    name: str
    version: str
    sha256: str
    takes: tuple[Take, ...]
    archive: str = ""


def read_packages(recipe: Path) -> list[Package]:
    """Read the ``[[package]]`` tables of a recipe.

    Raises:
        InputFileError: If the file is not TOML or a package lacks a field.
    """
    try:
        tables: list[dict[str, Any]] = tomllib.loads(recipe.read_text("utf-8"))["package"]
        return [_package(table) for table in tables]
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise InputFileError(
            recipe,
            "",
            f"not a recipe ({error})",
            "It needs [[package]] with name, version, sha256, take",
        ) from error


def _package(table: dict[str, Any]) -> Package:
    takes = tuple(
        Take(t["group"], tuple(t["include"]), tuple(t.get("exclude", ()))) for t in table["take"]
    )
    return Package(
        table["name"], table["version"], table["sha256"], takes, table.get("archive", "")
    )


def fetch(package: Package, folder: Path) -> Path:
    """Return the package's ``.deb`` in ``folder``, downloading it when absent.

    Raises:
        InputFileError: If it cannot be downloaded or its SHA-256 is not the recipe's.
    """
    found = sorted(folder.glob(f"{package.name}_*.deb"))
    if not found:
        command = ["apt-get", "download", f"{package.name}={package.version}"]
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        found = sorted(folder.glob(f"{package.name}_*.deb"))
        if ended.returncode or not found:
            raise InputFileError(
                package.name,
                "",
                f"apt-get download failed: {ended.stderr.strip()}",
                "Run apt-get update, or put the .deb into the folder yourself",
            )
    with found[0].open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != package.sha256:
        raise InputFileError(found[0], "", f"sha256 is {digest}, the recipe says {package.sha256}")
    return found[0]


def build(recipe: Path, debs: Path, out: Path) -> int:
    """Fetch, check, unpack and decode every package of a recipe.

    Returns:
        The number of FLAC files written.
    """
    debs.mkdir(parents=True, exist_ok=True)
    return sum(
        _decode_package(package, fetch(package, debs), out) for package in read_packages(recipe)
    )


def _decode_package(package: Package, deb: Path, out: Path) -> int:
    written = 0
    with tempfile.TemporaryDirectory(dir=out.parent) as unpacked:
        subprocess.run(["dpkg-deb", "-x", str(deb), unpacked], check=True)
        for name, content in _files(package, Path(unpacked)):
            for take in package.takes:
                if take.wants(name):
                    written += _decode_file(name, content, out / take.group / package.name)
    log.info("%s: %d sounds", package.name, written)
    return written


def _files(package: Package, root: Path) -> Iterator[tuple[str, bytes]]:
    if package.archive:
        with zipfile.ZipFile(root / package.archive) as archive:
            for name in archive.namelist():
                if any(take.wants(name) for take in package.takes):
                    yield name, archive.read(name)
        return
    for path in sorted(root.rglob("*")):
        if path.is_file() and not path.is_symlink():
            yield path.relative_to(root).as_posix(), path.read_bytes()


def _decode_file(name: str, content: bytes, folder: Path) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    sounds = split_cat(content) if name.endswith(".cat") else [(name, content)]
    written = 0
    for inner, encoded in sounds:
        try:
            sound = decode(inner, encoded)
        except SoundFileError as error:
            log.warning("%s", error)
            continue
        stem = inner.rsplit(".", 1)[0].replace("/", "_").replace(" ", "_")[-80:]
        soundfile.write(folder / f"{stem}.flac", sound, SAMPLE_RATE_HZ, subtype="PCM_16")
        written += 1
    return written


def decode(name: str, encoded: bytes) -> Samples:
    """Decode one sound to mono at 48 kHz.

    Returns:
        Samples of shape [T], float32 in [-1, 1].

    Raises:
        SoundFileError: If the bytes are no sound we can read.
    """
    try:
        if name.endswith(".g722"):
            sound, rate_hz = _decode_g722(encoded), G722_RATE_HZ
        else:
            frames, rate_hz = soundfile.read(io.BytesIO(encoded), dtype="float32", always_2d=True)
            sound = frames.mean(axis=1)
    except (soundfile.LibsndfileError, ValueError) as error:
        raise SoundFileError(name, "", f"unreadable ({error})") from error
    if len(sound) == 0:
        raise SoundFileError(name, "", "holds no frames")
    resampled: Samples = soxr.resample(sound, rate_hz, SAMPLE_RATE_HZ, quality="HQ")
    return np.clip(resampled, -1.0, 1.0).astype(np.float32)


def _decode_g722(encoded: bytes) -> Samples:
    import av  # only the recipe's telephone prompts need it: it comes with the `train` extra

    with av.open(io.BytesIO(encoded), mode="r", format="g722") as container:
        frames = [frame.to_ndarray().reshape(-1) for frame in container.decode(audio=0)]
    pcm: Samples = np.concatenate(frames).astype(np.float32) / np.float32(2**15)
    return pcm


def split_cat(content: bytes) -> list[tuple[str, bytes]]:
    """Split an OpenTTD ``.cat`` container into its WAV files."""
    count = (int.from_bytes(content[:4], "little") & CAT_OFFSET_MASK) // CAT_ENTRY_BYTES
    sounds = []
    for entry in range(count):
        at = entry * CAT_ENTRY_BYTES
        offset = int.from_bytes(content[at : at + 4], "little") & CAT_OFFSET_MASK
        riff = content.find(b"RIFF", offset)
        length = int.from_bytes(content[riff + 4 : riff + 8], "little") + 8  # RIFF header itself
        sounds.append((f"opensfx_{entry:02d}.wav", content[riff : riff + length]))
    return sounds


def main() -> None:
    """Build the corpus named on the command line."""
    parser = argparse.ArgumentParser(description="Fetch and decode a training corpus.")
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="folder for the FLAC files")
    parser.add_argument("--debs", type=Path, help="folder of the .deb files (default: OUT/../debs)")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    args.out.mkdir(parents=True, exist_ok=True)
    build(args.recipe, args.debs or args.out.parent / "debs", args.out)


if __name__ == "__main__":
    main()
