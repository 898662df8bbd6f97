"""Where walkers are this tick and how they move, one row a walker."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Lanes, Metres, Weights

Numbers = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Standing:
    """Walkers on their ground.

    Attributes:
        positions: East, north, up, local metres, frozen while a walker stands still, [W, 3].
        believed: The same, never frozen: before a hush the street wins, [W, 3].
        headings_deg: Clockwise from true north, NaN when unknown, [W].
        presence: 0 (no trustworthy position) .. 1, [W].
        speeds_mps: Over ground, [W].
        accuracies_m: Radius of the error circle of the last fix, 0 where exact, [W].
        still: 0 (moving) .. 1 (standing still), [W].
        time_s: Media time, [W].
        slow_s: Media time that runs at a quarter while a walker stands still, [W].
    """

    positions: Metres
    believed: Metres
    headings_deg: Numbers
    presence: Weights
    speeds_mps: Numbers
    accuracies_m: Numbers
    still: Weights
    time_s: Numbers
    slow_s: Numbers

    @classmethod
    def at(cls, positions: Metres, headings_deg: Numbers, time_s: float) -> Self:
        """Return walkers who are surely there, at rest, whose stillness nobody asked about."""
        count = len(positions)
        rest = np.zeros(count)
        return cls(
            positions=positions,
            believed=positions,
            headings_deg=headings_deg,
            presence=np.ones(count, np.float32),
            speeds_mps=rest,
            accuracies_m=rest,
            still=np.zeros(count, np.float32),
            time_s=np.full(count, time_s),
            slow_s=np.full(count, time_s),
        )

    def take(self, rows: Lanes) -> Self:
        """Return ``rows``, ascending and each once; all of them are these very walkers."""
        if len(rows) == len(self.time_s):
            return self
        return type(self)(**{name: getattr(self, name)[rows] for name in self.__slots__})
