"""The unit latents are spoken in outside the engine: standard deviations (DESIGN §6)."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Self

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Latents, check_shape
from latentwalk.domain.sound import Bound

Floats = NDArray[np.floating]

KNEE_SHARE = 2 / 3  # of the limit: below it a bounded latent is untouched
STD_FLOOR = 1e-6  # an axis that moves less than this in calibration carries nothing
POLE = 1.0 - 1e-6  # the last polar angle before decode wraps to the other pole
LIMITS = {Bound.SOFT: 3.0, Bound.MIRROR: 3.0, Bound.OPEN: 8.0}  # standard deviations


class LatentKind(StrEnum):
    """What the numbers of a latent are.

    ``REAL`` is a coordinate. ``ANGLE`` is a point on a sphere in angles of -1..1, all polar
    but the last, which is a full circle. ``INDEX`` counts entries of a codebook.
    """

    REAL = "real"
    ANGLE = "angle"
    INDEX = "index"


@dataclass(frozen=True, slots=True)
class LatentSpace:
    """The calibration of a model's latents.

    A dead axis (``std`` under 1e-6) reads as 0 and is written as its mean. Angles are
    written folded at their poles and indices whole, since decoders wrap the one and cut
    the fraction off the other.

    Attributes:
        mean: Mean of each latent over the reference clip, shape [K], model units.
        std: Standard deviation, shape [K], model units, ≥ 0.
        sign: +1 or -1, shape [K]: turns an axis so that more means louder or brighter.
        kind: What the numbers are, of all axes alike.
    """

    mean: Latents
    std: Latents
    sign: Latents
    kind: LatentKind = LatentKind.REAL

    def __post_init__(self) -> None:
        size = len(self.mean)
        for name in ("mean", "std", "sign"):
            array = np.ascontiguousarray(getattr(self, name), dtype=np.float32)
            check_shape(f"latent space {name}", array, [size])
            object.__setattr__(self, name, array)

    @classmethod
    def identity(cls, latent_size: int) -> Self:
        """Return the space in which a standard deviation is the model's own unit."""
        ones = np.ones(latent_size, np.float32)
        return cls(np.zeros(latent_size, np.float32), ones, ones)

    def to_units(self, latents: Latents) -> Latents:
        """Turn model latents into standard deviations.

        Args:
            latents: Model units, shape [..., K, N].

        Returns:
            Standard deviations, float32, same shape.
        """
        check_shape("latents", latents[..., 0], [None] * (latents.ndim - 2) + [len(self.mean)])
        is_dead = self.std < STD_FLOOR
        scale = np.where(is_dead, 0.0, self.sign / np.where(is_dead, 1.0, self.std))
        apart = latents - self.mean[:, None]
        if self.kind is LatentKind.ANGLE:
            apart[..., -1, :] = wrap(apart[..., -1, :])
        return np.asarray(apart * scale[:, None], np.float32)

    def from_units(self, units: Latents) -> Latents:
        """Turn standard deviations into model latents; the inverse of :meth:`to_units`.

        Args:
            units: Standard deviations, shape [..., K, N].

        Returns:
            Model units, float32, same shape.
        """
        check_shape("latents", units[..., 0], [None] * (units.ndim - 2) + [len(self.mean)])
        scale = np.where(self.std < STD_FLOOR, 0.0, self.sign * self.std)
        latents = np.asarray(units * scale[:, None] + self.mean[:, None], np.float32)
        if self.kind is LatentKind.INDEX:
            return np.rint(latents)
        if self.kind is LatentKind.ANGLE:
            poles = np.abs((latents[..., :-1, :] + 3.0) % 4.0 - 2.0) - 1.0
            latents[..., :-1, :] = np.minimum(poles, POLE)
            latents[..., -1, :] = wrap(latents[..., -1, :])
        return latents


def wrap(angles: Floats) -> Floats:
    """Bring angles of a full circle into -1..1, half turns."""
    return np.asarray((angles + 1.0) % 2.0 - 1.0)


def bound(latents: Floats, kind: Bound) -> Floats:
    """Keep latents in the range a model knows.

    ``soft`` and ``open`` leave two thirds of the range untouched and approach the limit
    (3 and 8) as tanh does, with continuous slope and curvature. ``mirror`` folds back at
    ±3, so that a straight walk returns through the same sounds.

    Args:
        latents: Standard deviations, any shape.
        kind: Which bound.

    Returns:
        Standard deviations within the limit, same shape and dtype.
    """
    limit = LIMITS[kind]
    if kind is Bound.MIRROR:
        return np.asarray(np.abs((latents + 3 * limit) % (4 * limit) - 2 * limit) - limit)
    knee = KNEE_SHARE * limit
    room = limit - knee
    size = np.abs(latents)
    if size.max(initial=0.0) <= knee:
        return latents
    bent = knee + room * np.tanh((size - knee) / room)
    return np.where(size <= knee, latents, np.copysign(bent, latents))
