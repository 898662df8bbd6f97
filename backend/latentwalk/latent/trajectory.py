"""A sound's way through latent space, looped without a seam."""

import math
from dataclasses import dataclass
from typing import Self

import numpy as np

from latentwalk.domain.block import Latents, check_shape
from latentwalk.latent.reach import Numbers

SEAM_S = 0.3  # how long a loop's end passes into its beginning


@dataclass(frozen=True, slots=True, eq=False)
class Trajectory:
    """A closed curve through latent space, passed at a constant rate for ever.

    Between latent steps it is a straight line, so a walker whose clock falls between two
    steps hears no jump.

    Attributes:
        loop: Standard deviations at each latent step, shape [K, L], L ≥ 1; the step after
            the last is the first.
        rate_hz: Latent steps a second, > 0.
    """

    loop: Latents
    rate_hz: float

    @classmethod
    def of(cls, latents: Latents, rate_hz: float) -> Self:
        """Close a sound's latents to a loop.

        The last 0.3 s (at most half) pass into the first ones, so the loop is that much
        shorter. Coordinates mix by shares that add up to one; both ends of the seam leave
        and arrive gently.

        Args:
            latents: Standard deviations, shape [K, N], N ≥ 1.
            rate_hz: Latent steps a second: the model's rate over its ratio.

        Raises:
            BlockSizeError: If it is no such array.
        """
        check_shape("trajectory", latents, [None, None])
        check_shape("first step of the trajectory", latents[:, :1], [None, 1])
        n_steps = latents.shape[1]
        seam = min(math.ceil(SEAM_S * rate_hz), n_steps // 2)
        length = n_steps - seam
        loop = np.array(latents[:, :length], np.float32)
        along = (np.arange(seam) + 0.5) / max(seam, 1)
        share = (along * along * (3.0 - 2.0 * along)).astype(np.float32)
        loop[:, :seam] = share * latents[:, :seam] + (1.0 - share) * latents[:, length:]
        loop.flags.writeable = False
        return cls(loop, rate_hz)

    @property
    def duration_s(self) -> float:
        """How long one round takes."""
        return float(self.loop.shape[1] / self.rate_hz)

    def at(self, time_s: Numbers, latent_size: int) -> Numbers:
        """Return where it is.

        Args:
            time_s: Since the first round began, finite, shape [W].
            latent_size: K wanted; axes that the trajectory lacks are 0.

        Returns:
            Standard deviations, shape [W, latent_size].
        """
        length = self.loop.shape[1]
        step = np.mod(time_s * self.rate_hz, length)
        before = np.minimum(step.astype(np.intp), length - 1)
        share = (step - before)[:, None]  # [W, 1]
        here = self.loop[:latent_size]
        start, end = here[:, before].T, here[:, (before + 1) % length].T  # [W, K]
        latents = np.zeros((len(time_s), latent_size))
        latents[:, : len(here)] = start + share * (end.astype(np.float64) - start)
        return latents

    def reach(self, latent_size: int) -> tuple[Numbers, Numbers]:
        """Return the least and the greatest value of each axis, shape [latent_size] each."""
        low, high = np.zeros(latent_size), np.zeros(latent_size)
        here = self.loop[:latent_size]
        low[: len(here)], high[: len(here)] = here.min(axis=1), here.max(axis=1)
        return low, high
