import hashlib
import io
import struct
import zipfile
from pathlib import Path

import numpy as np
import pytest
import soundfile

from latentwalk.domain.errors import SoundFileError
from latentwalk.rave.corpus import build, decode, split_cat


def _wav(n_frames: int, rate_hz: int, channels: int = 1) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.full((n_frames, channels), 0.25), rate_hz, format="WAV")
    return file.getvalue()


def test_sound_becomes_mono_at_48_khz() -> None:
    sound = decode("bell.wav", _wav(1600, 16_000))
    assert sound.dtype == np.float32
    assert sound.shape == (1, pytest.approx(4800, abs=8))
    assert sound[0, 2400] == pytest.approx(0.25, abs=0.01)


def test_stereo_is_kept_where_the_recipe_wants_it_and_mono_stays_one_channel() -> None:
    assert decode("shore.wav", _wav(480, 48_000, 2), 2).shape == (2, 480)
    assert decode("shore.wav", _wav(480, 48_000, 2), 1).shape == (1, 480)
    assert decode("bell.wav", _wav(480, 48_000), 2).shape == (1, 480)


def test_a_recipe_becomes_a_folder_of_sounds_by_group(tmp_path: Path) -> None:
    wheel = tmp_path / "packages" / "bells-1.0-py3-none-any.whl"
    wheel.parent.mkdir()
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("bells/big.wav", _wav(480, 48_000, 2))
        archive.writestr("bells/__init__.py", "")
    (tmp_path / "recipe.toml").write_text(
        f"""
[corpus]
channels = 2
[[package]]
name = "bells"
version = "1.0"
registry = "pypi"
sha256 = "{hashlib.sha256(wheel.read_bytes()).hexdigest()}"
[[package.take]]
group = "town"
include = ["*.wav"]
"""
    )
    assert build(tmp_path / "recipe.toml", wheel.parent, tmp_path / "corpus") == 1
    sound, rate_hz = soundfile.read(tmp_path / "corpus/town/bells/bells_big.flac")
    assert (sound.shape, rate_hz) == ((480, 2), 48_000)


def test_bytes_that_are_no_sound_are_refused_by_name() -> None:
    with pytest.raises(SoundFileError, match=r"noise\.ogg"):
        decode("noise.ogg", b"no sound at all")


def test_an_empty_sound_is_refused() -> None:
    with pytest.raises(SoundFileError, match="no frames"):
        decode("nothing.wav", _wav(0, 48_000))


def test_a_cat_container_gives_its_sounds_in_order() -> None:
    sounds = [_wav(100, 48_000), _wav(333, 48_000)]
    names = [b"\x05horn\x00", b"\x06whale\x00"]
    bodies = [name + sound for name, sound in zip(names, sounds, strict=True)]
    first = 0x8000_0000 | 16  # two index entries of eight bytes
    index = struct.pack("<4I", first, len(sounds[0]), 16 + len(bodies[0]), len(sounds[1]))
    found = split_cat(index + b"".join(bodies))
    assert [content for _, content in found] == sounds
