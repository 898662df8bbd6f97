"""A place becomes latents: one small pure class a mapping (DESIGN §6)."""

import math
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Latents, Metres
from latentwalk.domain.ids import stable_key
from latentwalk.domain.zone import Axis, Bound, MappingKind, Sound
from latentwalk.latent.philox import normal, philox
from latentwalk.latent.space import bound

Numbers = NDArray[np.float64]

RAW_LIMIT = 100.0  # model units; no model hears further, and float32 stays exact
N_WAVES = 32  # plane waves a terrain axis: enough to sound Gaussian, 10 µs a walker at K = 8
RMS_STEP = math.sqrt(2.0 * math.log(2.0))  # see TerrainMapping
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
        axes: What drives each latent; ``None`` and missing axes stay at 0.
        scale_m: Metres per standard deviation, > 0.
        reach: How far.
    """

    axes: tuple[Axis | None, ...]
    scale_m: float
    reach: Reach = Reach()

    def place(
        self, positions: Metres, headings_deg: Numbers, time_s: Numbers, latent_size: int
    ) -> Latents:
        latents = np.zeros((len(positions), latent_size))
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

    Each latent is a sum of 32 plane waves with random phases, whose wave vectors are drawn
    from a Gaussian of deviation 1/ℓ. Its covariance over a distance d is exp(-d²/2ℓ²); with
    ℓ = ``scale_m``/√(2 ln 2) the root-mean-square change over ``scale_m`` is one standard
    deviation (± 10 % in one landscape), and the root-mean-square slope along a walk 1.2 of
    them per ``scale_m``. The slope nowhere exceeds :meth:`steepest`, about 15 per ``scale_m``.

    Attributes:
        key: Which landscape, unsigned 64-bit.
        scale_m: Metres per standard deviation, > 0.
        reach: How far.

    References:
        Rahimi & Recht (2007), Random features for large-scale kernel machines.
    """

    key: int
    scale_m: float
    reach: Reach = Reach()

    def place(
        self, positions: Metres, headings_deg: Numbers, time_s: Numbers, latent_size: int
    ) -> Latents:
        vectors, phases = _waves(self.key, latent_size)
        east, north, up = (positions * (RMS_STEP / self.scale_m)).T[..., None]
        # Not a matrix product: BLAS rounds a row differently in another batch.
        angle = east * vectors[0] + north * vectors[1] + up * vectors[2] + phases  # [W, K·32]
        waves = np.cos(angle).reshape(len(positions), latent_size, N_WAVES)
        return self.reach.hold(waves.sum(axis=-1) * math.sqrt(2.0 / N_WAVES))

    def steepest(self, latent_size: int) -> Numbers:
        """Return a bound on each axis' slope, shape [K], deviations per metre, unbounded reach."""
        vectors, _ = _waves(self.key, latent_size)
        lengths = np.linalg.norm(vectors, axis=0).reshape(latent_size, N_WAVES)
        slope = lengths.sum(axis=-1) * math.sqrt(2.0 / N_WAVES) * RMS_STEP / self.scale_m
        return np.asarray(slope)


@lru_cache(maxsize=256)
def _waves(key: int, latent_size: int) -> tuple[Numbers, Numbers]:
    """Return wave vectors [3, K·32] and phases [K·32]; an axis' waves do not depend on K."""
    axis = np.repeat(np.arange(latent_size, dtype=np.uint64), N_WAVES)
    wave = np.tile(np.arange(N_WAVES, dtype=np.uint64), latent_size)
    draws = [
        philox([axis, wave, np.uint64(part), np.uint64(0)], np.asarray(key, np.uint64))
        for part in range(3)
    ]
    vectors = np.stack([normal(words) for words in draws])
    phases = draws[0][2] * (2.0 * np.pi / 2.0**32)
    vectors.flags.writeable = phases.flags.writeable = False
    return vectors, phases


@dataclass(frozen=True, slots=True)
class FixedMapping:
    """One sound wherever one stands.

    Attributes:
        values: The latents; missing axes are 0, those a model lacks are left out.
        reach: How far.
    """

    values: tuple[float, ...]
    reach: Reach = Reach()

    def place(
        self, positions: Metres, headings_deg: Numbers, time_s: Numbers, latent_size: int
    ) -> Latents:
        latents = np.zeros((len(positions), latent_size))
        values = self.values[:latent_size]
        latents[:, : len(values)] = values
        return self.reach.hold(latents)


@dataclass(frozen=True, slots=True)
class SilenceMapping:
    """No sound of its own: the session releases the row, so its latents are never heard."""

    def place(
        self, positions: Metres, headings_deg: Numbers, time_s: Numbers, latent_size: int
    ) -> Latents:
        return np.zeros((len(positions), latent_size), np.float32)


def mapping_of(sound: Sound, walk_seed: int) -> Mapping:
    """Return the mapping a zone asks for.

    Args:
        sound: How the zone sounds.
        walk_seed: The walk's seed; a terrain mixes it with the zone's own.
    """
    reach = Reach(sound.bound, sound.raw)
    match sound.mapping:
        case MappingKind.AXES:
            return AxesMapping(sound.axes, sound.scale_m, reach)
        case MappingKind.TERRAIN:
            key = stable_key("terrain", walk_seed, sound.seed)
            return TerrainMapping(key, sound.scale_m, reach)
        case MappingKind.FIXED:
            return FixedMapping(sound.values, reach)
        case MappingKind.SILENCE:
            return SilenceMapping()
