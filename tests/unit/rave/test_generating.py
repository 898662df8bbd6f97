from pathlib import Path
from typing import Any

import torch

from latentwalk.rave.calibration import Axes
from latentwalk.rave.export import script
from latentwalk.rave.generating import Generating
from latentwalk.rave.network import Autoencoder
from latentwalk.rave.prior import PriorNetwork
from latentwalk.rave.prior_training import TrainedPrior
from latentwalk.rave.streamed import reset


def _generating(network: Autoencoder, axes: Axes) -> Generating:
    torch.manual_seed(3)
    size = network.config.latent_size
    mean, unwhiten = torch.randn(size), torch.randn(size, size)
    prior = TrainedPrior(PriorNetwork(size, hidden=16, modes=2), unwhiten, mean, "", 0.0)
    return Generating(network, axes.rotation, axes.centre, prior)


def test_an_export_declares_and_plays_its_prior(
    network: Autoencoder, axes: Axes, tmp_path: Path
) -> None:
    torch.jit.save(script(_generating(network, axes)), tmp_path / "model.ts")
    model: Any = torch.jit.load(tmp_path / "model.ts")  # type: ignore[no-untyped-call]
    size, ratio = network.config.latent_size, network.config.ratio
    assert "prior" in model.get_methods()
    assert model.prior_params.tolist() == [1, ratio, size, ratio]
    z = model.prior(torch.ones(2, 1, 5))
    assert z.shape == (2, size, 5)
    assert model.decode(z).shape == (2, 1, 5 * ratio)
    assert model.generation.cache.shape[0] == 64
    reset(model)
    torch.testing.assert_close(model.prior(torch.ones(2, 1, 5)), z)


def test_what_it_draws_is_in_the_axes_of_the_export(network: Autoencoder, axes: Axes) -> None:
    model, size = _generating(network, axes), network.config.latent_size
    drawn = model.prior(torch.ones(1, 1, 9))[0]
    torch.manual_seed(3)
    mean, unwhiten = torch.randn(size), torch.randn(size, size)
    model.generation.turn.copy_(torch.eye(size))
    model.generation.shift.zero_()
    reset(model)
    whitened = model.prior(torch.ones(1, 1, 9))[0]
    trained = unwhiten @ whitened + mean[:, None]
    wanted = axes.rotation[:size, :size] @ (trained - axes.centre[:size, None])
    torch.testing.assert_close(drawn, wanted, atol=1e-4, rtol=1e-4)
