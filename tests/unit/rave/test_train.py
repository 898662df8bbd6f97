import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from latentwalk.domain.errors import ModelFileError, SoundFileError
from latentwalk.rave.config import NetworkConfig, TrainConfig
from latentwalk.rave.export import script
from latentwalk.rave.network import Autoencoder
from latentwalk.rave.streamed import Streamed
from latentwalk.rave.train import main, settings, train
from latentwalk.rave.trainer import Trainer

SHORT = TrainConfig(minutes=0.003, batch=2, crop_steps=8, log_steps=1, threads=1)


def test_a_folder_of_sounds_becomes_a_checkpoint_a_log_and_a_picture(
    sounds: Path, tmp_path: Path, small: NetworkConfig
) -> None:
    lines: list[str] = []
    kept = train(sounds, tmp_path / "work", SHORT, network=small, tell=lines.append)
    assert kept.step >= 1
    assert (tmp_path / "work" / "checkpoint.pt").exists()
    assert (tmp_path / "work" / "losses.png").read_bytes().startswith(b"\x89PNG")
    assert "h of sound" in lines[0]
    assert "log-mel" in lines[-1]


def test_a_recipe_weighs_the_groups(sounds: Path, tmp_path: Path, small: NetworkConfig) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text("[sampling]\nvoices = 1.0\n[mixing]\nunder = 'street'\n")
    train(sounds, tmp_path, SHORT, recipe=recipe, network=small, tell=lambda _: None)


def test_a_recipe_shapes_the_network_and_the_command_line_has_the_last_word(
    tmp_path: Path,
) -> None:
    recipe = tmp_path / "recipe.toml"
    recipe.write_text("[network]\nchannels = [16, 24, 32]\n[training]\nbatch = 3\nminutes = 7.0\n")
    network, config = settings(recipe, {"minutes": 2.0, "threads": None})
    assert network.channels == (16, 24, 32)
    assert (config.batch, config.minutes, config.threads) == (3, 2.0, TrainConfig().threads)


def test_with_only_an_export_left_resuming_begins_with_its_weights(
    sounds: Path, tmp_path: Path, small: NetworkConfig
) -> None:
    torch.manual_seed(5)
    network = Autoencoder(small)
    tmp_path.joinpath("work").mkdir()
    exported = script(Streamed(network, torch.eye(16), torch.zeros(16)))
    torch.jit.save(exported, tmp_path / "work" / "left.ts")
    short = replace(SHORT, encoder_rests=True)
    kept = train(sounds, tmp_path / "work", short, resume=True, network=small, tell=lambda _: None)
    name = "encoder.layers.0.conv.weight"
    torch.testing.assert_close(kept.weights[name], network.state_dict()[name])


def test_nothing_to_learn_from_makes_no_folder(tmp_path: Path, small: NetworkConfig) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(SoundFileError, match="no sound file"):
        train(tmp_path / "empty", tmp_path / "work", SHORT, network=small)
    assert not (tmp_path / "work").exists()


def test_a_gpu_whose_memory_is_full_is_told_in_one_line(
    sounds: Path, tmp_path: Path, small: NetworkConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(Trainer, "run", full)
    with pytest.raises(ModelFileError, match="memory of the GPU is full. Give --device cpu"):
        train(sounds, tmp_path / "work", SHORT, network=small, tell=lambda _: None)


def test_the_command_ends_with_one_line_when_it_cannot(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["train", str(tmp_path / "nowhere"), "--out", str(tmp_path / "work")]
    monkeypatch.setattr(sys, "argv", [*arguments, "--threads", "1"])
    with pytest.raises(SystemExit, match="no such folder"):
        main()
