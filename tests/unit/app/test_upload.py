"""Uploads: known by what they hold, bounded, and never anywhere but in their folder."""

import contextlib
import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.app import upload
from latentwalk.app.picture import picture_kind
from latentwalk.app.upload import NAME, keep, kind_of, listing, require_name, require_room, stem_of
from latentwalk.domain.errors import RequestError

RATE_HZ = 8_000
JPEG_HEAD = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x11\x08"


def sound(kind: str = "WAV", seconds: float = 0.1, channels: int = 1, level: float = 0.1) -> bytes:
    file = io.BytesIO()
    frames = np.full((int(seconds * RATE_HZ), channels), level, np.float32)
    soundfile.write(file, frames, RATE_HZ, format=kind)
    return file.getvalue()


def jpeg(width: int, height: int) -> bytes:
    return JPEG_HEAD + height.to_bytes(2, "big") + width.to_bytes(2, "big") + bytes(12)


def png(width: int, height: int) -> bytes:
    size = width.to_bytes(4, "big") + height.to_bytes(4, "big")
    return b"\x89PNG\r\n\x1a\n" + b"\x00\x00\x00\rIHDR" + size


def webp(width: int, height: int) -> bytes:
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return b"RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00" + size


@pytest.mark.parametrize(
    ("content", "name", "kept"),
    [
        (sound("WAV"), "wind.wav", "wind.wav"),
        (sound("WAV"), "wind.mp3", "wind.wav"),
        (sound("FLAC"), "wind", "wind.flac"),
        (sound("OGG"), "été à la mer.ogg", "ete-a-la-mer.ogg"),
        (sound("MP3", 0.5), "wind.exe", "wind.mp3"),
        (png(10, 20), "cover.jpeg", "cover.png"),
        (jpeg(10, 20), "cover.html", "cover.jpg"),
        (webp(10, 20), "..", "file.webp"),
    ],
)
def test_a_file_is_known_by_its_content(
    tmp_path: Path, content: bytes, name: str, kept: str
) -> None:
    found = keep(content, tmp_path, name)
    assert (found.name, found.size) == (kept, len(content))
    assert (tmp_path / kept).read_bytes() == content
    assert [path.name for path in listing(tmp_path)] == [kept]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"\x89PNG\r\n\x1a\n",
        b"GIF89a" + bytes(100),
        sound()[:40],
        sound(seconds=0.0),
        sound(channels=4),
        sound("AIFF"),
    ],
    ids=["empty", "page", "no size", "gif", "cut", "no frames", "four channels", "aiff"],
)
def test_what_cannot_be_played_or_shown_is_refused_and_leaves_nothing(
    tmp_path: Path, content: bytes
) -> None:
    with pytest.raises(RequestError) as refused:
        keep(content, tmp_path, "x.wav")
    assert refused.value.status == 415
    assert list(tmp_path.iterdir()) == []


def test_a_sound_of_more_than_ten_minutes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "MAX_SOUND_S", 1)
    with pytest.raises(RequestError, match="ten minutes"):
        keep(sound(seconds=1.2), tmp_path, "long.wav")


def test_a_header_that_lies_about_its_length_decodes_no_further_than_it_may(
    tmp_path: Path,
) -> None:
    lying = bytearray(sound("WAV", 0.1))
    lying[40:44] = (2**31).to_bytes(4, "little")  # the data chunk's size
    path = tmp_path / "x"
    path.write_bytes(bytes(lying))
    with contextlib.suppress(RequestError):
        assert kind_of(path) == ".wav"


@pytest.mark.parametrize("size", [(12_001, 1), (1, 12_001), (9_000, 9_000)])
def test_a_picture_too_large_to_open_is_refused(size: tuple[int, int]) -> None:
    for picture in (png(*size), jpeg(*size), webp(*size)):
        with pytest.raises(RequestError, match="pixels"):
            picture_kind(picture)


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reader_of_pictures(content: bytes) -> None:
    for head in (content, JPEG_HEAD[:3] + content, b"RIFF1234WEBPVP8 " + content):
        with contextlib.suppress(RequestError):
            assert picture_kind(head) in (None, ".png", ".jpg", ".webp")


def test_another_content_never_takes_a_name_and_the_same_keeps_it(tmp_path: Path) -> None:
    first, second = sound(level=0.1), sound(level=0.2)
    assert keep(first, tmp_path, "a.wav").name == "a.wav"
    assert keep(second, tmp_path, "a.wav").name == "a-2.wav"
    assert keep(first, tmp_path, "a.wav").name == "a.wav"
    assert keep(second, tmp_path, "a.wav").name == "a-2.wav"
    assert (tmp_path / "a.wav").read_bytes() == first


ANYTHING = st.text(max_size=300) | st.sampled_from(
    ["../../etc/passwd", "..\\..\\x.wav", "/etc/passwd", "a/../../b", ".hidden", "CON", "\x00.wav"]
)


@given(ANYTHING)
def test_no_name_leads_out_of_the_folder(name: str) -> None:
    for suffix in (".wav", ".webp"):
        kept = f"{stem_of(name)}-200{suffix}"
        assert NAME.fullmatch(kept)
        folder = Path("/walks/park.sounds")
        assert (folder / kept).resolve().parent == folder


@given(ANYTHING)
def test_only_names_of_files_are_asked_for(name: str) -> None:
    try:
        asked = require_name(name)
    except RequestError:
        return
    assert (Path("/walks/x") / asked).resolve().parent == Path("/walks/x")


def test_a_full_folder_takes_no_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keep(sound(), tmp_path, "a.wav")
    monkeypatch.setattr(upload, "MAX_WALK_BYTES", 2_000)
    with pytest.raises(RequestError, match="500 MB"):
        require_room(tmp_path, 1_000)
    monkeypatch.setattr(upload, "MAX_FILES", 1)
    with pytest.raises(RequestError, match="files a walk"):
        require_room(tmp_path, 10)


def test_a_full_disk_is_told_before_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload, "FREE_BYTES", 2**62)
    with pytest.raises(RequestError) as refused:
        require_room(tmp_path / "not yet", 10)
    assert refused.value.status == 507
