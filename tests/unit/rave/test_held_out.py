from pathlib import Path

import numpy as np
import pytest
import soundfile

from latentwalk.rave.dataset import load_corpus, load_held_out
from latentwalk.rave.held_out import is_held_out

RATE_HZ = 48_000


def _record(folder: Path, name: str, duration_s: float, level: float = 0.1) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    soundfile.write(folder / name, np.full(int(duration_s * RATE_HZ), level), RATE_HZ)


def _names(held_out: bool) -> list[str]:
    return [name for name in (f"{i}.wav" for i in range(500)) if is_held_out(name) == held_out]


def test_about_three_percent_of_files_are_held_out_and_always_the_same() -> None:
    names = [f"voices/{number}.wav" for number in range(4000)]
    share = np.mean([is_held_out(name) for name in names])
    assert 0.02 < share < 0.045
    assert is_held_out("voices/22.wav") == is_held_out("voices/22.wav")


def test_files_chosen_by_name_never_train(tmp_path: Path) -> None:
    chosen, others = _names(True), _names(False)
    _record(tmp_path, others[0], 25.0)
    _record(tmp_path, chosen[0], 11.0)
    before = load_corpus(tmp_path)
    _record(tmp_path, chosen[1], 1.0)
    after = load_corpus(tmp_path)
    assert set(before.held_out) == {chosen[0]}
    assert set(after.held_out) == {chosen[0], chosen[1]}
    assert after.hours == before.hours == 25 / 3600


def test_one_long_recording_is_judged_by_its_end(tmp_path: Path) -> None:
    (name,) = _names(False)[:1]
    _record(tmp_path, name, 32.0)
    corpus = load_corpus(tmp_path)
    assert corpus.hours == pytest.approx(30 / 3600)
    assert corpus.held_out[name].shape == (1, 2 * RATE_HZ)
    assert load_held_out(tmp_path)[name].shape == (1, 2 * RATE_HZ)


def test_of_many_short_sounds_one_is_kept_where_no_name_chooses(tmp_path: Path) -> None:
    names = _names(False)[:12]
    for name in names:
        _record(tmp_path, name, 2.0)
    corpus = load_corpus(tmp_path)
    assert len(corpus.held_out) == 1
    assert corpus.hours == pytest.approx(22 / 3600)


def test_a_chosen_file_too_short_to_judge_by_is_not_enough(tmp_path: Path) -> None:
    short, long = _names(True)[0], _names(False)[0]
    _record(tmp_path, short, 3.0)
    _record(tmp_path, long, 32.0)
    assert set(load_held_out(tmp_path)) == {long}


def test_a_short_chosen_file_is_better_than_nothing(tmp_path: Path) -> None:
    short, others = _names(True)[0], _names(False)[:8]
    for name in (short, *others):
        _record(tmp_path, name, 3.0)
    assert set(load_held_out(tmp_path)) == {short}
