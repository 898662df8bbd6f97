from dataclasses import replace
from pathlib import Path

import pytest
import torch

from latentwalk.domain.errors import ModelFileError
from latentwalk.rave import device
from latentwalk.rave.checkpoint import Checkpoint
from latentwalk.rave.config import NetworkConfig, TrainConfig
from latentwalk.rave.export import script
from latentwalk.rave.network import Autoencoder
from latentwalk.rave.road import Road, plan
from latentwalk.rave.streamed import Streamed


@pytest.fixture(autouse=True)
def no_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "has_gpu", lambda: False)


@pytest.fixture
def gpu(no_gpu: None, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(device, "has_gpu", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda _: "NVIDIA L4")
    return "NVIDIA L4"


@pytest.fixture
def exported(small: NetworkConfig, tmp_path: Path) -> Path:
    folder = tmp_path / "known"
    folder.mkdir()
    compiled = script(Streamed(Autoencoder(small), torch.eye(16), torch.zeros(16)))
    torch.jit.save(compiled, folder / "known.ts")
    return folder


def _checkpoint(folder: Path, network: NetworkConfig, elapsed_s: float) -> Path:
    state = Autoencoder(network).state_dict()
    train = TrainConfig(minutes=10.0, batch=3, adversarial_minutes=2.0)
    folder.mkdir()
    kept = Checkpoint(network, train, state, state, {"state": {}}, step=5, elapsed_s=elapsed_s)
    kept.save(folder / "checkpoint.pt")
    return folder


def test_training_from_nothing_takes_hours_and_says_what_they_cost(tmp_path: Path) -> None:
    decided = plan(tmp_path, tmp_path / "new", threads=2)
    assert decided.road is Road.TRAIN
    assert decided.config.minutes == 240.0
    assert decided.energy_kwh == pytest.approx(4 * 2 * 12 / 1000)
    assert "240 min on 2 cores, no GPU" in str(decided)
    assert "0.096 kWh" in str(decided)
    assert decided.network.noise_enters


def test_a_gpu_is_named_and_its_watts_are_stated(gpu: str, tmp_path: Path) -> None:
    decided = plan(tmp_path, tmp_path / "new", threads=2)
    assert decided.device.type == "cuda"
    assert decided.energy_kwh == pytest.approx(4 * (2 * 12 + 300) / 1000)
    assert f"240 min on 2 cores and the GPU, {gpu}," in str(decided)
    assert "12 W a core + hours x 300 W for the GPU, assumed, not metered" in str(decided)


def test_a_gpu_can_be_left_alone(gpu: str, tmp_path: Path) -> None:
    decided = plan(tmp_path, tmp_path / "new", threads=2, device="cpu")
    assert decided.device.type == "cpu"
    assert "no GPU" in str(decided)


def test_a_gpu_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="--device cuda: there is no GPU"):
        plan(tmp_path, tmp_path / "new", threads=2, device="cuda")


def test_adapting_takes_the_shape_of_its_origin_and_learns_more_slowly(
    exported: Path, tmp_path: Path, small: NetworkConfig
) -> None:
    decided = plan(tmp_path, tmp_path / "new", threads=1, begin_from=exported)
    assert decided.road is Road.ADAPT
    assert decided.network == small
    assert decided.config.minutes == 60.0
    assert decided.config.learning_rate < TrainConfig().learning_rate
    stereo = plan(tmp_path, tmp_path / "new", threads=1, begin_from=exported, stereo=True)
    assert stereo.network == replace(small, sound_channels=2, noise_enters=True)


def test_going_on_takes_what_was_left_or_what_is_given(
    tmp_path: Path, small: NetworkConfig
) -> None:
    out = _checkpoint(tmp_path / "begun", small, elapsed_s=240.0)
    left = plan(tmp_path, out, threads=1, resume=True)
    assert left.left_minutes == pytest.approx(6.0)
    assert left.config == TrainConfig(minutes=10.0, batch=3, adversarial_minutes=2.0, threads=1)
    assert "go on with" in str(left)
    more = plan(tmp_path, out, threads=1, resume=True, minutes=30.0)
    assert more.config.minutes == pytest.approx(34.0)


def test_a_training_that_has_had_its_time_asks_for_more(
    tmp_path: Path, small: NetworkConfig
) -> None:
    out = _checkpoint(tmp_path / "done", small, elapsed_s=601.0)
    assert plan(tmp_path, out, threads=1, resume=True).left_minutes == 0.0  # only to be exported
    (out / "done.ts").touch()
    with pytest.raises(ModelFileError, match="has had its 10 minutes. Give --minutes"):
        plan(tmp_path, out, threads=1, resume=True)


def test_mono_cannot_go_on_in_stereo(tmp_path: Path, small: NetworkConfig) -> None:
    out = _checkpoint(tmp_path / "mono", small, elapsed_s=0.0)
    with pytest.raises(ModelFileError, match="is mono"):
        plan(tmp_path, out, threads=1, resume=True, stereo=True)


def test_with_an_export_alone_going_on_is_led_not_pushed(exported: Path, tmp_path: Path) -> None:
    decided = plan(tmp_path, exported, threads=1, resume=True, minutes=5.0)
    assert decided.config.minutes == 5.0
    assert decided.config.learning_rate < TrainConfig().learning_rate


def test_a_name_no_walk_could_use_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="small letters"):
        plan(tmp_path, tmp_path / "My Model", threads=1)


def test_the_recipe_in_the_folder_is_used_unless_another_is_given(tmp_path: Path) -> None:
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "recipe.toml").write_text("[training]\nminutes = 7.0\n")
    assert plan(tmp_path, tmp_path / "new", threads=1).left_minutes == 7.0
    assert plan(tmp_path, tmp_path / "new", threads=1, minutes=3.0).left_minutes == 3.0
    (tmp_path / "other.toml").write_text("[network]\nwings = 2\n")
    with pytest.raises(ModelFileError, match="other.toml: network: .*'wings'"):
        plan(tmp_path, tmp_path / "new", threads=1, recipe=tmp_path / "other.toml")
