"""How deep a walker stands in each zone, and how strongly it therefore sounds."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Metres, Weights
from latentwalk.domain.zone import Zone
from latentwalk.geo.footprint import Footprints, Numbers, deepest

LEAST_FADE_M = 1e-3  # a fade of 0 m is a step; this keeps the division finite


class Touched(NamedTuple):
    """Who stands in which zone: one entry a pair, sorted by walker, then by zone.

    Attributes:
        walkers: Row of the walker, shape [n].
        zones: Column of the zone, shape [n].
        weights: How strongly it sounds, > 0..1, float32, shape [n].
    """

    walkers: Numbers
    zones: Numbers
    weights: Weights


class FenceSet:
    """The fences of one walk, asked for all walkers at once.

    Zones far from a walker cost nothing: a tree of boxes finds the near ones, about a
    microsecond each. How deep a walker stands is the distance to the edge; in a corridor it
    is half the width less the distance to the line, so that it is as deep in a bend or where
    it crosses itself as anywhere.

    Args:
        zones: In document order; columns of every answer follow it.

    Attributes:
        hysteresis_m: Of each zone, shape [Z].
        dwell_s: Of each zone, shape [Z].

    References:
        Shapely 2 manual, vectorised ``distance`` and ``contains_xy``.
    """

    def __init__(self, zones: Sequence[Zone]) -> None:
        self._footprints = Footprints([zone.shape for zone in zones])
        self._n_zones = len(zones)
        self.hysteresis_m = np.array([zone.hysteresis_m for zone in zones], np.float64)
        self.dwell_s = np.array([zone.dwell_s for zone in zones], np.float64)
        self._most = np.array([zone.weight for zone in zones], np.float64)
        # A zone too narrow for its fade still reaches full at its core, as does each part.
        fades_m = np.array([zone.fade_m for zone in zones], np.float64)
        self._fade_m = self._footprints.narrowed_m(np.maximum(fades_m, LEAST_FADE_M))

    def distances_m(self, positions: Metres) -> Metres:
        """Return the distance of each walker to each zone's edge, however far: all pairs.

        Args:
            positions: East and north, local metres, shape [W, 2].

        Returns:
            Shape [W, Z]: positive inside, 0 on the edge, negative outside.
        """
        return self._footprints.depths_m(positions)

    def depths_near(
        self, positions: Metres, margin_m: Metres | float
    ) -> tuple[Numbers, Numbers, Metres]:
        """Return how deep walkers stand in the zones around them.

        Args:
            positions: East and north, local metres, shape [W, 2].
            margin_m: Zones up to this far outside are found, ≥ 0, for all or one each [W].

        Returns:
            Walkers, zones and depths, each of shape [n], sorted by walker, then by zone;
            metres, positive inside. Who is missing is farther outside than ``margin_m``.
        """
        near = self._footprints.near(positions, margin_m)
        return deepest(near.walkers, self._footprints.shape_of[near.pieces], near.depths_m)

    def weights(self, positions: Metres) -> Weights:
        """Return how strongly each zone sounds for each walker.

        The weight is sin² of how much of the fade lies behind: 0 at the edge, the zone's own
        ``weight`` at ``fade_m`` inside, or at its core when it is narrower than twice that.
        Sound has the gain √weight, so at any depth the zone and what it gives way to add up to
        the same power.

        Args:
            positions: East and north, local metres, shape [W, 2].

        Returns:
            Shape [W, Z], float32, 0..1, not normalised.
        """
        touched = self.weights_sparse(positions)
        weights = np.zeros((len(positions), self._n_zones), np.float32)
        weights[touched.walkers, touched.zones] = touched.weights
        return weights

    def weights_near(self, positions: Metres) -> tuple[Numbers, Weights]:
        """Return the same for those zones only in which somebody stands.

        A walk of thousands of zones mixes these columns instead of all.

        Args:
            positions: East and north, local metres, shape [W, 2].

        Returns:
            Columns of the zones, ascending, shape [C], and weights, shape [W, C].
        """
        touched = self.weights_sparse(positions)
        columns, places = np.unique(touched.zones, return_inverse=True)
        weights = np.zeros((len(positions), len(columns)), np.float32)
        weights[touched.walkers, places] = touched.weights
        return columns, weights

    def weights_sparse(self, positions: Metres) -> Touched:
        """Return the same as (walker, zone, weight), without what is 0.

        Args:
            positions: East and north, local metres, shape [W, 2].
        """
        walkers, pieces, depths_m = self._footprints.near(positions)
        is_inside = depths_m > 0.0
        walkers, pieces, depths_m = walkers[is_inside], pieces[is_inside], depths_m[is_inside]
        zones = self._footprints.shape_of[pieces]
        share = np.minimum(depths_m / self._fade_m[pieces], 1.0)
        weights = self._most[zones] * np.sin(0.5 * np.pi * share) ** 2
        walkers, zones, weights = deepest(walkers, zones, weights)
        return Touched(walkers, zones, weights.astype(np.float32))


def normalise(weights: Weights, priorities: NDArray[np.integer] | None = None) -> Weights:
    """Share each walker's sound among zones and the walk's ``outside``.

    Zones of the highest priority come first; the next ones share what those leave to one.
    Equal ones are divided by their sum only where it exceeds what is left. What nobody takes
    belongs to ``outside``.

    Args:
        weights: Shape [W, Z], 0..1.
        priorities: Of each zone, shape [Z]; ``None`` makes all equal.

    Returns:
        Shape [W, Z + 1], float32, rows add up to one; the last column is ``outside``.
    """
    ranks = np.zeros(weights.shape[1], np.intp) if priorities is None else priorities
    left = np.ones((len(weights), 1), np.float32)
    shares = np.zeros((len(weights), weights.shape[1] + 1), np.float32)
    for rank in np.unique(ranks)[::-1]:
        columns = np.flatnonzero(ranks == rank)
        mine = weights[:, columns]
        total = mine.sum(axis=1, keepdims=True)
        most = np.maximum(total, left)
        shares[:, columns] = mine * np.divide(left, most, out=np.zeros_like(left), where=most > 0)
        left = np.maximum(left - total, 0.0)
    shares[:, -1:] = left
    return shares
