from dataclasses import replace

import pytest
import torch

from latentwalk.rave.adversary import Adversary, deceiving_loss, matching_loss, telling_loss
from latentwalk.rave.config import NetworkConfig


@pytest.mark.parametrize("channels", [1, 2])
def test_the_judges_are_few_and_hear_every_channel(small: NetworkConfig, channels: int) -> None:
    torch.manual_seed(0)
    adversary = Adversary(replace(small, sound_channels=channels))
    assert 100_000 < sum(p.numel() for p in adversary.parameters()) < 400_000
    sound = 0.1 * torch.randn(2, channels, 8192)
    scores = [judgement.scores for judgement in adversary(sound)]
    sound[:, -1] *= 0.5
    for before, after in zip(scores, adversary(sound), strict=True):
        assert not torch.allclose(before, after.scores)


def test_a_recording_matches_itself(small: NetworkConfig) -> None:
    adversary = Adversary(small).requires_grad_(False)
    judgements = adversary(0.1 * torch.randn(1, 1, 8192))
    assert float(matching_loss(judgements, judgements)) == 0.0


def test_judges_and_decoder_want_opposite_scores(small: NetworkConfig) -> None:
    judgement = Adversary(small)(torch.zeros(1, 1, 8192))
    ones = [j._replace(scores=torch.ones_like(j.scores)) for j in judgement]
    zeros = [j._replace(scores=torch.zeros_like(j.scores)) for j in judgement]
    assert float(telling_loss(ones, zeros)) == 0.0
    assert float(telling_loss(zeros, ones)) == 2.0
    assert float(deceiving_loss(ones)) == 0.0
    assert float(deceiving_loss(zeros)) == 1.0


def test_silence_has_a_gradient_that_is_finite(small: NetworkConfig) -> None:
    sound = torch.zeros(1, 1, 8192, requires_grad=True)
    deceiving_loss(Adversary(small)(sound)).backward()  # type: ignore[no-untyped-call]
    assert sound.grad is not None
    assert bool(sound.grad.isfinite().all())
