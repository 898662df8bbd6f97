from pathlib import Path

import numpy as np
import pytest
import soundfile

from latentwalk.audio import files
from latentwalk.audio.files import read_sound, write_sound
from latentwalk.domain.errors import BlockSizeError, SoundFileError
from tests.unit.audio.signals import noise, sine


@pytest.mark.parametrize(("bits", "within"), [(16, 2**-15), (24, 2**-23)])
def test_what_is_written_is_read_back(tmp_path: Path, bits: int, within: float) -> None:
    x = noise(1, 2, 5000)
    write_sound(tmp_path / "x.wav", x, 48_000, bits)
    assert np.abs(read_sound(tmp_path / "x.wav", 48_000, 2) - x).max() <= within


def test_the_same_samples_give_the_same_bytes(tmp_path: Path) -> None:
    x = noise(2, 2, 5000)
    for name in ("a.wav", "b.wav"):
        write_sound(tmp_path / name, x, 48_000)
    assert (tmp_path / "a.wav").read_bytes() == (tmp_path / "b.wav").read_bytes()


def test_what_is_too_loud_is_clipped_not_wrapped(tmp_path: Path) -> None:
    write_sound(tmp_path / "x.wav", np.array([[1.5, -1.5]], np.float32), 48_000)
    assert read_sound(tmp_path / "x.wav", 48_000, 1)[0].tolist() == pytest.approx([1, -1], abs=1e-6)


@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 96_000])
def test_any_rate_arrives_at_the_one_wanted(tmp_path: Path, rate_hz: int) -> None:
    write_sound(tmp_path / "x.wav", sine(440.0, rate_hz, 0.5, rate_hz)[None], rate_hz)
    x = read_sound(tmp_path / "x.wav", 48_000, 1)
    assert x.shape == (1, 48_000)
    assert x.dtype == np.float32
    middle = slice(10_000, 38_000)
    assert np.allclose(x[0, middle], sine(440.0, 48_000)[middle], atol=1e-3)


def test_channels_fold_to_their_mean_and_double(tmp_path: Path) -> None:
    left, right = noise(3, 2, 1000)
    write_sound(tmp_path / "s.wav", np.stack([left, right]), 48_000)
    write_sound(tmp_path / "m.wav", left[None], 48_000)
    mono = read_sound(tmp_path / "s.wav", 48_000, 1)
    assert np.allclose(mono[0], (left + right) / 2, atol=1e-6)
    double = read_sound(tmp_path / "m.wav", 48_000, 2)
    assert np.array_equal(double[0], double[1])


def test_bad_files_are_refused_by_name_with_a_remedy(tmp_path: Path) -> None:
    (tmp_path / "text.wav").write_text("hello")
    (tmp_path / "empty.wav").write_bytes(b"")
    soundfile.write(tmp_path / "none.wav", np.zeros((0, 1)), 48_000)
    soundfile.write(tmp_path / "six.wav", np.zeros((10, 6)), 48_000)
    nan = np.zeros(48_000, np.float32)
    nan[24_000] = np.nan
    soundfile.write(tmp_path / "nan.wav", nan, 48_000, "FLOAT")
    for name, says in [
        ("gone.wav", "no such file"),
        ("text.wav", "not a sound file"),
        ("empty.wav", "not a sound file"),
        ("none.wav", "got 0 frames"),
        ("six.wav", "channels: expected 1 or 2 channels, got 6"),
        ("nan.wav", r"0\.500 s: expected finite samples"),
        ("", "got a folder"),
    ]:
        with pytest.raises(SoundFileError, match=says) as error:
            read_sound(tmp_path / name, 48_000, 2)
        assert str(tmp_path / name) in str(error.value)
        assert "\n" not in str(error.value)


def test_files_that_are_too_long_are_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_DURATION_S", 1)
    write_sound(tmp_path / "x.wav", noise(4, 1, 96_000), 48_000)
    with pytest.raises(SoundFileError, match="at most 1 s of sound, got 2 s. Cut it"):
        read_sound(tmp_path / "x.wav", 48_000, 1)


def test_what_cannot_be_written_says_so(tmp_path: Path) -> None:
    x = noise(5, 1, 100)
    with pytest.raises(SoundFileError, match="cannot be written"):
        write_sound(tmp_path / "no" / "x.wav", x, 48_000)
    with pytest.raises(SoundFileError, match="16 or 24, got 8"):
        write_sound(tmp_path / "x.wav", x, 48_000, 8)
    with pytest.raises(SoundFileError, match="finite"):
        write_sound(tmp_path / "x.wav", x * np.inf, 48_000)
    with pytest.raises(BlockSizeError, match="expected shape"):
        write_sound(tmp_path / "x.wav", x[0], 48_000)
    assert not (tmp_path / "x.wav").exists()
