from typing import Any

import pytest
import torch
from torch import nn

from latentwalk.rave.export import script
from latentwalk.rave.prior import Prior, PriorNetwork
from latentwalk.rave.prior_training import STRETCH_STEPS, train_prior
from latentwalk.rave.streamed import reset

SIZE = 4


@pytest.fixture(scope="module")
def wandering() -> torch.Tensor:
    """Latents that wander slowly around (1, 2, 3, 4), correlated, [P, N, K]."""
    generator = torch.Generator().manual_seed(0)
    steps = torch.randn(12, 2 * STRETCH_STEPS, SIZE, generator=generator)
    for step in range(1, steps.shape[1]):
        steps[:, step] = 0.9 * steps[:, step - 1] + 0.4 * steps[:, step]
    mix = torch.randn(SIZE, SIZE, generator=generator)
    return steps @ mix + torch.arange(1.0, SIZE + 1)


@pytest.fixture
def prior() -> Prior:
    torch.manual_seed(0)
    network = PriorNetwork(SIZE, hidden=16, modes=3).requires_grad_(False)
    return Prior(network, torch.eye(SIZE), torch.zeros(SIZE), rows=8).eval()


def _reset(prior: nn.Module) -> None:
    reset(nn.ModuleList([prior]))


def _ones(rows: int, steps: int) -> torch.Tensor:
    return torch.ones(rows, 1, steps)


def test_what_is_learnt_surprises_less_and_wanders_as_the_recordings_did(
    wandering: torch.Tensor,
) -> None:
    torch.manual_seed(0)
    trained = train_prior(wandering, 0.15, "encoder", lambda _: None)
    network = trained.network.requires_grad_(False)
    blank = PriorNetwork(SIZE)
    whitened = (wandering - trained.mean) @ torch.linalg.inv(trained.unwhiten).T
    assert float(network.surprise(whitened)) < float(blank.surprise(whitened).detach()) - 0.3
    prior = Prior(network, trained.unwhiten, trained.mean, rows=2).eval()
    with torch.inference_mode():
        drawn = prior(_ones(2, 1500)).transpose(1, 2).flatten(0, 1)
    known = wandering.flatten(0, 1)
    ratio = drawn.std(0) / known.std(0)
    assert 0.5 < float(ratio.min()) <= float(ratio.max()) < 1.5
    assert float(((drawn.mean(0) - known.mean(0)) / known.std(0)).abs().max()) < 0.6


def test_any_split_draws_the_same_latents(prior: Prior) -> None:
    whole = prior(_ones(3, 20))
    _reset(prior)
    parts = [prior(_ones(3, steps)) for steps in (1, 7, 3, 9)]
    torch.testing.assert_close(torch.cat(parts, dim=2), whole)


def test_rows_draw_each_their_own_and_a_reset_row_begins_again(prior: Prior) -> None:
    whole = prior(_ones(3, 12))
    assert float((whole[0] - whole[1]).abs().mean()) > 0.1
    prior.cache[0] = 0.0
    again = prior(_ones(3, 12))
    torch.testing.assert_close(again[0], whole[0])
    assert float((again[1] - whole[1]).abs().mean()) > 0.1


def test_temperature_zero_never_surprises_and_two_stays_in_range(prior: Prior) -> None:
    still = prior(0.0 * _ones(2, 60))
    torch.testing.assert_close(still[0], still[1])
    _reset(prior)
    wild = prior(5.0 * _ones(2, 400))
    assert float(wild.abs().max()) <= prior.farthest
    assert float(wild.std()) > float(still.std())


def test_it_compiles_and_says_the_same(prior: Prior) -> None:
    compiled: Any = script(prior)
    said = compiled(_ones(2, 9))
    _reset(prior)
    torch.testing.assert_close(prior(_ones(2, 9)), said)


def test_minutes_of_it_never_repeat(prior: Prior) -> None:
    drawn = prior(_ones(1, 6000))[0]  # two minutes
    first = drawn[:, 1000:1400].flatten()
    for lag in range(500, 4000, 7):
        later = drawn[:, 1000 + lag : 1400 + lag].flatten()
        assert float(torch.corrcoef(torch.stack([first, later]))[0, 1]) < 0.9
