"""A seeded landscape of latents."""

import math
from dataclasses import dataclass

import numpy as np

from latentwalk.domain.block import Latents, Metres
from latentwalk.latent.motion import STILL, Motion
from latentwalk.latent.reach import Numbers, Reach, padded
from latentwalk.latent.waves import RMS_STEP, steepest, waves


@dataclass(frozen=True, slots=True)
class TerrainMapping:
    """A seeded landscape: endless, smooth, with mean 0 and variance 1 on every axis.

    A field of plane waves (latent/waves.py) with a correlation length of
    ``scale_m``/√(2 ln 2), so that the root-mean-square change over ``scale_m`` is one
    standard deviation (± 10 % in one landscape), and the root-mean-square slope along a walk
    1.2 of them per ``scale_m``. The slope nowhere exceeds :meth:`steepest`, about 15 per
    ``scale_m``. A landscape that moves keeps the share √(1 - amount²) of itself, so that
    places stay what they are and the variance stays 1; ``amount`` 1 moves altogether.

    Attributes:
        key: Which landscape, unsigned 64-bit.
        scale_m: Metres per standard deviation, > 0.
        reach: How far.
        motion: How it moves; its amount is at most 1.
        middle: Mean of each latent; missing ones are 0.
        spread: Deviation of each latent, ≥ 0; the last value holds for all further ones.
    """

    key: int
    scale_m: float
    reach: Reach = Reach()
    motion: Motion = STILL
    middle: tuple[float, ...] = ()
    spread: tuple[float, ...] = (1.0,)

    def place(
        self,
        positions: Metres,
        headings_deg: Numbers,
        time_s: Numbers,
        latent_size: int,
        speed_mps: Numbers,
    ) -> Latents:
        landscape = waves(self.key, positions * (RMS_STEP / self.scale_m), latent_size)
        moved = self.motion.field(positions, time_s, latent_size)
        relief = (self._rest * landscape + moved) * self._spread(latent_size)
        return self.reach.hold(relief + padded(self.middle, latent_size, 0.0))

    def steepest(self, latent_size: int) -> Numbers:
        still = steepest(self.key, latent_size) * (RMS_STEP / self.scale_m)
        moving = self.motion.steepest(latent_size)
        return np.asarray((self._rest * still + moving) * self._spread(latent_size))

    def _spread(self, latent_size: int) -> Numbers:
        return padded(self.spread, latent_size, self.spread[-1])

    @property
    def _rest(self) -> float:
        return math.sqrt(max(0.0, 1.0 - self.motion.amount**2))
