from pathlib import Path

import numpy as np
import pytest
import soundfile

from latentwalk.audio.files import read_sound, write_sound
from latentwalk.audio.passage import read_passage
from latentwalk.domain.errors import SoundFileError
from tests.unit.audio.signals import noise, sine


@pytest.mark.parametrize("channels", [1, 2])
def test_a_passage_is_the_whole_file(tmp_path: Path, channels: int) -> None:
    write_sound(tmp_path / "x.wav", noise(1, 2, 123_456), 48_000)
    whole = read_sound(tmp_path / "x.wav", 48_000, channels)
    assert (read_passage(tmp_path / "x.wav", 48_000, channels, 600.0) == whole).all()


@pytest.mark.parametrize("rate_hz", [8_000, 22_050, 44_100, 96_000])
def test_any_rate_arrives_at_the_one_wanted(tmp_path: Path, rate_hz: int) -> None:
    write_sound(tmp_path / "x.wav", sine(440.0, 2 * rate_hz, 0.5, rate_hz)[None], rate_hz)
    x = read_passage(tmp_path / "x.wav", 48_000, 1, 600.0)
    assert x.shape == (1, 96_000)
    middle = slice(10_000, 86_000)
    assert np.allclose(x[0, middle], sine(440.0, 96_000)[middle], atol=1e-3)


def test_many_channels_become_their_mean(tmp_path: Path) -> None:
    x = noise(3, 6, 5000)
    soundfile.write(tmp_path / "x.wav", x.T, 48_000, "FLOAT")
    found = read_passage(tmp_path / "x.wav", 48_000, 1, 600.0)
    assert np.allclose(found[0], x.mean(axis=0), atol=1e-6)


def test_a_compressed_file_is_read_too(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "x.ogg", sine(440.0, 96_000), 48_000, format="OGG")
    assert read_passage(tmp_path / "x.ogg", 48_000, 1, 600.0).shape[1] == 96_000


def test_what_is_too_long_is_refused_however_it_is_made(tmp_path: Path) -> None:
    # Silence packs a thousandfold: the file is small, what it would unpack to is not.
    soundfile.write(tmp_path / "x.flac", np.zeros((48_000 * 12, 2), np.float32), 48_000)
    assert (tmp_path / "x.flac").stat().st_size < 20_000
    with pytest.raises(SoundFileError, match="duration: expected at most 10 s of sound"):
        read_passage(tmp_path / "x.flac", 48_000, 1, 10.0)


def test_a_value_that_is_not_finite_is_told_with_its_time(tmp_path: Path) -> None:
    x = noise(1, 1, 96_000)
    x[0, 72_000] = np.nan
    soundfile.write(tmp_path / "x.wav", x.T, 48_000, "FLOAT")
    with pytest.raises(SoundFileError, match=r"1\.500 s: expected finite samples"):
        read_passage(tmp_path / "x.wav", 48_000, 1, 600.0)


@pytest.mark.parametrize(
    ("content", "problem"),
    [(b"", "not a sound file"), (b"RIFF....WAVEfmt ", "not a sound file"), (None, "no such file")],
    ids=["empty", "cut", "missing"],
)
def test_what_is_no_sound_is_named(tmp_path: Path, content: bytes | None, problem: str) -> None:
    if content is not None:
        (tmp_path / "x.wav").write_bytes(content)
    with pytest.raises(SoundFileError, match=problem):
        read_passage(tmp_path / "x.wav", 48_000, 1, 600.0)


def test_a_file_without_frames_and_one_too_wide_are_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "empty.wav", np.zeros((0, 1), np.float32), 48_000)
    soundfile.write(tmp_path / "wide.wav", np.zeros((99, 3), np.float32), 48_000)
    with pytest.raises(SoundFileError, match="got 0 frames"):
        read_passage(tmp_path / "empty.wav", 48_000, 1, 600.0)
    with pytest.raises(SoundFileError, match="channels: expected at most 2 channels, got 3"):
        read_passage(tmp_path / "wide.wav", 48_000, 2, 600.0)
