"""What happens when: conditions of a walk and what they set off (DESIGN §6, modifiers)."""

from dataclasses import dataclass

from latentwalk.domain.ids import ModelId, ZoneId
from latentwalk.domain.words import Words


@dataclass(frozen=True, slots=True)
class All:
    """Every one of these holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One of these holds."""

    of: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """This does not hold."""

    of: "Condition"


@dataclass(frozen=True, slots=True)
class Entered:
    """The walker has just come into a zone."""

    zone: ZoneId


@dataclass(frozen=True, slots=True)
class Left:
    """The walker has just left a zone."""

    zone: ZoneId


@dataclass(frozen=True, slots=True)
class Inside:
    """The walker is inside a zone, for ``for_s`` seconds at least."""

    zone: ZoneId
    for_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Visited:
    """The walker has entered a zone ``times`` times at least."""

    zone: ZoneId
    times: int = 1


@dataclass(frozen=True, slots=True)
class InOrder:
    """The zones were first entered in this order, all of them."""

    zones: tuple[ZoneId, ...]


@dataclass(frozen=True, slots=True)
class SpeedBetween:
    """The walker's speed lies in this range."""

    low_mps: float
    high_mps: float


@dataclass(frozen=True, slots=True)
class HeadingBetween:
    """The walker faces between these, clockwise from the first to the second."""

    from_deg: float
    to_deg: float


@dataclass(frozen=True, slots=True)
class TimeBetween:
    """The local time of day lies between these, over midnight if the second is earlier."""

    from_minute: int  # of the day, 0..1439
    to_minute: int


@dataclass(frozen=True, slots=True)
class Chance:
    """Holds with this probability, drawn anew whenever the rest of the rule begins to hold."""

    probability: float


Condition = (
    All
    | AnyOf
    | Not
    | Entered
    | Left
    | Inside
    | Visited
    | InOrder
    | SpeedBetween
    | HeadingBetween
    | TimeBetween
    | Chance
)


@dataclass(frozen=True, slots=True)
class Remap:
    """Exchange a zone's latent axes: axis i takes what axis ``axes[i]`` had.

    Attributes:
        zone: Whose.
        axes: Where each of the first axes comes from, from 0; -1 - n is axis n turned round.
        over_s: 0 is abrupt.
    """

    zone: ZoneId
    axes: tuple[int, ...]
    over_s: float = 0.0


@dataclass(frozen=True, slots=True)
class UseModel:
    """Let a zone sound by another model of the walk."""

    zone: ZoneId
    model: ModelId


@dataclass(frozen=True, slots=True)
class OpenZone:
    """Let a zone sound, over ``over_s``."""

    zone: ZoneId
    over_s: float = 3.0


@dataclass(frozen=True, slots=True)
class CloseZone:
    """Silence a zone, over ``over_s``."""

    zone: ZoneId
    over_s: float = 3.0


@dataclass(frozen=True, slots=True)
class Play:
    """Play a located sample once."""

    sample: str


@dataclass(frozen=True, slots=True)
class Say:
    """Speak a text on the walker's device, and write it."""

    words: Words


Action = Remap | UseModel | OpenZone | CloseZone | Play | Say


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes:
        id: Unique among rules.
        when: Acts each time this begins to hold.
        then: What is done, in order.
        once: Whether it acts once a walk.
    """

    id: str
    when: Condition
    then: tuple[Action, ...]
    once: bool = False
