from pathlib import Path

import numpy as np
import pytest
import soundfile
import torch

from latentwalk.domain.errors import ModelFileError
from latentwalk.rave.card import Value, write_card
from latentwalk.rave.clips import held_out_clips
from latentwalk.rave.export import script
from latentwalk.rave.held_out import is_held_out
from latentwalk.rave.loudness import loudness_lufs
from latentwalk.rave.report import report, untrained
from latentwalk.rave.streamed import Streamed


@pytest.fixture
def held_out(tmp_path: Path) -> Path:
    """Three held-out seconds of noise that swells."""
    folder = tmp_path / "sounds"
    folder.mkdir()
    name = next(n for n in (f"{i}.wav" for i in range(500)) if is_held_out(n))
    random = np.random.default_rng(0)
    swell = 0.05 + 0.1 * np.sin(np.arange(3 * 48_000) / 20_000) ** 2
    soundfile.write(folder / name, swell * random.standard_normal(3 * 48_000), 48_000)
    return folder


@pytest.fixture
def folder(streamed: Streamed, tmp_path: Path) -> Path:
    torch.jit.save(script(streamed), tmp_path / "small.ts")
    tables: dict[str, dict[str, Value]] = {
        "model": {"file": "small.ts", "sample_rate_hz": 48_000, "delay_frames": 240},
        "calibration": {"std": [1.0] * 8},
    }
    write_card(tmp_path / "model.toml", tables, [])
    return tmp_path


def test_a_folder_is_measured_against_its_untrained_self(folder: Path, held_out: Path) -> None:
    figures = report(folder, held_out)
    assert figures.mel_ratio_to_untrained > 0.5  # it never trained: a trained one has below 0.35
    assert figures.mel_distance_of_mean > 0.1


def test_a_folder_without_a_card_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match=r"model\.toml: not the card"):
        report(tmp_path, tmp_path)


def test_a_broken_file_is_refused_in_one_line(folder: Path, held_out: Path) -> None:
    (folder / "small.ts").write_bytes(b"no model")
    with pytest.raises(ModelFileError, match=r"small\.ts: cannot be loaded"):
        report(folder, held_out)


def test_untrained_weights_are_new_and_filter_banks_are_kept(streamed: Streamed) -> None:
    blank = untrained(script(streamed))
    known = dict(streamed.named_parameters())
    for name, weight in blank.named_parameters():
        same = torch.equal(weight, known[name])
        assert same == (".analysis." in name or ".synthesis." in name or not known[name].any())


def test_clips_are_held_out_whole_steps_at_the_loudness_of_the_microphone(held_out: Path) -> None:
    (clip,) = held_out_clips(held_out, 2, 1024, 48_000)
    assert clip.shape == (2, 140 * 1024)
    assert loudness_lufs(clip.numpy()) == pytest.approx(-23.0, abs=0.1)


def test_sounds_no_model_was_trained_on_are_all_heard(folder: Path, held_out: Path) -> None:
    (recording,) = held_out.iterdir()
    recording.rename(held_out / "kept-by-no-name.wav")
    figures = report(folder, held_out, whole=True)
    assert figures.nan == 0
    assert figures.mel_distance_of_mean > 0.1
