import dataclasses
import math
import os
import signal
import time
from collections.abc import Callable
from contextlib import nullcontext
from itertools import count
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from latentwalk.domain.errors import ModelFileError
from latentwalk.rave import device, prior_training
from latentwalk.rave.calibration import Axes
from latentwalk.rave.checkpoint import Checkpoint, load_checkpoint
from latentwalk.rave.config import NetworkConfig, TrainConfig
from latentwalk.rave.dataset import Corpus
from latentwalk.rave.device import CPU, choose_device, has_gpu, on_cpu
from latentwalk.rave.generating import Generating
from latentwalk.rave.network import Autoencoder
from latentwalk.rave.prior import PriorNetwork
from latentwalk.rave.prior_training import TrainedPrior, encode_corpus, train_prior
from latentwalk.rave.streamed import reset
from latentwalk.rave.trainer import Progress, Trainer
from tests.unit.rave.pretend_gpu import PRETENDED, Elsewhere, pretend_gpu

JUDGED = TrainConfig(
    minutes=5.0, batch=2, crop_steps=8, log_steps=2, threads=1, adversarial_minutes=5.0
)
PLAIN = dataclasses.replace(JUDGED, adversarial_minutes=0.0)


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    random = np.random.default_rng(0)
    return Corpus({"noise": random.integers(-9000, 9000, (1, 30 * 48_000), np.int16)}, {})


def _shape(small: NetworkConfig, channels: int) -> NetworkConfig:
    return dataclasses.replace(
        small, sound_channels=channels, noise_enters=True, breathes=True, high_passes=True
    )


def _crops(channels: int) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    return 0.1 * torch.randn(2, channels, 8 * 1024, generator=generator)


def _stop(_: Progress) -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def _tensors(state: object) -> list[Tensor]:
    if isinstance(state, dict):
        return [tensor for value in state.values() for tensor in _tensors(value)]
    return [state] if isinstance(state, Tensor) else []


def test_a_gpu_is_taken_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(device, "has_gpu", lambda: True)
    assert [choose_device(wanted).type for wanted in ("auto", "cuda", "cpu")] == [
        "cuda", "cuda", "cpu",
    ]  # fmt: skip


def test_without_a_gpu_the_processor_is_taken_and_asking_for_one_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(device, "has_gpu", lambda: False)
    assert choose_device("auto") == choose_device("cpu") == CPU
    with pytest.raises(ModelFileError, match="no GPU here that torch can use. Give --device cpu"):
        choose_device("cuda")


def test_a_gpu_that_this_torch_cannot_use_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def too_old(*_: object, **__: object) -> Tensor:
        raise RuntimeError("no kernel image is available for execution on the device")

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch, "ones", too_old)
    assert not has_gpu()


def test_the_pretended_gpu_refuses_what_a_real_one_does() -> None:
    with pretend_gpu() as there:
        far, near = torch.ones(3, device=there), torch.ones(3)
        with pytest.raises(RuntimeError, match="two devices"):
            far + near
        with pytest.raises(RuntimeError, match="generator"):
            torch.randn(3, device=there, generator=torch.Generator())
        assert torch.equal((far + near.to(there)).cpu(), near + near)
        near.copy_(2.0 * far)
    assert near.tolist() == [2.0, 2.0, 2.0]


@pytest.mark.parametrize(
    ("channels", "config"),
    [
        pytest.param(1, PLAIN, id="mono"),
        pytest.param(1, JUDGED, id="mono, judged"),
        pytest.param(2, PLAIN, id="stereo"),
        pytest.param(2, JUDGED, id="stereo, judged"),
    ],
)
def test_a_step_keeps_to_one_device_and_comes_to_the_same_there(
    corpus: Corpus, tmp_path: Path, small: NetworkConfig, channels: int, config: TrainConfig
) -> None:
    def trained(where: torch.device) -> tuple[list[dict[str, float]], dict[str, Tensor]]:
        trainer = Trainer(corpus, tmp_path, _shape(small, channels), config, device=where)
        losses = [trainer.train_step(_crops(channels)) for _ in range(2)]
        state = trainer.model.state_dict()
        assert all(tensor.device == where for tensor in state.values())
        return losses, on_cpu(state)

    here = trained(CPU)
    with pretend_gpu() as gpu:
        there = trained(gpu)
    assert there[0] == here[0]
    assert all(torch.equal(there[1][name], weight) for name, weight in here[1].items())


def test_what_was_trained_on_a_gpu_loads_and_goes_on_anywhere(
    corpus: Corpus, tmp_path: Path, small: NetworkConfig
) -> None:
    with pretend_gpu() as gpu:
        kept = Trainer(corpus, tmp_path, _shape(small, 1), JUDGED, device=gpu).run(_stop)
    assert 0.0 < kept.gpu_s == kept.elapsed_s
    loaded = load_checkpoint(tmp_path / "checkpoint.pt")
    states = (loaded.weights, loaded.averaged, loaded.optimiser, loaded.judges)
    assert all(type(tensor) is Tensor for state in states for tensor in _tensors(state))
    losses = []
    for where, having in ((CPU, nullcontext()), (PRETENDED, pretend_gpu())):
        with having:
            trainer = Trainer(corpus, tmp_path, _shape(small, 1), JUDGED, device=where)
            trainer.resume()
            losses.append(trainer.train_step(_crops(1)))  # a step in which the judges learn
    assert losses[0] == losses[1]


