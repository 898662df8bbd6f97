"""What one tick knew of its walkers, for eyes: arrays taken apart once, not once a walker."""

import math
from collections.abc import Sequence

import numpy as np

from latentwalk.domain.block import Samples
from latentwalk.domain.ids import ModelId
from latentwalk.domain.pose import Position
from latentwalk.session.ground import Ground
from latentwalk.session.session import Reading
from latentwalk.session.tick import Heard, Tick


class Readings:
    """The readings of one tick.

    Args:
        tick: What the walkers brought.
        heard: What they got.
    """

    def __init__(self, tick: Tick, heard: Heard) -> None:
        here = heard.here
        self._heard = heard
        self._positions: list[list[float]] = here.positions.tolist()
        self._presence: list[float] = here.presence.tolist()
        self._headings_deg: list[float] = here.headings_deg.tolist()
        self._stage_deg: list[list[float]] = heard.stage_deg.tolist()
        self._peaks = _peaks(heard.stereo.reshape(len(tick.mic), -1))
        self._mic_peaks = _peaks(tick.mic)

    def of(self, row: int, ground: Ground, weights: Sequence[float], gain: float) -> Reading:
        """Return one walker's reading.

        Args:
            row: Theirs.
            ground: Where they are.
            weights: Of its zones and last the outside.
            gain: Of all sound.
        """
        heading_deg = self._headings_deg[row]
        left_deg, right_deg = self._stage_deg[row]
        zones = zip(ground.walk.zones, weights, strict=False)
        return Reading(
            position=Position(*self._positions[row]) if self._presence[row] > 0.0 else None,
            heading_deg=None if math.isnan(heading_deg) else heading_deg,
            weights=tuple((zone.id, weight) for zone, weight in zones),
            latents=self._latents(row) if ground.is_draft else {},
            stage_deg=(left_deg, right_deg),
            peak=self._peaks[row],
            mic_peak=self._mic_peaks[row],
            gain=gain,
        )

    def _latents(self, row: int) -> dict[ModelId, tuple[float, ...]]:
        """Return the last latent step of each model that sounds, rounded to what an eye uses."""
        last = {model: steps[row, :, -1] for model, steps in self._heard.latents.items()}
        return {
            model: tuple(round(float(value), 3) for value in values)
            for model, values in last.items()
            if values.any()
        }


def _peaks(sound: Samples) -> list[float]:
    """Return the largest sample of each row, [W, n]."""
    peaks: list[float] = np.maximum(sound.max(axis=1), -sound.min(axis=1)).tolist()
    return peaks
