"""How loud a walk may be before ground where the street wins (DESIGN §8, safety)."""

from collections.abc import Sequence

import numpy as np

from latentwalk.domain.block import Metres, Weights
from latentwalk.domain.hush import Hush
from latentwalk.geo.footprint import Footprints, Numbers

FADE_M = 15.0  # 12 s at a walk: silence is seen coming
HORIZON_M = 100.0  # what is farther is nobody's next step
NOBODY = -1  # no hush within the horizon


class HushSet:
    """The hushes of one walk, asked for all walkers at once.

    Args:
        hushes: In document order.
    """

    def __init__(self, hushes: Sequence[Hush]) -> None:
        self._footprints = Footprints([hush.shape for hush in hushes])
        self._hush_m = np.array([hush.hush_m for hush in hushes], np.float64)
        self._widest_m = float(self._hush_m.max(initial=0.0))

    def gains(self, positions: Metres, accuracy_m: Metres) -> Weights:
        """Return how loud everything may sound.

        Exactly 0 from ``hush_m`` plus the accuracy before the edge, and inside; before that
        the gain falls over 15 m as a quarter sine, an equal-power fade.

        Args:
            positions: East and north, local metres, shape [W, 2].
            accuracy_m: Radius of each walker's error circle, ≥ 0, shape [W]; not finite where
                nothing is known of where they are.

        Returns:
            Shape [W], float32, 0..1; 1 where no hush is near, or nothing is known.
        """
        is_known = np.isfinite(accuracy_m)
        doubt_m = np.where(is_known, accuracy_m, 0.0)
        margin_m = self._widest_m + doubt_m + FADE_M
        walkers, pieces, depths_m = self._footprints.near(positions, margin_m)
        silent_m = self._hush_m[self._footprints.shape_of[pieces]] + doubt_m[walkers]
        share = np.clip((-depths_m - silent_m) / FADE_M, 0.0, 1.0)
        gains = np.ones(len(positions))
        np.minimum.at(gains, walkers, np.sin(0.5 * np.pi * share))
        return np.where(is_known, gains, 1.0).astype(np.float32)

    def nearest(self, positions: Metres) -> tuple[Numbers, Metres]:
        """Return the hush that each walker would meet first.

        Args:
            positions: East and north, local metres, shape [W, 2].

        Returns:
            Its number in document order, shape [W], -1 when none is within 100 m; and how
            deep inside it the walker is, metres, shape [W]: negative outside, as with fences,
            ``-inf`` when there is none.
        """
        index = np.full(len(positions), NOBODY, np.intp)
        depth_m = np.full(len(positions), -np.inf)
        walkers, pieces, depths_m = self._footprints.near(positions, HORIZON_M)
        order = np.argsort(depths_m, kind="stable")  # the deepest is written last
        order = order[depths_m[order] >= -HORIZON_M]
        index[walkers[order]] = self._footprints.shape_of[pieces[order]]
        depth_m[walkers[order]] = depths_m[order]
        return index, depth_m