def test_what_a_gpu_trained_leads_a_training_on_another(
    corpus: Corpus, tmp_path: Path, small: NetworkConfig
) -> None:
    begun = Trainer(corpus, tmp_path, _shape(small, 1), PLAIN).run(_stop)
    with pretend_gpu() as gpu:
        led = Trainer(corpus, tmp_path, _shape(small, 1), PLAIN, device=gpu)
        led.begin_from(begun)
        name = "encoder.layers.0.conv.weight"
        assert isinstance(led.model.state_dict()[name], Elsewhere)
        assert torch.equal(led.model.state_dict()[name].cpu(), begun.averaged[name])
        led.train_step(_crops(1))


def test_a_gpu_counts_as_the_cores_that_draw_as_much(small: NetworkConfig) -> None:
    state = Autoencoder(small).state_dict()
    kept = Checkpoint(small, PLAIN, state, state, {}, elapsed_s=3600.0, gpu="A GPU", gpu_s=1800.0)
    assert kept.core_hours == pytest.approx(1.0 + 0.5 * 300.0 / 12.0)


def test_a_prior_is_learnt_on_one_device_and_comes_back(
    corpus: Corpus, small: NetworkConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    state = Autoencoder(small).state_dict()
    kept = Checkpoint(small, PLAIN, state, state, {})
    monkeypatch.setattr(prior_training, "PIECE_STEPS", 64)
    monkeypatch.setattr(prior_training, "STRETCH_STEPS", 24)

    def learnt(where: torch.device) -> TrainedPrior:
        clock = count()
        monkeypatch.setattr(time, "monotonic", lambda: float(next(clock)))
        torch.manual_seed(0)
        latents = encode_corpus(kept, corpus, 0.05, where)
        return train_prior(latents, 0.05, "encoder", lambda _: None, where)

    here = learnt(CPU)
    with pretend_gpu() as gpu:
        there = learnt(gpu)
    assert there.surprise == here.surprise
    assert torch.equal(there.mean, here.mean)
    assert torch.equal(there.unwhiten, here.unwhiten)
    for name, weight in here.network.state_dict().items():
        torch.testing.assert_close(there.network.state_dict()[name], weight)


def test_what_streams_keeps_to_its_device(network: Autoencoder, axes: Axes) -> None:
    size = network.config.latent_size
    learnt = PriorNetwork(size, hidden=16, modes=3)
    prior = TrainedPrior(learnt, torch.eye(size), torch.zeros(size), "encoder", 0.0)
    model = Generating(network, axes.rotation, axes.centre, prior)

    def heard(to: Callable[[Tensor], Tensor]) -> list[Tensor]:
        latents = model.prior(to(torch.ones(2, 1, 3)))
        return [latents.cpu(), model.decode(latents).cpu(), model(to(_crops(1))).cpu()]

    with torch.no_grad():
        here = heard(lambda x: x)
        reset(model)
        with pretend_gpu() as gpu:
            model.to(gpu)
            there = heard(lambda x: x.to(gpu))
    assert all(torch.equal(a, b) for a, b in zip(here, there, strict=True))


@pytest.mark.gpu
@pytest.mark.skipif(not has_gpu(), reason="no GPU here that torch can use")
def test_a_real_gpu_trains_and_what_it_leaves_is_used_on_the_processor(
    corpus: Corpus, tmp_path: Path, small: NetworkConfig
) -> None:
    gpu, shape = choose_device("cuda"), _shape(small, 1)
    kept = Trainer(corpus, tmp_path, shape, JUDGED, device=gpu).run(_stop)
    assert (kept.step, kept.gpu) == (JUDGED.log_steps, torch.cuda.get_device_name(gpu))
    loaded = load_checkpoint(tmp_path / "checkpoint.pt")
    for where in (gpu, CPU):
        trainer = Trainer(corpus, tmp_path, shape, JUDGED, device=where)
        trainer.resume()
        assert all(math.isfinite(loss) for loss in trainer.train_step(_crops(1)).values())
    stereo = Trainer(corpus, tmp_path, _shape(small, 2), JUDGED, device=gpu)
    assert all(math.isfinite(loss) for loss in stereo.train_step(_crops(2)).values())
    model = Autoencoder(shape)
    model.load_state_dict(loaded.averaged)
    with torch.inference_mode():
        here = model.posterior(_crops(1))[0]
        there = model.to(gpu).posterior(_crops(1).to(gpu))[0].cpu()
    torch.testing.assert_close(there, here, rtol=1e-3, atol=1e-3)
    latents = encode_corpus(loaded, corpus, 0.4, gpu)
    prior = train_prior(latents, 0.01, "encoder", lambda _: None, gpu)
    assert math.isfinite(prior.surprise)
    assert all(weight.device == CPU for weight in prior.network.state_dict().values())
