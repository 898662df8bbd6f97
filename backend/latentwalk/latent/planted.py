"""Sounds planted in the ground: their latents play where they lie and morph in between."""

from dataclasses import dataclass

import numpy as np

from latentwalk.domain.block import Latents, Metres
from latentwalk.latent.closeness import Closeness, morph
from latentwalk.latent.motion import STILL, Motion
from latentwalk.latent.reach import Numbers, Reach
from latentwalk.latent.space import LatentSpace
from latentwalk.latent.trajectory import Trajectory


@dataclass(frozen=True, slots=True, eq=False)
class PlantedMapping:
    """Trajectories that loop at their places, mixed by closeness (latent/closeness.py).

    Every loop has its own length, begins with media time and is heard by all alike.

    Attributes:
        closeness: To the places, P of them.
        trajectories: One for each place.
        reach: How far.
        motion: How all latents move beside what is planted.
        space: Of a model whose latents are no coordinates; ``None`` where they are.
    """

    closeness: Closeness
    trajectories: tuple[Trajectory, ...]
    reach: Reach = Reach()
    motion: Motion = STILL
    space: LatentSpace | None = None

    def place(
        self,
        positions: Metres,
        headings_deg: Numbers,
        time_s: Numbers,
        latent_size: int,
        speed_mps: Numbers,
    ) -> Latents:
        weights = self.closeness.weights(positions)  # [W, P]
        mean = self.motion.field(positions, time_s, latent_size)
        if self.space is not None:
            parts = [trajectory.at(time_s, latent_size) for trajectory in self.trajectories]
            return self.reach.hold(mean + morph(weights, parts, self.space))
        for column, trajectory in enumerate(self.trajectories):
            mean += weights[:, column, None] * trajectory.at(time_s, latent_size)
        return self.reach.hold(mean)

    def steepest(self, latent_size: int) -> Numbers:
        reaches = [trajectory.reach(latent_size) for trajectory in self.trajectories]
        lowest = np.min([low for low, _ in reaches], axis=0)
        highest = np.max([high for _, high in reaches], axis=0)
        slope = self.closeness.steepest(highest - lowest)
        return np.asarray(slope + self.motion.steepest(latent_size))
