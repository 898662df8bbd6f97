from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from latentwalk.domain.errors import SoundFileError
from latentwalk.rave.config import TrainConfig
from latentwalk.rave.dataset import Corpus, Crops, load_corpus, read_sound


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(SoundFileError, match="nowhere: no such folder"):
        load_corpus(tmp_path / "nowhere")


def test_a_folder_without_sound_says_what_to_put_there(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("la la la")
    with pytest.raises(SoundFileError, match=r"no sound file in it\. Put .*\.wav"):
        load_corpus(tmp_path)


def test_too_little_sound_states_both_durations(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "short.wav", np.full(48_000, 0.1), 48_000)
    with pytest.raises(SoundFileError, match=r"1\.0 s of sound, at least 20 s are needed"):
        load_corpus(tmp_path)


def test_silence_is_refused(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "silence.wav", np.zeros(30 * 48_000), 48_000)
    with pytest.raises(SoundFileError, match="only silence"):
        load_corpus(tmp_path)


def test_only_unreadable_files_are_an_error_and_each_is_named(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "broken.flac").write_bytes(b"fLaC but no more")
    with pytest.raises(SoundFileError, match="none of its 1 sound files"):
        load_corpus(tmp_path)
    assert "broken.flac" in caplog.text


def test_an_unreadable_file_among_good_ones_is_skipped(sounds: Path) -> None:
    hours = load_corpus(sounds).hours
    (sounds / "voices" / "broken.wav").write_bytes(b"RIFF")
    assert load_corpus(sounds).hours == hours


def test_other_rates_and_stereo_become_mono_at_48_khz(tmp_path: Path) -> None:
    stereo = np.stack([np.full(22_050, 0.2), np.full(22_050, 0.4)], axis=1)
    soundfile.write(tmp_path / "stereo.wav", stereo, 22_050)
    sound = read_sound(tmp_path / "stereo.wav")
    assert sound.shape == (1, 48_000)
    assert sound[0, 24_000] == pytest.approx(0.3, abs=1e-3)


def test_stereo_keeps_its_channels_and_mono_becomes_two_equal_ones(tmp_path: Path) -> None:
    stereo = np.stack([np.full(4800, 0.2), np.full(4800, 0.4)], axis=1)
    soundfile.write(tmp_path / "stereo.wav", stereo, 48_000)
    soundfile.write(tmp_path / "mono.wav", stereo[:, 0], 48_000)
    assert read_sound(tmp_path / "stereo.wav", 2)[:, 9] == pytest.approx([0.2, 0.4], abs=1e-3)
    assert read_sound(tmp_path / "mono.wav", 2)[:, 9] == pytest.approx([0.2, 0.2], abs=1e-3)


def _two_levels() -> Corpus:
    loud, quiet = np.full((1, 96_000), 16_000, np.int16), np.full((1, 96_000), 160, np.int16)
    return Corpus({"voices": loud, "street": quiet}, {})


PLAIN = TrainConfig(
    batch=200,
    min_gain_db=0.0,
    silence_share=0.0,
    lowpass_share=0.0,
    under_share=0.0,
    speed_share=0.0,
)


def test_groups_are_drawn_by_weight() -> None:
    crops = Crops(_two_levels(), PLAIN, 1024, {"voices": 0.75, "street": 0.25})
    loud = (crops.next_batch().abs().amax(dim=(1, 2)) > 0.1).float().mean()
    assert float(loud) == pytest.approx(0.75, abs=0.12)


def test_gain_stays_in_its_range() -> None:
    config = replace(PLAIN, min_gain_db=-30.0)
    batch = Crops(_two_levels(), config, 1024, {"voices": 1.0}).next_batch()
    peaks_db = 20 * np.log10(batch.abs().amax(dim=(1, 2)).numpy() * 32767 / 16_000)
    assert peaks_db.max() <= 0.1
    assert peaks_db.min() >= -30.1
    assert np.ptp(peaks_db) > 25


@pytest.mark.parametrize(
    "config",
    [
        pytest.param(replace(PLAIN, silence_share=1.0), id="silence"),
        pytest.param(replace(PLAIN, lowpass_share=1.0), id="lowpass"),
        pytest.param(replace(PLAIN, under_share=1.0), id="under"),
        pytest.param(replace(PLAIN, speed_share=1.0), id="speed"),
    ],
)
def test_every_disturbance_leaves_finite_crops_of_the_right_size(
    sounds: Path, config: TrainConfig
) -> None:
    crops = Crops(load_corpus(sounds), replace(config, batch=16), 8192, under="street")
    batch = crops.next_batch()
    assert batch.shape == (16, 1, 8192)
    assert bool(batch.isfinite().all())
    assert 0.05 < float(batch.abs().max()) <= 1.0


def test_a_stereo_corpus_is_heard_as_scenes_and_now_and_then_as_one_microphone(
    sounds: Path,
) -> None:
    config = replace(PLAIN, batch=64, mic_share=0.25)
    batch = Crops(load_corpus(sounds, 2), config, 8192).next_batch()
    assert batch.shape == (64, 2, 8192)
    alike = (batch[:, 0] == batch[:, 1]).all(dim=1).float().mean()
    assert 0.1 < float(alike) < 0.45
