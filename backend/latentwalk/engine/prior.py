"""A model's own unconditional generation: its nn~ method ``prior``, one stream a row."""

import math

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from latentwalk.domain.block import Latents
from latentwalk.engine.calls import CALL_ERRORS, Method, engine_mode
from latentwalk.engine.rows import LanePlan
from latentwalk.engine.state import MethodState

COLDEST = 0.02  # an official prior divides by its temperature

Memory = tuple[Tensor, ...]


class Prior:
    """The method of one loaded model; one thread owns it.

    Where the export keeps its rows apart one call serves them all. Official exports carry
    one stream: there each row's memory is put in, stepped alone and taken out again, so that
    every walker has an instance and all share one copy of the weights.

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
        self._method, self._state, self._latent_size = method, state, latent_size
        self._fresh: Memory = () if is_batched else state.save()
        self._memories: list[Memory] = [] if is_batched else [self._fresh] * max_rows

    def seat(self, lane: LanePlan) -> None:
        """Move rows, and make those who joined as in a fresh model."""
        with torch.inference_mode():
            for from_row, to_row in lane.moves:
                if self.is_batched:
                    self._state.copy(from_row, to_row)
                else:
                    self._memories[to_row] = self._memories[from_row]
            for row in lane.resets:
                if self.is_batched:
                    self._state.reset(row)
                else:
                    self._memories[row] = self._fresh

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
                self._call(given, latents)
                return latents
            for row in range(len(latents)):
                self._state.load(self._memories[row])
                self._call(given[row : row + 1], latents[row : row + 1])
                self._memories[row] = self._state.save()
        return latents

    def _call(self, given: Tensor, latents: Latents) -> None:
        """Write into ``latents``, or leave them as they are where the export raises."""
        try:
            latents[:] = self._method(given).numpy()
        except CALL_ERRORS:
            return


def official_temperature(temperature: Tensor) -> Tensor:
    """Return what a RAVE prior must be given, as it takes softplus(t) / ln 2 for temperature."""
    warm = temperature.clamp(min=COLDEST)
    return torch.log(torch.expm1(math.log(2.0) * warm))
