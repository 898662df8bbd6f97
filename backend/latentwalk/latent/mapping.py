"""A place becomes latents: one small pure class a mapping (DESIGN §6)."""

import math
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Latents, Metres
from latentwalk.domain.ids import stable_key
from latentwalk.domain.sound import Axis, Bound, MappingKind, Sound
from latentwalk.latent.motion import STILL, Motion
from latentwalk.latent.space import bound
from latentwalk.latent.waves import RMS_STEP, steepest, waves

Numbers = NDArray[np.float64]

RAW_LIMIT = 100.0  # model units; no model hears further, and float32 stays exact
COMPONENTS = {  # column of a position and its sign
    Axis.EAST: (0, 1.0),
    Axis.WEST: (0, -1.0),
    Axis.NORTH: (1, 1.0),
    Axis.SOUTH: (1, -1.0),
    Axis.UP: (2, 1.0),
}


class Mapping(Protocol):
    """How ground sounds: a pure function of where, where to and when."""

    def place(
        self, positions: Metres, headings_deg: Numbers, time_s: Numbers, latent_size: int
    ) -> Latents:
        """Return the latents of each walker's place.

        Args:
            positions: East, north, up, finite local metres, shape [W, 3].
            headings_deg: Clockwise from true north, shape [W]; nan where unknown.
            time_s: Media time of each walker, seconds, shape [W].
            latent_size: K.

        Returns:
            Shape [W, K], float32: standard deviations within the zone's bound, or model
            units within ±100 when the zone is raw.
        """
        ...


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a mapping may go.

    Attributes:
        bound: What happens beyond the range of a calibrated model.
        is_raw: Model units: no bound, only a hard stop at ±100 that keeps numbers finite.
    """

    bound: Bound = Bound.SOFT
    is_raw: bool = False

    def hold(self, latents: Numbers) -> Latents:
        """Return ``latents`` within reach, float32."""
        if self.is_raw:
            return np.asarray(np.clip(latents, -RAW_LIMIT, RAW_LIMIT), np.float32)
        return np.asarray(bound(latents, self.bound), np.float32)


@dataclass(frozen=True, slots=True)
class AxesMapping:
    """The paper's one-to-one mapping: metres over ``scale_m`` drive latents in order.

    Heading drives an axis by its sine: one standard deviation due east, minus one due
    west, and 0 while unknown.

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
        self, positions: Metres, headings_deg: Numbers, time_s: Numbers, latent_size: int
    ) -> Latents:
        latents = self.motion.field(positions, time_s, latent_size)
        latents += _padded(self.rest, latent_size, 0.0)
        for column, axis in enumerate(self.axes[:latent_size]):
            if axis is Axis.HEADING_SIN:
                latents[:, column] = np.nan_to_num(np.sin(np.radians(headings_deg)))
            elif axis is not None:
                component, sign = COMPONENTS[axis]
                latents[:, column] = sign * positions[:, component] / self.scale_m
        return self.reach.hold(latents)


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
        self, positions: Metres, headings_deg: Numbers, time_s: Numbers, latent_size: int
    ) -> Latents:
        landscape = waves(self.key, positions * (RMS_STEP / self.scale_m), latent_size)
        moved = self.motion.field(positions, time_s, latent_size)
        relief = (self._rest * landscape + moved) * self._spread(latent_size)
        return self.reach.hold(relief + _padded(self.middle, latent_size, 0.0))

    def steepest(self, latent_size: int) -> Numbers:
        """Return a bound on each axis' slope, shape [K], deviations per metre, unbounded reach."""
        still = steepest(self.key, latent_size) * (RMS_STEP / self.scale_m)
        return (self._rest * still + self.motion.steepest(latent_size)) * self._spread(latent_size)

    def _spread(self, latent_size: int) -> Numbers:
        return _padded(self.spread, latent_size, self.spread[-1])

    @property
    def _rest(self) -> float:
        return math.sqrt(max(0.0, 1.0 - self.motion.amount**2))


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
        self, positions: Metres, headings_deg: Numbers, time_s: Numbers, latent_size: int
    ) -> Latents:
        moved = self.motion.field(positions, time_s, latent_size)
        return self.reach.hold(moved + _padded(self.values, latent_size, 0.0))


@dataclass(frozen=True, slots=True)
class SilenceMapping:
    """No sound of its own: the session releases the row, so its latents are never heard."""

    def place(
        self, positions: Metres, headings_deg: Numbers, time_s: Numbers, latent_size: int
    ) -> Latents:
        return np.zeros((len(positions), latent_size), np.float32)


def _padded(values: tuple[float, ...], latent_size: int, filler: float) -> Numbers:
    """Return ``values`` cut or filled up to K, shape [K]."""
    latents = np.full(latent_size, filler)
    given = values[:latent_size]
    latents[: len(given)] = given
    return latents


def mapping_of(sound: Sound, walk_seed: int) -> Mapping:
    """Return the mapping a zone asks for.

    Args:
        sound: How the zone sounds.
        walk_seed: The walk's seed; landscapes and motion mix it with the zone's own.
    """
    reach = Reach(sound.bound, sound.raw)
    tide = stable_key("motion", walk_seed, sound.seed)
    motion = Motion(tide, sound.motion, sound.motion_s, sound.scale_m)
    match sound.mapping:
        case MappingKind.AXES:
            return AxesMapping(sound.axes, sound.scale_m, reach, motion, sound.values)
        case MappingKind.TERRAIN | MappingKind.PRIOR:  # a prior's place is its stand-in
            key = stable_key("terrain", walk_seed, sound.seed)
            return TerrainMapping(key, sound.scale_m, reach, motion, sound.values, sound.spread)
        case MappingKind.FIXED:
            return FixedMapping(sound.values, reach, motion)
        case MappingKind.SILENCE | MappingKind.ANCHORS | MappingKind.PLANTED:
            return SilenceMapping()
