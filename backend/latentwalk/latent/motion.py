"""Ground that breathes: latents that move in time while the walker stands still."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Metres
from latentwalk.latent.waves import RMS_STEP, steepest, waves

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Motion:
    """A seeded field over place and time, mean 0 and deviation ``amount`` on every latent.

    Stationary in both: no place and no hour is special, and it never repeats. Two moments
    ``motion_s`` apart differ by one deviation, root mean square; all who stand at one place
    hear the same.

    Attributes:
        key: Which field, unsigned 64-bit.
        amount: Its standard deviation, ≥ 0; 0 is still and costs nothing.
        motion_s: Seconds per standard deviation of change, > 0.
        scale_m: Metres over which neighbouring ground moves on its own, > 0.
    """

    key: int = 0
    amount: float = 0.0
    motion_s: float = 2.0
    scale_m: float = 10.0

    def field(self, positions: Metres, time_s: Numbers, latent_size: int) -> Numbers:
        """Return how far the latents have moved.

        Args:
            positions: East, north, up, local metres, shape [W, 3].
            time_s: Media time of each walker, seconds, shape [W].
            latent_size: K.

        Returns:
            Shape [W, K], deviation ``amount``.
        """
        if self.amount <= 0.0:
            return np.zeros((len(positions), latent_size))
        place = positions * (RMS_STEP / self.scale_m)
        moment = time_s[:, None] * (RMS_STEP / self.motion_s)
        points = np.concatenate([place, moment], axis=1)  # [W, 4]
        return self.amount * waves(self.key, points, latent_size)

    def steepest(self, latent_size: int) -> Numbers:
        """Return a bound on each axis' slope over ground, shape [K], deviations per metre."""
        if self.amount <= 0.0:
            return np.zeros(latent_size)
        return self.amount * steepest(self.key, latent_size) * (RMS_STEP / self.scale_m)


STILL = Motion()
