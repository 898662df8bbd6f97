"""Latents that an artist set at points; between them they change smoothly."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Latents, Metres
from latentwalk.domain.sound import Sound
from latentwalk.latent.closeness import Closeness, morph
from latentwalk.latent.motion import STILL, Motion
from latentwalk.latent.reach import Numbers, Reach, padded
from latentwalk.latent.space import LatentSpace


@dataclass(frozen=True, slots=True, eq=False)
class AnchorsMapping:
    """Means of the anchors' latents, weighted by closeness (latent/closeness.py).

    At an anchor whose neighbours are 4 ``smooth_m`` away its latents sound exactly, and
    moving ``smooth_m`` changes no latent by more than the anchors differ in it. A single
    anchor sounds everywhere.

    Attributes:
        closeness: To the anchors, A of them.
        values: Their latents, shape [A, V]; axes from V on are 0.
        reach: How far.
        motion: How all latents move around their means.
        space: Of a model whose latents are no coordinates; ``None`` where they are.
    """

    closeness: Closeness
    values: NDArray[np.float64]
    reach: Reach = Reach()
    motion: Motion = STILL
    space: LatentSpace | None = None

    @classmethod
    def of(cls, sound: Sound, motion: Motion = STILL, space: LatentSpace | None = None) -> Self:
        """Return the mapping of a sound with at least one anchor."""
        closeness = Closeness.of([anchor.position for anchor in sound.anchors], sound.smooth_m)
        size = max(len(anchor.values) for anchor in sound.anchors)
        values = np.stack([padded(anchor.values, size, 0.0) for anchor in sound.anchors])
        return cls(closeness, values, Reach.of(sound), motion, space)

    def place(
        self,
        positions: Metres,
        headings_deg: Numbers,
        time_s: Numbers,
        latent_size: int,
        speed_mps: Numbers,
    ) -> Latents:
        weights = self.closeness.weights(positions)  # [W, A]
        latents = self.motion.field(positions, time_s, latent_size)
        if self.space is not None:
            parts = [padded(list(row), latent_size, 0.0) for row in self.values]
            return self.reach.hold(latents + morph(weights, parts, self.space))
        given = self.values[:, :latent_size]
        # Not a matrix product: BLAS rounds a row differently in another batch.
        latents[:, : given.shape[1]] += np.einsum("wa,ak->wk", weights, given)
        return self.reach.hold(latents)

    def steepest(self, latent_size: int) -> Numbers:
        given = self.values[:, :latent_size]
        slopes = self.motion.steepest(latent_size)
        slopes[: given.shape[1]] += self.closeness.steepest(np.ptp(given, axis=0))
        return slopes
