"""What one model is asked for, one row a walker."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Latents


@dataclass(frozen=True, slots=True)
class Control:
    """What one model is asked for, one row a walker.

    Attributes:
        place: Latents of the place, standard deviations, [W, K].
        gain_place: Its share, bare, [W, K].
        gain_mic: The live mic's share as far as its gate is open, bare, [W, K].
        gain_prior: The share of the model's own generation, bare, [W, K].
        stand_in: Latents of the ground that sounds where no prior can be had, standard
            deviations, [W, K].
        temperature: How far the prior strays, 0..2, [W].
        takes_mic: Whether the mic has a share at all here, [W].
        level: Gain of this model's sound: √(its weight) times static gains, [W].
        width: Stereo width 0..1, [W].
        noise_m: Grain of the noise axes over ground, metres, [W].
        noise_s: Grain of the noise axes over time, seconds, [W].
    """

    place: Latents
    gain_place: Latents
    gain_mic: Latents
    gain_prior: Latents
    stand_in: Latents
    temperature: NDArray[np.float32]
    takes_mic: NDArray[np.bool_]
    level: NDArray[np.float32]
    width: NDArray[np.float32]
    noise_m: NDArray[np.float32]
    noise_s: NDArray[np.float32]

    @classmethod
    def silent(cls, count: int, latent_size: int) -> Self:
        """Return ``count`` rows that ask for nothing."""
        return cls(
            place=np.zeros((count, latent_size), dtype=np.float32),
            gain_place=np.ones((count, latent_size), dtype=np.float32),
            gain_mic=np.zeros((count, latent_size), dtype=np.float32),
            gain_prior=np.zeros((count, latent_size), dtype=np.float32),
            stand_in=np.zeros((count, latent_size), dtype=np.float32),
            temperature=np.ones(count, dtype=np.float32),
            takes_mic=np.zeros(count, dtype=np.bool_),
            level=np.zeros(count, dtype=np.float32),
            width=np.zeros(count, dtype=np.float32),
            noise_m=np.ones(count, dtype=np.float32),
            noise_s=np.ones(count, dtype=np.float32),
        )

    @classmethod
    def fixed(cls, values: tuple[float, ...], latent_size: int, level: float) -> Self:
        """Return one row that asks for the latents ``values``, standard deviations, alone."""
        control = cls.silent(1, latent_size)
        given = values[:latent_size]
        control.place[0, : len(given)] = given
        control.level[0] = level
        return control

    def assign(self, rows: NDArray[np.intp], other: "Control") -> None:
        """Write ``other`` into ``rows``."""
        for name in self.__slots__:
            getattr(self, name)[rows] = getattr(other, name)

    def take(self, rows: NDArray[np.intp]) -> Self:
        """Return a copy of ``rows``."""
        return type(self)(**{name: getattr(self, name)[rows] for name in self.__slots__})
