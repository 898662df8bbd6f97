"""A sound's way through latent space, looped without a seam."""

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np

from latentwalk.domain.block import Latents, check_shape
from latentwalk.latent.reach import Numbers
from latentwalk.latent.space import STD_FLOOR, LatentKind, LatentSpace

SEAM_S = 0.3  # how long a loop's end passes into its beginning


@dataclass(frozen=True, slots=True, eq=False)
class Trajectory:
    """A closed curve through latent space, passed at a constant rate for ever.

    Between latent steps it goes straight, a full circle the shorter way round, so a walker
    whose clock falls between two steps hears no jump. Indices stay until the next is nearer.

    Attributes:
        loop: Standard deviations at each latent step, shape [K, L], L ≥ 1; the step after
            the last is the first.
        rate_hz: Latent steps a second, > 0.
        kind: What its numbers are.
        turn: Of angles, what the last axis needs for a full circle; 0 where there is none.
    """

    loop: Latents
    rate_hz: float
    kind: LatentKind = LatentKind.REAL
    turn: float = 0.0

    @classmethod
    def of(
        cls,
        latents: Latents,
        rate_hz: float,
        kind: LatentKind = LatentKind.REAL,
        turn: float = 0.0,
    ) -> Self:
        """Close a sound's latents to a loop.

        The last 0.3 s (at most half) pass into the first ones, so the loop is that much
        shorter. Coordinates mix by shares that add up to one; both ends of the seam leave
        and arrive gently.

        Args:
            latents: Standard deviations, shape [K, N], K and N ≥ 1.
            rate_hz: Latent steps a second: the model's rate over its ratio.
            kind: What the numbers are.
            turn: Standard deviations of a full circle; see :func:`turn_of`.

        Raises:
            BlockSizeError: If it is no such array.
        """
        check_shape("trajectory", latents, [None, None])
        check_shape("first step of the trajectory", latents[:, :1], [None, 1])
        seam = min(math.ceil(SEAM_S * rate_hz), latents.shape[1] // 2)
        length = latents.shape[1] - seam
        curve = cls(np.array(latents[:, :length], np.float32), rate_hz, kind, turn)
        along = (np.arange(seam) + 0.5) / max(seam, 1)
        share = along * along * (3.0 - 2.0 * along)
        end = np.asarray(latents[:, length:], np.float64)
        curve.loop[:, :seam] = curve._between(end, latents[:, :seam], share)
        curve.loop.flags.writeable = False
        return curve

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
        start = self.loop[:, before].astype(np.float64)  # [K, W]
        here = self._between(start, self.loop[:, (before + 1) % length], step - before)
        latents = np.zeros((len(time_s), latent_size))
        latents[:, : len(here)] = here[:latent_size].T
        return latents

    def reach(self, latent_size: int) -> tuple[Numbers, Numbers]:
        """Return the least and the greatest value of each axis, shape [latent_size] each."""
        low, high = np.zeros(latent_size), np.zeros(latent_size)
        here = self.loop[:latent_size]
        low[: len(here)], high[: len(here)] = here.min(axis=1), here.max(axis=1)
        return low, high

    def in_model_units(self, space: LatentSpace) -> Self:
        """Return the same curve for ground that plays a model's own units."""
        turn = 2.0 if self.turn else 0.0  # half turns
        return replace(self, loop=space.from_units(self.loop), turn=turn)

    def _between(self, start: Numbers, end: Latents, share: Numbers) -> Numbers:
        """Go the given share of the way, [K, M] each, share [M]."""
        if self.kind is LatentKind.INDEX:
            return np.where(share < 0.5, start, end)
        way = end - start
        if self.turn:
            way[-1] = np.mod(way[-1] + self.turn / 2.0, self.turn) - self.turn / 2.0
        return np.asarray(start + share * way)


def turn_of(space: LatentSpace) -> float:
    """Return how many standard deviations are a full circle of the last axis; 0 if it is none."""
    std = float(space.std[-1])
    return 2.0 / std if space.kind is LatentKind.ANGLE and std >= STD_FLOOR else 0.0
