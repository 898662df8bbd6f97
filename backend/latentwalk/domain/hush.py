"""Ground where the street wins: sound is silent before it begins (DESIGN §8, safety)."""

from dataclasses import dataclass
from enum import StrEnum

from latentwalk.domain.ids import ZoneId
from latentwalk.domain.shape import Shape
from latentwalk.domain.words import Words

HUSH_M = 15.0  # sound fades from here on, plus the reported accuracy (DESIGN §8)


class HushKind(StrEnum):
    """What is dangerous or private there; each has a recorded cue."""

    ROAD = "road"
    RAIL = "rail"
    WATER = "water"
    STEPS = "steps"
    CLIFF = "cliff"
    PRIVATE = "private"


@dataclass(frozen=True, slots=True)
class Hush:
    """A place before which sound fades to silence; no mapping, rule or beacon leads across.

    Attributes:
        id: Unique in the walk, zones included.
        kind: What it is.
        shape: Where, local metres.
        title: What people read; empty takes the kind's own words.
        hush_m: From this far outside, plus the reported accuracy, it is silent.
    """

    id: ZoneId
    kind: HushKind
    shape: Shape
    title: Words = ""
    hush_m: float = HUSH_M
