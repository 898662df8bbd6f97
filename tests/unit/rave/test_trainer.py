import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from latentwalk.domain.errors import ModelFileError
from latentwalk.rave.checkpoint import load_checkpoint
from latentwalk.rave.config import NetworkConfig, TrainConfig
from latentwalk.rave.dataset import Corpus, load_corpus
from latentwalk.rave.trainer import Progress, Trainer

CONFIG = TrainConfig(
    minutes=5.0, batch=2, crop_steps=8, warmup_steps=1, learning_rate=3e-3, log_steps=2, threads=1
)


@pytest.fixture
def corpus(sounds: Path) -> Corpus:
    return load_corpus(sounds)


def _trainer(corpus: Corpus, out: Path, small: NetworkConfig, config: TrainConfig) -> Trainer:
    return Trainer(corpus, out, small, config)


def test_a_few_steps_lower_the_loss(corpus: Corpus, tmp_path: Path, small: NetworkConfig) -> None:
    trainer = _trainer(corpus, tmp_path, small, CONFIG)
    tone = 0.2 * torch.sin(torch.arange(8192) * 0.05).repeat(2, 1, 1)
    losses = [trainer.train_step(tone)["log_mel"] for _ in range(30)]
    assert sum(losses[-5:]) < 0.7 * sum(losses[:5])


def test_a_termination_signal_leaves_a_whole_checkpoint_to_resume_from(
    corpus: Corpus, tmp_path: Path, small: NetworkConfig
) -> None:
    def stop(_: Progress) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    before = signal.getsignal(signal.SIGTERM)
    kept = _trainer(corpus, tmp_path, small, CONFIG).run(stop)
    assert signal.getsignal(signal.SIGTERM) is before
    assert kept.step == CONFIG.log_steps
    assert not list(tmp_path.glob("*.partial"))
    resumed = _trainer(corpus, tmp_path, small, CONFIG)
    resumed.resume()
    again = resumed.run(stop)
    assert again.step == 2 * CONFIG.log_steps
    assert again.elapsed_s > kept.elapsed_s
    assert [row["step"] for row in again.history] == [2.0, 4.0]


def test_the_time_budget_ends_it(corpus: Corpus, tmp_path: Path, small: NetworkConfig) -> None:
    lines: list[Progress] = []
    config = replace(CONFIG, minutes=0.002, log_steps=1)
    kept = _trainer(corpus, tmp_path, small, config).run(lines.append)
    assert 0 < kept.step < 30
    assert lines[-1].left_s == 0.0
    assert "log-mel" in str(lines[-1])


def test_a_checkpoint_comes_back_as_it_was(
    corpus: Corpus, tmp_path: Path, small: NetworkConfig
) -> None:
    config = replace(CONFIG, minutes=0.001)
    kept = _trainer(corpus, tmp_path, small, config).run(lambda _: None)
    loaded = load_checkpoint(tmp_path / "checkpoint.pt")
    assert (loaded.network, loaded.train, loaded.step) == (small, config, kept.step)
    for name, weight in kept.averaged.items():
        assert torch.equal(loaded.averaged[name], weight)


def test_resuming_from_nothing_says_so(
    corpus: Corpus, tmp_path: Path, small: NetworkConfig
) -> None:
    with pytest.raises(ModelFileError, match="no checkpoint there"):
        _trainer(corpus, tmp_path / "empty", small, CONFIG).resume()


def test_a_broken_checkpoint_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "checkpoint.pt").write_bytes(b"not a checkpoint")
    with pytest.raises(ModelFileError, match=r"checkpoint\.pt: not a checkpoint of ours"):
        load_checkpoint(tmp_path / "checkpoint.pt")


def _judged(corpus: Corpus, out: Path, small: NetworkConfig) -> Trainer:
    """A training in its adversarial phase."""
    config = replace(CONFIG, minutes=1.0, adversarial_minutes=1.0)
    return _trainer(corpus, out, replace(small, noise_enters=True), config)


def test_the_encoder_rests_while_the_judges_listen(
    corpus: Corpus, tmp_path: Path, small: NetworkConfig
) -> None:
    trainer = _judged(corpus, tmp_path, small)
    tone = 0.2 * torch.sin(torch.arange(16_384) * 0.05).repeat(2, 1, 1)
    trainer.train_step(tone)
    before = {name: weight.clone() for name, weight in trainer.model.state_dict().items()}
    losses = [trainer.train_step(tone) for _ in range(2)]
    after = trainer.model.state_dict()
    assert all(torch.equal(before[k], after[k]) for k in before if k.startswith("encoder."))
    assert not torch.equal(before["decoder.layers.0.weight"], after["decoder.layers.0.weight"])
    assert losses[-1]["deceiving"] > 0
    assert losses[0]["telling"] + losses[1]["telling"] > 0


def test_judges_learn_to_tell_noise_from_tones(
    corpus: Corpus, tmp_path: Path, small: NetworkConfig
) -> None:
    trainer = _judged(corpus, tmp_path, small)
    tone = 0.2 * torch.sin(torch.arange(16_384) * 0.05).repeat(2, 1, 1)
    telling = [trainer.train_step(tone)["telling"] for _ in range(13)][::2]
    assert telling[-1] < 0.95 * telling[0]


def test_the_judges_come_back_with_the_checkpoint(
    corpus: Corpus, tmp_path: Path, small: NetworkConfig
) -> None:
    trainer = _judged(corpus, tmp_path, small)

    def stop(_: Progress) -> None:
        os.kill(os.getpid(), signal.SIGTERM)

    kept = trainer.run(stop)
    resumed = _judged(corpus, tmp_path, small)
    resumed.resume()
    again = resumed.run(stop)
    judges, later = kept.judges["adversary"], again.judges["adversary"]
    assert judges.keys() == later.keys()
    assert any(not torch.equal(judges[name], later[name]) for name in judges)


def test_beginning_from_another_training_keeps_its_weights_and_counts_its_hours(
    corpus: Corpus, tmp_path: Path, small: NetworkConfig
) -> None:
    kept = _trainer(corpus, tmp_path, small, replace(CONFIG, minutes=0.003)).run(lambda _: None)
    noisy = _trainer(corpus, tmp_path, replace(small, noise_enters=True), CONFIG)
    noisy.begin_from(kept)
    weights = noisy.model.state_dict()
    assert torch.equal(
        weights["encoder.layers.0.conv.weight"], kept.averaged["encoder.layers.0.conv.weight"]
    )
    assert float(weights["decoder.enter.weight"].abs().max()) == 0.0  # begins closed
    after = noisy.run(lambda _: os.kill(os.getpid(), signal.SIGTERM))
    assert after.spent_s == kept.elapsed_s
    assert (after.spent_steps, after.core_hours > kept.core_hours) == (kept.step, True)
