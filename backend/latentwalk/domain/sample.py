"""A recording that sounds from one place, spatialised where it is heard (DESIGN §8)."""

from dataclasses import dataclass
from enum import StrEnum

from latentwalk.domain.pose import Position
from latentwalk.domain.words import Words


class Playing(StrEnum):
    """How often."""

    LOOP = "loop"
    ONCE = "once"  # on coming within its radius, once a walk
    RULE = "rule"  # only when a rule plays it


@dataclass(frozen=True, slots=True)
class Sample:
    """A sound file at a place.

    Attributes:
        id: Unique in the walk, zones included.
        position: Local metres.
        file: Name of the file in the walk's folder of sounds.
        title: What people read.
        radius_m: Silent from here on, > 0.
        gain_db: At the place itself.
        playing: How often.
    """

    id: str
    position: Position
    file: str
    title: Words = ""
    radius_m: float = 20.0
    gain_db: float = 0.0
    playing: Playing = Playing.LOOP
