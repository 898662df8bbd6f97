"""Ground that is the same everywhere: one sound, or none."""

from dataclasses import dataclass

import numpy as np

from latentwalk.domain.block import Latents, Metres
from latentwalk.latent.motion import STILL, Motion
from latentwalk.latent.reach import Numbers, Reach, padded


@dataclass(frozen=True, slots=True)
class FixedMapping:
    """One sound wherever one stands.

    Attributes:
        values: The latents; missing axes are 0, those a model lacks are left out.
        reach: How far.
        motion: How all of them move.
    """

    values: tuple[float, ...]
    reach: Reach = Reach()
    motion: Motion = STILL

    def place(
        self,
        positions: Metres,
        headings_deg: Numbers,
        time_s: Numbers,
        latent_size: int,
        speed_mps: Numbers,
    ) -> Latents:
        moved = self.motion.field(positions, time_s, latent_size)
        return self.reach.hold(moved + padded(self.values, latent_size, 0.0))

    def steepest(self, latent_size: int) -> Numbers:
        return self.motion.steepest(latent_size)


@dataclass(frozen=True, slots=True)
class SilenceMapping:
    """No sound of its own: the session releases the row, so its latents are never heard."""

    def place(
        self,
        positions: Metres,
        headings_deg: Numbers,
        time_s: Numbers,
        latent_size: int,
        speed_mps: Numbers,
    ) -> Latents:
        return np.zeros((len(positions), latent_size), np.float32)

    def steepest(self, latent_size: int) -> Numbers:
        return np.zeros(latent_size)
