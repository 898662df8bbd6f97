"""The paper's mapping: what a walker does drives latents, one to one."""

from dataclasses import dataclass

import numpy as np

from latentwalk.domain.block import Latents, Metres
from latentwalk.domain.sound import Axis
from latentwalk.latent.motion import STILL, Motion
from latentwalk.latent.reach import Numbers, Reach, padded

PACE_MPS = 1.2  # a walk: one standard deviation of ``speed``
COMPONENTS = {  # column of a position and its sign
    Axis.EAST: (0, 1.0),
    Axis.WEST: (0, -1.0),
    Axis.NORTH: (1, 1.0),
    Axis.SOUTH: (1, -1.0),
    Axis.UP: (2, 1.0),
}


@dataclass(frozen=True, slots=True)
class AxesMapping:
    """Metres over ``scale_m`` drive latents in order.

    Heading drives an axis by its sine (one standard deviation due east, minus one due west)
    or its cosine (north, south), and by 0 while unknown. Speed drives one by standard
    deviations of 1.2 m/s, from 0 at rest.

    Attributes:
        axes: What drives each latent; ``None`` and missing axes are at rest.
        scale_m: Metres per standard deviation, > 0.
        reach: How far.
        motion: How the axes at rest move.
        rest: Where they rest, 0 where missing; a driven latent has no rest.
    """

    axes: tuple[Axis | None, ...]
    scale_m: float
    reach: Reach = Reach()
    motion: Motion = STILL
    rest: tuple[float, ...] = ()

    def place(
        self,
        positions: Metres,
        headings_deg: Numbers,
        time_s: Numbers,
        latent_size: int,
        speed_mps: Numbers,
    ) -> Latents:
        latents = self.motion.field(positions, time_s, latent_size)
        latents += padded(self.rest, latent_size, 0.0)
        for column, axis in enumerate(self.axes[:latent_size]):
            match axis:
                case None:
                    continue
                case Axis.HEADING_SIN:
                    latents[:, column] = np.nan_to_num(np.sin(np.radians(headings_deg)))
                case Axis.HEADING_COS:
                    latents[:, column] = np.nan_to_num(np.cos(np.radians(headings_deg)))
                case Axis.SPEED:
                    latents[:, column] = np.nan_to_num(speed_mps) / PACE_MPS
                case _:
                    component, sign = COMPONENTS[axis]
                    latents[:, column] = sign * positions[:, component] / self.scale_m
        return self.reach.hold(latents)

    def steepest(self, latent_size: int) -> Numbers:
        slopes = self.motion.steepest(latent_size)
        for column, axis in enumerate(self.axes[:latent_size]):
            if axis is not None:
                slopes[column] = 1.0 / self.scale_m if axis in COMPONENTS else 0.0
        return slopes
