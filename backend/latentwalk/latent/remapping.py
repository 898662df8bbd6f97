"""Latent axes exchanged by rules: at once, or by way of a mean of both.

A map of axes is written as in a walk's document: entry i says which axis i takes, and
``-1 - n`` is axis n turned round; axes beyond its end stay what they are. Maps compose: a
further one exchanges what the ones before had made, so the same exchange twice is none.
"""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Latents
from latentwalk.latent.fade import Fade

AxisMap = tuple[int, ...]
Blend = tuple[tuple[AxisMap, float], ...]  # maps and their shares, which add up to one

PLAIN: AxisMap = ()
MAX_MAPS = 6  # blended at once; a further remap waits until the last blend ends


def composed(earlier: AxisMap, later: AxisMap) -> AxisMap:
    """Return the one map that does what ``earlier`` and then ``later`` do."""
    size = max([len(later), len(earlier)])
    axes = [_source(earlier, _source(later, axis)) for axis in range(size)]
    while axes and axes[-1] == len(axes) - 1:
        axes.pop()
    return tuple(axes)


def _source(axes: AxisMap, axis: int) -> int:
    """Follow ``axis`` (or, if negative, the one turned round) one map back."""
    if axis < 0:
        return -1 - _source(axes, -1 - axis)
    return axes[axis] if axis < len(axes) else axis


@dataclass(frozen=True, slots=True)
class Remapping:
    """How one zone's axes are exchanged now, and on the way to what.

    Attributes:
        target: The map that stands in the end.
        others: Maps on their way out, with their shares when the way began.
        way: The target's own share, from what it had then to 1.
        waiting: A map that comes next, and the seconds it takes; ``None`` is none.
    """

    target: AxisMap = PLAIN
    others: Blend = ()
    way: Fade = Fade(1.0, 1.0)
    waiting: tuple[AxisMap, float] | None = None

    def blend_at(self, time_s: float) -> Blend:
        """Return the maps that sound together, the target first."""
        share = self.way.at(time_s)
        if share >= 1.0 or not self.others:
            return ((self.target, 1.0),)
        rest = (1.0 - share) / (1.0 - self.way.start)
        return ((self.target, share), *((axes, rest * theirs) for axes, theirs in self.others))

    def is_over(self, time_s: float) -> bool:
        """Say whether nothing changes any more."""
        return self.waiting is None and self.way.is_over(time_s)

    def remapped(self, axes: AxisMap, over_s: float, time_s: float) -> "Remapping":
        """Exchange the axes once more: at once if ``over_s`` is 0, else from what sounds now."""
        last = self.target if self.waiting is None else self.waiting[0]
        return self._towards(composed(last, axes), over_s, time_s)

    def advanced(self, time_s: float) -> "Remapping":
        """Forget what is over, and begin what waits for it."""
        if not self.way.is_over(time_s) or (self.waiting is None and not self.others):
            return self
        settled = Remapping(self.target)
        return settled if self.waiting is None else settled._towards(*self.waiting, time_s)

    def settled(self) -> "Remapping":
        """Return the same after all blends."""
        return Remapping(self.target if self.waiting is None else self.waiting[0])

    def _towards(self, target: AxisMap, over_s: float, time_s: float) -> "Remapping":
        if over_s <= 0.0:
            return Remapping(target)
        shares: dict[AxisMap, float] = {}
        for axes, share in self.blend_at(time_s):
            shares[axes] = shares.get(axes, 0.0) + share
        own = shares.pop(target, 0.0)
        if not shares:
            return Remapping(target)
        if len(shares) >= MAX_MAPS:
            return replace(self, waiting=(target, over_s))
        return Remapping(target, tuple(shares.items()), Fade(own, 1.0, time_s, over_s))


UNMOVED = Remapping()


def remap(place: Latents, blend: Blend) -> Latents:
    """Exchange latent axes.

    Args:
        place: Standard deviations, [..., K]; what a map wants of an axis that the model lacks
            is 0, the mean.
        blend: From :meth:`Remapping.blend_at`.

    Returns:
        Same shape, float32.
    """
    moved = np.zeros(place.shape, np.float32)
    for axes, share in blend:
        sources, signs = _table(axes, place.shape[-1])
        moved += place[..., sources] * (signs * np.float32(share))
    return moved


@lru_cache(maxsize=256)
def _table(axes: AxisMap, latent_size: int) -> tuple[NDArray[np.intp], Latents]:
    """Return each axis' source and sign, both [K]."""
    given = [_source(axes, axis) for axis in range(latent_size)]
    sources = np.array([axis if axis >= 0 else -1 - axis for axis in given], np.intp)
    signs = np.where(np.array(given) >= 0, 1.0, -1.0) * (sources < latent_size)
    return np.minimum(sources, latent_size - 1), signs.astype(np.float32)
