"""What rules may ask about: one walker, now and since the last time they were asked."""

import math
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Facts:
    """One walker at one moment; zones are in the walk's order.

    Attributes:
        time_s: Media time, seconds; never decreases.
        is_inside: Zones the walker is in, after hysteresis and dwell, [Z].
        entered: Zones come into since the last facts, [Z].
        left: Zones left since the last facts, [Z].
        speed_mps: How fast; NaN when unknown.
        heading_deg: Where they face, clockwise from north; NaN when unknown.
        minute: Local time of day, minutes, 0 ≤ x < 1440.
        seed: Of this walker on this walk; the same one draws the same chances.
    """

    time_s: float
    is_inside: Flags
    entered: Flags
    left: Flags
    speed_mps: float = math.nan
    heading_deg: float = math.nan
    minute: float = 0.0
    seed: int = 0

    def after(self, earlier: Self) -> Self:
        """Return these facts with what was momentary in ``earlier`` ones that no rule saw."""
        return replace(self, entered=self.entered | earlier.entered, left=self.left | earlier.left)
