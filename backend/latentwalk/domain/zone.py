"""The artist's object: a geometry and how it sounds there (DESIGN §6, §7)."""

from dataclasses import dataclass, field

from latentwalk.domain.ids import ZoneId
from latentwalk.domain.shape import Shape
from latentwalk.domain.sound import Sound
from latentwalk.domain.words import Words


@dataclass(frozen=True, slots=True)
class Zone:
    """A shape on the ground and how it sounds inside.

    Attributes:
        id: Unique in the walk.
        title: What people read.
        shape: Where, local metres.
        sound: How.
        fade_m: Inner fade: weight grows from 0 at the edge to 1 this far inside.
        colour: ``#rrggbb`` for maps and worlds.
        priority: Where zones overlap, those of the highest priority sound first; the others
            get what is left to one.
        weight: The most it weighs, 0..1.
        hysteresis_m: Leaving counts this far outside only.
        dwell_s: Entering counts after this long inside.
        is_open: Whether it sounds before any rule opened or closed it.
    """

    id: ZoneId
    title: Words
    shape: Shape
    sound: Sound = field(default_factory=Sound)
    fade_m: float = 10.0
    colour: str = "#8899aa"
    priority: int = 0
    weight: float = 1.0
    hysteresis_m: float = 3.0
    dwell_s: float = 0.0
    is_open: bool = True
