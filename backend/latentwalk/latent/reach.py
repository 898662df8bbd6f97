"""How far a mapping may go, and what is missing to K."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Latents
from latentwalk.domain.sound import Bound, Sound
from latentwalk.latent.space import bound

Numbers = NDArray[np.float64]

RAW_LIMIT = 100.0  # model units; no model hears further, and float32 stays exact


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a mapping may go.

    Attributes:
        bound: What happens beyond the range of a calibrated model.
        is_raw: Model units: no bound, only a hard stop at ±100 that keeps numbers finite.
    """

    bound: Bound = Bound.SOFT
    is_raw: bool = False

    @classmethod
    def of(cls, sound: Sound) -> Self:
        """Return how far ``sound`` goes."""
        return cls(sound.bound, sound.raw)

    def hold(self, latents: Numbers) -> Latents:
        """Return ``latents`` within reach, float32; no two move further apart by it."""
        if self.is_raw:
            return np.asarray(np.clip(latents, -RAW_LIMIT, RAW_LIMIT), np.float32)
        return np.asarray(bound(latents, self.bound), np.float32)


def padded(values: Sequence[float], latent_size: int, filler: float) -> Numbers:
    """Return ``values`` cut or filled up to K, shape [K]."""
    latents = np.full(latent_size, filler)
    given = values[:latent_size]
    latents[: len(given)] = given
    return latents
