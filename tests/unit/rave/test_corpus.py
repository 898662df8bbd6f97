import io
import struct
from pathlib import Path

import numpy as np
import pytest
import soundfile

from latentwalk.domain.errors import InputFileError, SoundFileError
from latentwalk.rave.corpus import Package, Take, decode, fetch, read_packages, split_cat

RECIPES = sorted((Path(__file__).parents[3] / "models").glob("*/recipe.toml"))


def _wav(n_frames: int, rate_hz: int) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, np.full(n_frames, 0.25), rate_hz, format="WAV")
    return file.getvalue()


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda path: path.parent.name)
def test_shipped_recipes_name_version_hash_and_files(recipe: Path) -> None:
    for package in read_packages(recipe):
        assert len(package.sha256) == 64
        assert package.version
        assert all(take.include for take in package.takes)


def test_a_recipe_without_packages_says_what_it_needs(tmp_path: Path) -> None:
    (tmp_path / "recipe.toml").write_text("title = 'nothing'")
    with pytest.raises(InputFileError, match="It needs"):
        read_packages(tmp_path / "recipe.toml")


def test_a_package_with_another_hash_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bells_1.0_all.deb").write_bytes(b"something else")
    with pytest.raises(InputFileError, match="the recipe says 00"):
        fetch(Package("bells", "1.0", "00", ()), tmp_path)


def test_exclusion_wins_over_inclusion() -> None:
    take = Take("street", ("audio/*.ogg",), ("audio/human/*",))
    assert take.wants("audio/birds/robin.ogg")
    assert not take.wants("audio/human/shout.ogg")
    assert not take.wants("art/robin.ogg")


def test_sound_becomes_mono_at_48_khz() -> None:
    sound = decode("bell.wav", _wav(1600, 16_000))
    assert sound.dtype == np.float32
    assert len(sound) == pytest.approx(4800, abs=8)
    assert sound[2400] == pytest.approx(0.25, abs=0.01)


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
