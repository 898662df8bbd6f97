"""An export that can also sound by itself: the nn~ method ``prior`` beside the others."""

import torch
from torch import Tensor

from latentwalk.rave.config import ROWS
from latentwalk.rave.network import Autoencoder
from latentwalk.rave.prior import Prior
from latentwalk.rave.prior_training import TrainedPrior
from latentwalk.rave.streamed import Streamed


class Generating(Streamed):
    """A streamed model with a prior over its latents.

    Args:
        trained: The network with its weights.
        rotation: Orthogonal map from the trained axes to the exported ones, [F, F].
        centre: Latents that become zero, in trained axes, [F].
        prior: Learnt from this network's latents.
    """

    def __init__(
        self, trained: Autoencoder, rotation: Tensor, centre: Tensor, prior: TrainedPrior
    ) -> None:
        super().__init__(trained, rotation, centre)
        size, ratio = self.latent_size, trained.config.ratio
        turn = rotation[:size, :size]
        self.generation = Prior(
            prior.network, turn @ prior.unwhiten, turn @ (prior.mean - centre[:size]), ROWS
        )
        self.register_buffer("prior_params", torch.tensor([1, ratio, size, ratio]))
        self.prior_input_labels = ["(signal) temperature"]
        self.prior_output_labels = self.encode_output_labels
        self.requires_grad_(False)
        self.eval()

    @torch.jit.export
    def get_methods(self) -> list[str]:
        """Name the methods a host may call."""
        return ["encode", "decode", "forward", "prior"]

    @torch.jit.export
    def prior(self, temperature: Tensor) -> Tensor:
        """Draw latents [B, K, N] that follow from those before, at temperatures [B, 1, N]."""
        z: Tensor = self.generation(temperature)
        return z
