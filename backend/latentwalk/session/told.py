"""What a walk tells of its walkers this tick: zones closed or exchanged, and what happens now."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Weights
from latentwalk.domain.ids import ModelId
from latentwalk.latent.remapping import Blend

Cell = tuple[int, int]  # a walker's row on this walk, and a zone's column


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens once, now, for one walker.

    Attributes:
        say: A text to speak and write, by language; empty says nothing.
        play: The id of a located recording to play once.
        cue: One of the client's recorded cues.
    """

    say: str | Mapping[str, str] = ""
    play: str = ""
    cue: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What stands and happens on one walk; rows are its walkers, columns its zones.

    Attributes:
        zone_gain: How open each zone is, 0..1, [W, Z].
        gain: Of all sound: hushes and pace, 0..1, [W].
        blends: Exchanged axes (latent/remapping.py).
        models: Zones that sound by another model.
        is_abrupt: For whom something changed at once, [W].
        events: By row.
    """

    zone_gain: Weights
    gain: Weights
    blends: dict[Cell, Blend] = field(default_factory=dict)
    models: dict[Cell, ModelId] = field(default_factory=dict)
    is_abrupt: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, np.bool_))
    events: dict[int, list[Event]] = field(default_factory=dict)

    @classmethod
    def nothing(cls, count: int, n_zones: int) -> Self:
        """Return what a walk without rules tells of ``count`` walkers."""
        gains = np.ones((count, n_zones), np.float32)
        return cls(gains, np.ones(count, np.float32), is_abrupt=np.zeros(count, np.bool_))
