import hashlib
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch

from latentwalk.domain.errors import ModelFileError
from latentwalk.rave.config import NetworkConfig, TrainConfig
from latentwalk.rave.dataset import load_corpus
from latentwalk.rave.export import export
from latentwalk.rave.train import train
from latentwalk.rave.trainer import Trainer

RECIPE = """
[card]
id = "glides"
title = "Gliding \\"tones\\""
licence = "CC0-1.0"
recognisable = "nobody"
[[package]]
name = "voices"
version = "1"
sha256 = "0"
authors = "a sine"
licence = "CC0-1.0"
title = "glides"
[[package.take]]
group = "voices"
include = ["*"]
"""


@pytest.fixture
def held_out_sounds(sounds: Path) -> Path:
    """The same sounds under names that the hash keeps for evaluation as well."""
    from latentwalk.rave.held_out import is_held_out

    name = next(n for n in (f"voices/glide-{i}x.wav" for i in range(500)) if is_held_out(n))
    (sounds / name).write_bytes((sounds / "voices" / "glide-1.wav").read_bytes())
    return sounds


def test_an_export_writes_a_file_and_a_card_that_agree(
    held_out_sounds: Path, tmp_path: Path, small: NetworkConfig
) -> None:
    config = TrainConfig(minutes=0.003, batch=2, crop_steps=8, log_steps=1, threads=1)
    train(held_out_sounds, tmp_path, config, network=small, tell=lambda _: None)
    (tmp_path / "recipe.toml").write_text(RECIPE)
    exported = export(tmp_path / "checkpoint.pt", held_out_sounds, tmp_path)
    card = tomllib.loads((tmp_path / "model.toml").read_text("utf-8"))
    assert exported.sha256 == hashlib.sha256(exported.file.read_bytes()).hexdigest()
    assert card["model"]["sha256"] == exported.sha256
    assert card["model"]["title"] == 'Gliding "tones"'
    assert len(card["calibration"]["std"]) == small.latent_size
    assert card["calibration"]["explained_variance"] == sorted(
        card["calibration"]["explained_variance"], reverse=True
    )
    assert sum(card["calibration"]["explained_variance"]) == pytest.approx(1.0, abs=1e-4)
    assert card["source"][0]["hours"] > 0
    loaded = torch.jit.load(exported.file)  # type: ignore[no-untyped-call]
    assert loaded.latent_size == small.latent_size
    assert exported.evaluation.peak <= 1.0


def test_a_stereo_export_is_calibrated_on_scenes_measured_in_width_and_names_its_gpu(
    held_out_sounds: Path, tmp_path: Path
) -> None:
    network = NetworkConfig(
        sound_channels=2, noise_enters=True, channels=(16, 24, 32), inner_channels=16
    )
    config = TrainConfig(minutes=0.003, batch=2, crop_steps=16, log_steps=1, threads=1)
    kept = Trainer(load_corpus(held_out_sounds, 2), tmp_path, network, config).run(lambda _: None)
    replace(kept, gpu="NVIDIA L4", gpu_s=1800.0).save(tmp_path / "checkpoint.pt")
    (tmp_path / "recipe.toml").write_text(RECIPE)
    exported = export(tmp_path / "checkpoint.pt", held_out_sounds, tmp_path)
    loaded: Any = torch.jit.load(exported.file)  # type: ignore[no-untyped-call]
    assert loaded.decode(torch.zeros(1, 8, 2)).shape == (1, 2, 2048)
    assert len(exported.evaluation.likeness) == 3
    assert exported.evaluation.mel_distance_untrained > 0
    assert not list(tmp_path.glob("*.partial"))
    cost = tomllib.loads((tmp_path / "model.toml").read_text("utf-8"))["training"]
    assert cost["hardware"] == "1 core of a shared x86-64 server, NVIDIA L4"
    assert "x 12 W a core + 0.5 h x 300 W for the GPU (assumed" in cost["energy_method"]
    assert cost["energy_kwh"] == pytest.approx(0.15, abs=0.002)


def test_an_export_needs_a_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="no checkpoint there"):
        export(tmp_path / "checkpoint.pt", tmp_path, tmp_path)
