"""Files that an artist gives: bounded while they arrive, then known by what they hold.

A file lies under its walk's folder only once it is whole and can be played or shown; its
ending is that of its content, whatever it was called.
"""

import hashlib
import os
import re
import tempfile
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import soundfile

from latentwalk.app.picture import picture_kind
from latentwalk.domain.errors import RequestError

MAX_SOUND_BYTES = 30_000_000
MAX_PICTURE_BYTES = 5_000_000
MAX_FILES = 200
MAX_WALK_BYTES = 500_000_000
MAX_SOUND_S = 600
MIN_RATE_HZ, MAX_RATE_HZ = 4_000, 192_000
MAX_STEM = 80
FREE_BYTES = 200_000_000  # what an upload must leave on the disk for drafts and logs

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}")
SOUNDS = {"WAV": ".wav", "WAVEX": ".wav", "RF64": ".wav", "FLAC": ".flac", "OGG": ".ogg"}
SOUNDS |= {"MP3": ".mp3", "MPEG": ".mp3"}  # as libsndfile 1.2 names them, and before
TYPES = {
    ".wav": "audio/wav",
    ".flac": "audio/flac",
    ".ogg": "audio/ogg",
    ".mp3": "audio/mpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
}
KNOWN = "a sound (WAV, FLAC, OGG, MP3) or a picture (JPEG, PNG, WebP)"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in a walk's folder.

    Attributes:
        name: What documents call it.
        size: Bytes.
        sha256: Of its content, hex.
    """

    name: str
    size: int
    sha256: str

    @property
    def media_type(self) -> str:
        """What it is, for browsers."""
        return TYPES[Path(self.name).suffix]


def require_room(folder: Path, size: int) -> None:
    """Refuse a file before it is received.

    Args:
        folder: The walk's.
        size: How long the sender says it is, bytes.

    Raises:
        RequestError: If it is too long, or the walk or the disk is full.
    """
    present = listing(folder)
    if len(present) >= MAX_FILES:
        raise RequestError(409, f"expected at most {MAX_FILES} files a walk. Remove some")
    if size > MAX_SOUND_BYTES:
        raise RequestError(413, "expected a file of at most 30 MB. Cut it, or export it as FLAC")
    if size + sum(path.stat().st_size for path in present) > MAX_WALK_BYTES:
        raise RequestError(413, "expected at most 500 MB of files a walk. Remove some first")
    disk = os.statvfs(folder if folder.is_dir() else folder.parent)
    if disk.f_bavail * disk.f_frsize - size < FREE_BYTES:
        raise RequestError(507, "the disk of this computer is nearly full. Make room on it")


def keep(content: bytes, folder: Path, wanted: str) -> Kept:
    """Put a file into a walk's folder, if it is what it should be.

    A name that another content has already gets a number, so that what is published never
    changes; the same content keeps its name.

    Args:
        content: All of it.
        folder: The walk's, made if there is none.
        wanted: What the artist calls it.

    Raises:
        RequestError: If it is no sound or picture that can be used, or there is no room.
    """
    require_room(folder, len(content))
    folder.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=folder, prefix=".upload-")
    arrived = Path(name)
    try:
        with open(handle, "wb") as file:
            file.write(content)
        suffix = kind_of(arrived)
        size, sha256 = arrived.stat().st_size, _sha256(arrived)
        stem = stem_of(wanted)
        for number in range(1, MAX_FILES + 2):
            name = f"{stem}{'' if number == 1 else f'-{number}'}{suffix}"
            path = folder / name
            if _put(arrived, path) or _sha256(path) == sha256:
                return Kept(name, size, sha256)
        raise RequestError(409, f"{stem}{suffix}: too many files of that name. Rename yours")
    finally:
        arrived.unlink(missing_ok=True)


def kind_of(path: Path) -> str:
    """Return the ending that a file's content asks for.

    Raises:
        RequestError: If it is nothing we play or show, too large or too long.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(65_536)
    picture = picture_kind(head)
    if picture is not None:
        if size > MAX_PICTURE_BYTES:
            raise RequestError(413, f"expected a picture of at most 5 MB, got {size / 1e6:.1f}")
        return picture
    return _sound_kind(path)


def stem_of(wanted: str) -> str:
    """Return a name for a file without its ending: letters, digits, '.', '_' and '-'."""
    last = wanted.replace("\\", "/").rsplit("/", 1)[-1]
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    stem = plain.rsplit(".", 1)[0] if "." in plain[1:] else plain
    return re.sub(r"[^A-Za-z0-9._-]+", "-", stem).strip("._-")[:MAX_STEM].strip("._-") or "file"


def require_name(name: str) -> str:
    """Return the name of a file, if one may be called so.

    Raises:
        RequestError: If not.
    """
    if not NAME.fullmatch(name) or Path(name).suffix not in TYPES:
        raise RequestError(404, f"file: expected a name like wind.wav, got {name[:80]!r}")
    return name


def listing(folder: Path) -> list[Path]:
    """Return the files of a walk's folder, by name."""
    if not folder.is_dir():
        return []
    paths = (path for path in folder.iterdir() if path.suffix in TYPES and path.is_file())
    return sorted(path for path in paths if NAME.fullmatch(path.name))


def _sound_kind(path: Path) -> str:
    """Decode a sound once, block by block, no further than it may be long."""
    try:
        with soundfile.SoundFile(path) as file:
            suffix = SOUNDS.get(file.format)
            if suffix is None:
                raise RequestError(415, f"expected {KNOWN}, got {file.format}")
            rate_hz: int = file.samplerate
            if not MIN_RATE_HZ <= rate_hz <= MAX_RATE_HZ or file.channels > 2:
                raise RequestError(
                    415, f"expected one or two channels at {MIN_RATE_HZ} to {MAX_RATE_HZ} Hz, "
                    f"got {file.channels} at {rate_hz} Hz. Export it as stereo WAV at 48000 Hz",
                )  # fmt: skip
            frames = _decoded(file, MAX_SOUND_S * rate_hz)
    except (soundfile.LibsndfileError, OSError, RuntimeError) as error:
        raise RequestError(415, f"expected {KNOWN}, got something else") from error
    if frames > MAX_SOUND_S * rate_hz:
        raise RequestError(413, "expected at most ten minutes of sound. Cut it into shorter files")
    if not frames:
        raise RequestError(415, "expected sound, got 0 frames. Record it again")
    return suffix


def _decoded(file: soundfile.SoundFile, limit: int) -> int:
    """Return how many frames can be decoded; stops behind ``limit``."""
    if file.frames > limit:
        return int(file.frames)
    block, frames = file.samplerate, 0
    while frames <= limit:
        got = len(file.read(block, dtype="float32", always_2d=True))
        frames += got
        if got < block:
            break
    return frames


def _put(arrived: Path, path: Path) -> bool:
    """Give ``arrived`` the name ``path`` unless it is taken."""
    try:
        os.link(arrived, path)
    except FileExistsError:
        return False
    path.chmod(0o644)
    return True


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
