"""How much each of several points on the ground has a say where one stands."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Metres
from latentwalk.domain.pose import Position
from latentwalk.latent.mix import blend
from latentwalk.latent.reach import Numbers
from latentwalk.latent.space import LatentSpace

SHARPNESS = 2.0  # so that between two points nine tenths of the change take 1.5 ``smooth_m``
EARSHOT = 8.0  # in units of smooth_m / SHARPNESS; what weighs e⁻⁸ weighs nothing
TAIL = math.exp(-EARSHOT)


@dataclass(frozen=True, slots=True, eq=False)
class Closeness:
    """Weights of points by how much further than the nearest they are.

    A point that is m metres further away than the nearest weighs exp(-2m/``smooth_m``)
    against it, less a constant that makes this zero from 4 ``smooth_m`` on. So at a point
    whose neighbours are that far it alone is heard, exactly; half way between two they are
    equal; and far away from all the nearest still is.

    Attributes:
        points: Local metres, shape [A, 3], A ≥ 1.
        smooth_m: How far a point reaches into its neighbours, > 0.
    """

    points: NDArray[np.float64]
    smooth_m: float

    @classmethod
    def of(cls, positions: Sequence[Position], smooth_m: float) -> Self:
        """Return the closeness to ``positions``, at least one."""
        points = np.array([[p.east_m, p.north_m, p.up_m] for p in positions])
        return cls(points, smooth_m)

    def weights(self, positions: Metres) -> Numbers:
        """Weigh the points for each walker.

        Args:
            positions: East, north, up, local metres, shape [W, 3].

        Returns:
            Shape [W, A], each row ≥ 0 with a sum of 1.
        """
        east_m, north_m, up_m = (  # each [W, A]: three columns are five times as fast as one sum
            positions[:, axis, None] - self.points[:, axis] for axis in range(3)
        )
        distances_m = np.sqrt(east_m * east_m + north_m * north_m + up_m * up_m)
        further_m = distances_m - distances_m.min(axis=1, keepdims=True)
        decayed = np.exp(further_m * (-SHARPNESS / self.smooth_m))
        raised = np.maximum((decayed - TAIL) / (1.0 - TAIL), 0.0)
        return np.asarray(raised / raised.sum(axis=1, keepdims=True))

    def steepest(self, reach: Numbers) -> Numbers:
        """Bound the slope of a mean by these weights.

        With w the weights and u the directions to the points, the slope of Σ w·p is at most
        (2/``smooth_m``)·Σ w·|p - mean| ≤ reach/``smooth_m``. Cutting the tail off adds no
        more than four of its share for each further point.

        Args:
            reach: How far the values at the points lie apart at most, shape [K].

        Returns:
            Change a metre at most, shape [K].
        """
        others = len(self.points) - 1
        if not others:
            return np.zeros_like(reach)
        excess = 4.0 * others * TAIL / (1.0 - TAIL)
        return np.asarray(reach * ((1.0 + excess) / self.smooth_m))


def morph(weights: Numbers, parts: Sequence[Numbers], space: LatentSpace) -> Numbers:
    """Mix latents that are no coordinates, as what they are allows (latent/mix.py).

    Args:
        weights: Shares of one, shape [W, A].
        parts: A arrays of latents, each broadcasting to [W, K].
        space: What the numbers are.

    Returns:
        Shape [W, K].
    """
    shape = (len(weights), len(space.mean), 1)
    latents = [np.broadcast_to(part[..., None], shape).astype(np.float32) for part in parts]
    shares = [np.broadcast_to(w[:, None, None], shape).astype(np.float32) for w in weights.T]
    return np.asarray(blend(latents, shares, space)[..., 0], np.float64)
