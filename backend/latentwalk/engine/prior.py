"""A model's own unconditional generation: its nn~ method ``prior``, one stream a row."""

import math
from contextlib import suppress

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from latentwalk.domain.block import Latents
from latentwalk.engine.calls import CALL_ERRORS, Method, engine_mode
from latentwalk.engine.rows import LanePlan
from latentwalk.engine.state import MethodState
from latentwalk.engine.streams import Streams

COLDEST = 0.02  # an official prior divides by its temperature


class Prior:
    """The method of one loaded model; one thread owns it.

    Official exports carry one stream: there every walker has an instance (``streams.py``).

    Args:
        method: Temperatures [B, 1, N] to latents [B, K, N], model units.
        state: What it remembers; now as in a fresh model.
        latent_size: K.
        max_rows: Walkers it serves at once.
        is_batched: Whether its rows are independent streams.
    """

    def __init__(
        self,
        method: Method,
        state: MethodState,
        latent_size: int,
        max_rows: int,
        is_batched: bool,
    ) -> None:
        self.max_rows, self.is_batched = max_rows, is_batched
        self._latent_size = latent_size
        self._streams = Streams(method, state, is_batched)

    def seat(self, lane: LanePlan) -> None:
        """Move rows, and make those who joined as in a fresh model."""
        self._streams.seat(lane)

    def generate(self, temperature: NDArray[np.floating], n_steps: int) -> Latents:
        """Let rows 0..B-1 go on.

        Args:
            temperature: 0..2, 1 as it was trained, shape [B].
            n_steps: N.

        Returns:
            Model units, [B, K, N]; NaN where the call failed.
        """
        latents = np.full((len(temperature), self._latent_size, n_steps), np.nan, np.float32)
        given = torch.from_numpy(np.asarray(temperature, np.float32))[:, None, None]  # [B, 1, 1]
        given = (given if self.is_batched else official_temperature(given)).repeat(1, 1, n_steps)
        with engine_mode():
            if self.is_batched:
                with suppress(*CALL_ERRORS):
                    latents[:] = self._streams.call(given).numpy()
                return latents
            for row in range(len(latents)):
                with suppress(*CALL_ERRORS):
                    latents[row] = self._streams.call_one(given[row : row + 1], row)[0].numpy()
        return latents


def official_temperature(temperature: Tensor) -> Tensor:
    """Return what a RAVE prior must be given, as it takes softplus(t) / ln 2 for temperature."""
    warm = temperature.clamp(min=COLDEST)
    return torch.log(torch.expm1(math.log(2.0) * warm))
