"""``latentwalk train``: a folder of sounds in, a model that walks out."""

import os
import signal
import subprocess
import sys
import tomllib
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
import soundfile

from latentwalk.app import cli
from latentwalk.engine.checker import check_model
from latentwalk.engine.local import LocalPool
from latentwalk.engine.manifest import load_manifest
from latentwalk.engine.pool import Block
from latentwalk.rave import device
from latentwalk.rave.checkpoint import load_checkpoint
from tests.flow.command import REPOSITORY

RATE_HZ = 48_000
TINY = """
[network]
channels = [8, 12, 16]
inner_channels = 16
[training]
batch = 2
crop_steps = 8
log_steps = 1
"""


def _gliding(seconds: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """A tone that glides and swells, and breath beneath it."""
    random, time = np.random.default_rng(0), np.arange(int(seconds * RATE_HZ))
    glide_hz = 300.0 + 200.0 * np.sin(time / 9_000.0)
    swell = 0.15 * (1.0 + np.sin(time / 5_000.0))
    tone = swell * np.sin(2 * np.pi * np.cumsum(glide_hz) / RATE_HZ)
    return tone + 0.01 * random.standard_normal(len(time))


@pytest.fixture(scope="module")
def sounds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sounds")
    soundfile.write(folder / "glide.wav", _gliding(16.0), RATE_HZ)
    soundfile.write(folder / "glide.flac", _gliding(13.0), RATE_HZ)
    soundfile.write(folder / "glide.mp3", _gliding(13.0), RATE_HZ)
    (folder / "broken.ogg").write_bytes(b"OggS but no more")
    return folder


@pytest.fixture(scope="module")
def recipe(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("recipe") / "tiny.toml"
    file.write_text(TINY)
    return file


def _train(*arguments: str | Path) -> int:
    """Run the command in this process; returns its exit code."""
    with pytest.MonkeyPatch.context() as patch:
        command = ["latentwalk", "train", "--device=cpu", "--threads=1", *map(str, arguments)]
        patch.setattr(sys, "argv", command)
        with pytest.raises(SystemExit) as ended:
            cli.main()
    return int(ended.value.code or 0)


@pytest.fixture(scope="module")
def model(sounds: Path, recipe: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of models, with one that has trained for a second."""
    out = tmp_path_factory.mktemp("models") / "glides"
    assert _train(sounds, "--out", out, "--minutes=0.02", "--recipe", recipe) == 0
    return out


def test_a_training_ends_with_a_model_that_is_accepted_and_sounds(model: Path) -> None:
    report = check_model(model / "glides.ts")
    assert report.ok, report.reason
    with closing(LocalPool(load_manifest(model))) as pool:
        block = Block.silent(pool.contract, np.array([7], np.uint64))
        block.gain_place[:] = 1.0
        sound = np.concatenate([pool.step(block).wet[0] for _ in range(12)], axis=1)
    assert np.isfinite(sound).all()
    assert np.abs(sound).max() > 1e-4


def test_it_leaves_a_picture_a_recipe_and_what_can_be_listened_to(model: Path) -> None:
    assert (model / "losses.png").read_bytes().startswith(b"\x89PNG")
    before, _ = soundfile.read(model / "before-after" / "1-before.wav")
    after, rate_hz = soundfile.read(model / "before-after" / "1-after.wav")
    assert len(before) == len(after)
    assert rate_hz == RATE_HZ
    written = tomllib.loads((model / "recipe.toml").read_text("utf-8"))
    assert written["network"]["channels"] == [8, 12, 16]
    assert len(written["package"][0]["sha256"]) == 64
    card = load_manifest(model)
    assert card.training.steps >= 1
    assert "no GPU" in card.training.hardware


def test_resuming_goes_on_from_where_it_stopped(model: Path, sounds: Path) -> None:
    before = load_checkpoint(model / "checkpoint.pt").step
    assert _train(sounds, "--out", model, "--resume", "--minutes=0.01") == 0
    assert load_checkpoint(model / "checkpoint.pt").step > before
    assert load_manifest(model).training.steps > before


def test_ctrl_c_ends_an_adaptation_with_all_it_had(model: Path, sounds: Path, recipe: Path) -> None:
    out = model.parent / "adapted"
    (model.parent / "alone").mkdir()
    (model.parent / "alone" / "glides.ts").write_bytes((model / "glides.ts").read_bytes())
    (model.parent / "alone" / "model.toml").write_bytes((model / "model.toml").read_bytes())
    origin = model.parent / "alone"
    said, code = _interrupted(sounds, "--out", out, "--from", origin, "--recipe", recipe)
    assert code == 0, said
    assert "adapt, from" in said
    assert "60 min on 1 core" in said
    assert "0.012 kWh" in said
    assert "skipped" in said
    assert "broken.ogg" in said
    assert check_model(out / "adapted.ts").ok
    kept = load_checkpoint(out / "checkpoint.pt")
    assert kept.elapsed_s < 60
    assert kept.network.channels == (8, 12, 16)
    assert kept.train.learning_rate == 3e-4
    card = load_manifest(out)
    assert "begun with the weights of Glides" in card.training.hardware
    assert len(card.source) == 2  # its own, and those of the model it began with


def _interrupted(*arguments: str | Path) -> tuple[str, int]:
    """Run the command as people do, and press Ctrl-C once it trains."""
    command = [sys.executable, "-m", "latentwalk", "train", *map(str, arguments)]
    process = subprocess.Popen(
        [*command, "--threads=1", "--device=cpu"],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY / "backend"), "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    with process:
        assert process.stdout is not None
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("step "):
                process.send_signal(signal.SIGINT)
                break
        said.append(process.stdout.read())
    return "".join(said), process.returncode


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    for name in ("empty", "short", "silent", "broken"):
        (tmp_path / name).mkdir()
    soundfile.write(tmp_path / "short" / "a.wav", _gliding(2.0), RATE_HZ)
    soundfile.write(tmp_path / "silent" / "a.wav", np.zeros(30 * RATE_HZ), RATE_HZ)
    (tmp_path / "broken" / "a.wav").write_bytes(b"RIFF")
    return tmp_path


@pytest.mark.parametrize(
    ("folder", "words"),
    [
        pytest.param("nowhere", "no such folder", id="no folder"),
        pytest.param("empty", "no sound file in it. Put", id="no audio"),
        pytest.param("short", "2.0 s of sound, at least 20 s are needed", id="too little"),
        pytest.param("silent", "only silence", id="silence"),
        pytest.param("broken", "none of its 1 sound files can be read", id="unreadable"),
    ],
)
def test_sounds_that_teach_nothing_are_refused_in_one_line(
    bad: Path, folder: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _train(bad / folder, "--out", bad / "model") == 2
    said = capsys.readouterr().err.strip()
    assert words in said.splitlines()[-1]
    assert "Traceback" not in said
    assert not (bad / "model").exists()


def test_another_model_is_never_overwritten(
    model: Path, sounds: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = (model / "glides.ts").read_bytes()
    assert _train(sounds, "--out", model) == 2
    assert "holds a model already" in capsys.readouterr().err
    assert (model / "glides.ts").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--from", "nowhere"], "nowhere: no such model", id="unknown origin"),
        pytest.param(["--resume"], "nothing to go on with", id="nothing to resume"),
        pytest.param(["--resume", "--from", "x"], "Give one of them", id="both"),
        pytest.param(["--recipe", "nowhere.toml"], "cannot be read as TOML", id="no recipe"),
    ],
)
def test_a_way_that_cannot_be_gone_is_refused_in_one_line(
    arguments: list[str],
    words: str,
    sounds: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert _train(sounds, "--out", tmp_path / "model", *arguments) == 2
    said = capsys.readouterr().err.strip()
    assert words in said
    assert len(said.splitlines()) == 1


def test_a_gpu_that_is_not_there_is_refused_before_anything_is_written(
    sounds: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(device, "has_gpu", lambda: False)
    assert _train(sounds, "--out", tmp_path / "model", "--device=cuda") == 2
    said = capsys.readouterr().err.strip()
    assert "--device cuda: there is no GPU here" in said
    assert "Give --device cpu" in said
    assert len(said.splitlines()) == 1
    assert not (tmp_path / "model").exists()


def test_a_recipe_with_an_unknown_habit_is_refused(
    sounds: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text("[training]\nbatches = 3\n")
    assert _train(sounds, "--out", tmp_path / "model", "--recipe", recipe) == 2
    assert "'batches'" in capsys.readouterr().err
