"""What a walk's rules remember of one walker: visits, timers, what held, what was done."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from latentwalk.domain.ids import ModelId, ZoneId
from latentwalk.latent.conditions import Scene, Sensed, Zones
from latentwalk.latent.fade import Fade
from latentwalk.latent.remapping import Remapping

RuleIds = frozenset[str]


@dataclass(frozen=True, slots=True)
class Seen:
    """Where a walker has been, as far as any rule asks.

    Attributes:
        inside: Zones they are in.
        since_s: When they came into those whose stay is timed, media time.
        visits: How often they came into a zone, no higher than any rule counts.
        order: Zones whose order matters, by first visit.
        sensed: Ranges of speed, heading and time of day that hold.
    """

    inside: Zones = frozenset()
    since_s: Mapping[ZoneId, float] = field(default_factory=dict)
    visits: Mapping[ZoneId, int] = field(default_factory=dict)
    order: tuple[ZoneId, ...] = ()
    sensed: frozenset[Sensed] = frozenset()

    def scene(self, time_s: float, entered: Zones, left: Zones) -> Scene:
        """Return what conditions see."""
        return Scene(
            time_s, self.inside, entered, left, self.since_s, self.visits, self.order, self.sensed
        )


@dataclass(frozen=True, slots=True)
class Judged:
    """How the rules stood when they were last judged, by rule id.

    Attributes:
        held: Rules whose condition held.
        hoped: Rules with chances whose rest held.
        draws: How often the chances of a rule were drawn.
        done: Rules that act once and have.
    """

    held: RuleIds = frozenset()
    hoped: RuleIds = frozenset()
    draws: Mapping[str, int] = field(default_factory=dict)
    done: RuleIds = frozenset()


@dataclass(frozen=True, slots=True)
class Effects:
    """What rules have changed, by zone; zones not named are as their walk has them.

    Attributes:
        gates: How open a zone is.
        axes: How its latent axes are exchanged.
        models: What it sounds by.
    """

    gates: Mapping[ZoneId, Fade] = field(default_factory=dict)
    axes: Mapping[ZoneId, Remapping] = field(default_factory=dict)
    models: Mapping[ZoneId, ModelId] = field(default_factory=dict)

    def is_still(self, time_s: float) -> bool:
        """Say whether nothing is on its way."""
        fades = all(gate.is_over(time_s) for gate in self.gates.values())
        return fades and all(axes.is_over(time_s) for axes in self.axes.values())

    def advanced(self, time_s: float) -> "Effects":
        """Begin the remaps that waited for others to end, and forget what is over."""
        if all(each.advanced(time_s) is each for each in self.axes.values()):
            return self
        axes = {zone: each.advanced(time_s) for zone, each in self.axes.items()}
        return Effects(self.gates, axes, self.models)


@dataclass(frozen=True, slots=True)
class RuleState:
    """All that rules remember of one walker; a new value at each change, never altered.

    It is keyed by ids, so a walk whose document was edited goes on with it: what is no longer
    there is ignored, what is new begins.

    Attributes:
        seen: Where they were.
        judged: How the rules stood.
        effects: What the rules changed.
        calm: Private to the book that wrote it: while it lasts, nothing can change.
    """

    seen: Seen = field(default_factory=Seen)
    judged: Judged = field(default_factory=Judged)
    effects: Effects = field(default_factory=Effects)
    calm: object = field(default=None, compare=False, repr=False)
