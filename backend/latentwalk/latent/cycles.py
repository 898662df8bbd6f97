"""Slow changes of latents: seconds, days, seasons, the sun and the tide (DESIGN §6)."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from latentwalk.domain.sound import Cycle, CyclePreset
from latentwalk.domain.wall_clock import WallClock
from latentwalk.latent.reach import Numbers
from latentwalk.latent.sun import DAY_S, sun_elevation_deg, sun_longitude_deg, tide_turn

SOLSTICE_DEG = 270.0  # the sun's longitude at the December solstice


@dataclass(frozen=True, slots=True)
class Cycles:
    """The cycles of one zone; each moves one latent by ±depth around its place.

    ``period`` starts at its middle and rises, so that a walk begins where its ground is. All
    others follow the world, whoever walks and since when: ``day`` is lowest at local midnight
    and highest at noon, ``year`` lowest at the December and highest at the June solstice,
    ``tide`` highest when the mean moon passes the meridian, ``sun`` as high as the sine of
    the sun's elevation. ``phase`` is added in turns of the period; for ``sun`` it looks that
    share of a day ahead.

    On ground that nobody placed on Earth the sun is an equator's at equinox by the local
    clock, and the tide Greenwich's.

    Attributes:
        cycles: In document order; several may move one latent.
    """

    cycles: Sequence[Cycle]

    def offsets(self, time_s: Numbers, clock: WallClock, latent_size: int) -> Numbers:
        """Return what is added to the latents of a place.

        Args:
            time_s: Media time of each walker, seconds, shape [W].
            clock: The wall's.
            latent_size: K; cycles of axes that a model lacks are left out.

        Returns:
            Standard deviations, shape [W, K].
        """
        offsets = np.zeros((len(time_s), latent_size))
        for cycle in self.cycles:
            if cycle.axis < latent_size:
                offsets[:, cycle.axis] += cycle.depth * _height(cycle, time_s, clock)
        return offsets


def _height(cycle: Cycle, time_s: Numbers, clock: WallClock) -> Numbers | float:
    """Return where a cycle stands, -1..1: shape [W], or one for all."""
    match cycle.preset:
        case CyclePreset.PERIOD:
            passed = np.mod(time_s / cycle.period_s + cycle.phase, 1.0)
            return np.asarray(np.sin(2.0 * np.pi * passed))
        case CyclePreset.DAY:
            return _from_lowest(clock.local_s / DAY_S + cycle.phase)
        case CyclePreset.YEAR:
            turns = (sun_longitude_deg(clock.unix_s) - SOLSTICE_DEG) / 360.0
            return _from_lowest(turns + cycle.phase)
        case CyclePreset.TIDE:
            lon_deg = 0.0 if clock.point is None else clock.point.lon_deg
            return -_from_lowest(tide_turn(clock.unix_s, lon_deg) + cycle.phase)
        case CyclePreset.SUN if clock.point is None:
            return _from_lowest(clock.local_s / DAY_S + cycle.phase)
        case CyclePreset.SUN:
            elevation_deg = sun_elevation_deg(clock.unix_s + cycle.phase * DAY_S, clock.point)
            return math.sin(math.radians(elevation_deg))


def _from_lowest(turns: float) -> float:
    """Return -1 at whole turns and 1 half way between them."""
    return -math.cos(2.0 * math.pi * (turns % 1.0))
