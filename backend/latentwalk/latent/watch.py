"""What a walk's rules watch of a walker: facts become what conditions see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from latentwalk.domain.ids import ZoneId
from latentwalk.domain.rule import (
    Condition,
    HeadingBetween,
    InOrder,
    Inside,
    Rule,
    SpeedBetween,
    TimeBetween,
    Visited,
)
from latentwalk.domain.zone import Zone
from latentwalk.latent.conditions import Scene, Sensed, Zones, leaves, zones_in
from latentwalk.latent.facts import Facts, Flags
from latentwalk.latent.rule_state import Seen
from latentwalk.latent.senses import Senses

NOWHERE: Zones = frozenset()


@dataclass(frozen=True, slots=True)
class Watched:
    """What was seen at one call, and the instants to judge it at.

    Attributes:
        seen: What is remembered.
        scenes: The instant of entries and exits, if there were any; then the time after it.
        changed: Zones and ranges of which anything may have changed.
    """

    seen: Seen
    scenes: tuple[Scene, ...]
    changed: frozenset[ZoneId | Sensed]


class Watch:
    """As much of a walker as some rule asks about, and no more.

    Args:
        rules: In document order.
        zones: The walk's, in its order, every one that a rule names among them.

    Attributes:
        senses: Ranges of speed, heading and time of day.
        stays: The stays that are timed, by zone, seconds.
        counts: How far visits are counted, by zone.
        ordered: Zones whose first visits are put in order.
        tracked: All zones that a condition names.
    """

    def __init__(self, rules: Sequence[Rule], zones: Sequence[Zone]) -> None:
        asked = [leaf for rule in rules for leaf in leaves(rule.when)]
        ranges = (SpeedBetween, HeadingBetween, TimeBetween)
        self.senses = Senses(leaf for leaf in asked if isinstance(leaf, ranges))
        self.stays = _stays(asked)
        self.counts = _counts(asked)
        ordered = [zone for leaf in asked if isinstance(leaf, InOrder) for zone in leaf.zones]
        self.ordered = tuple(dict.fromkeys(ordered))
        named = {zone for leaf in asked for zone in zones_in(leaf)}
        self._columns = {zone.id: i for i, zone in enumerate(zones) if zone.id in named}
        self.tracked = tuple(self._columns)

    def watched(self, before: Seen, facts: Facts) -> Watched:
        """Take facts into account; a change of ``is_inside`` counts as an entry or an exit."""
        inside = self._among(facts.is_inside)
        entered = self._among(facts.entered) | (inside - before.inside)
        left = self._among(facts.left) | (before.inside - inside)
        seen = self._seen(before, facts, inside, entered)
        scenes = [seen.scene(facts.time_s, NOWHERE, NOWHERE)]
        if entered or left:
            scenes.insert(0, seen.scene(facts.time_s, entered, left))
        timed = {zone for zone in seen.since_s if max(self.stays[zone]) > 0.0}
        changed = entered | left | timed | (seen.sensed ^ before.sensed)
        return Watched(seen, tuple(scenes), changed)

    def next_timer_s(self, seen: Seen, time_s: float) -> float:
        """Return when the next stay is long enough; infinity is never."""
        due = [
            seen.since_s[zone] + for_s
            for zone, stays in self.stays.items()
            for for_s in stays
            if zone in seen.since_s
        ]
        return min((each for each in due if each > time_s), default=float("inf"))

    def _among(self, flags: Flags) -> Zones:
        return frozenset(zone for zone, column in self._columns.items() if flags[column])

    def _seen(self, before: Seen, facts: Facts, inside: Zones, entered: Zones) -> Seen:
        begun = dict.fromkeys(entered, facts.time_s)
        since_s = {
            zone: begun.get(zone, before.since_s.get(zone, facts.time_s))
            for zone in self.stays
            if zone in inside
        }
        visits, order = dict(before.visits), list(before.order)
        for zone in self.tracked:  # in document order, which decides between entries at once
            if zone in entered and zone in self.counts:
                visits[zone] = min(visits.get(zone, 0) + 1, self.counts[zone])
            if zone in entered and zone in self.ordered and zone not in order:
                order.append(zone)
        sensed = self.senses.sensed(facts, before.sensed)
        return Seen(inside, since_s, visits, tuple(order), sensed)


def _stays(asked: Iterable[Condition]) -> dict[ZoneId, tuple[float, ...]]:
    stays: dict[ZoneId, tuple[float, ...]] = {}
    for leaf in asked:
        if isinstance(leaf, Inside):
            stays[leaf.zone] = (*stays.get(leaf.zone, ()), leaf.for_s)
    return stays


def _counts(asked: Iterable[Condition]) -> dict[ZoneId, int]:
    counts: dict[ZoneId, int] = {}
    for leaf in asked:
        if isinstance(leaf, Visited):
            counts[leaf.zone] = max(leaf.times, counts.get(leaf.zone, 1))
    return counts
