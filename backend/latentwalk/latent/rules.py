"""A walk's rules: facts of one walker in, what stands and what happens out (DESIGN §6)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from latentwalk.domain.errors import RuleError
from latentwalk.domain.ids import ZoneId
from latentwalk.domain.rule import (
    Condition,
    Entered,
    HeadingBetween,
    InOrder,
    Inside,
    Left,
    Play,
    Rule,
    Say,
    SpeedBetween,
    TimeBetween,
    Visited,
)
from latentwalk.domain.zone import Zone
from latentwalk.latent.conditions import (
    Draws,
    Scene,
    Test,
    Zones,
    chances,
    compiled,
    drawn,
    leaves,
)
from latentwalk.latent.effects import act
from latentwalk.latent.facts import Facts, Flags
from latentwalk.latent.outcome import Outcome
from latentwalk.latent.rule_state import Effects, Judged, RuleState, Seen
from latentwalk.latent.senses import Senses, Sight

NOWHERE: Zones = frozenset()
_drawn = lru_cache(maxsize=4096)(drawn)


@dataclass(frozen=True, slots=True)
class _Calm:
    """While the walker's sight is this one and no timer is due, no rule can change its mind."""

    book: "RuleBook"
    inside: bytes
    sight: Sight
    until_s: float
    outcome: Outcome | None  # None while something fades


@dataclass(frozen=True, slots=True)
class _Entry:
    """A rule made ready.

    Attributes:
        rule: Itself.
        test: Its condition.
        luck: How its chances would best fall: so the condition is its own rest.
        probabilities: Of its chances.
    """

    rule: Rule
    test: Test
    luck: Draws
    probabilities: tuple[float, ...]

    def drawn(self, seed: int, count: int) -> Draws:
        """Return how the chances fell the ``count``-th time."""
        return _drawn(self.probabilities, seed, self.rule.id, count)


class RuleBook:
    """The rules of one walk. Pure: the same facts one after another give the same outcomes.

    A rule acts when its condition begins to hold, at the very first facts included. ``entered``
    and ``left`` hold for one instant: after it conditions are judged once more without them, so
    two entries one right after the other act twice. Chances are drawn when the rest of their
    rule begins to hold and stand until it begins anew. Rules are judged in document order by
    what the walker brings, never by each other's outcome; their actions add up in that order.

    Args:
        rules: In document order.
        zones: The walk's, in its order.

    Raises:
        RuleError: If a rule names a zone that is not among them.
    """

    def __init__(self, rules: Sequence[Rule], zones: Sequence[Zone]) -> None:
        self.rules, self.zones = tuple(rules), tuple(zones)
        self._zones = {zone.id: zone for zone in zones}
        self._columns = {zone.id: column for column, zone in enumerate(zones)}
        self._entries = [_entry(rule) for rule in rules]
        asked = [leaf for rule in rules for leaf in leaves(rule.when)]
        ranges = (SpeedBetween, HeadingBetween, TimeBetween)
        self.senses = Senses(leaf for leaf in asked if isinstance(leaf, ranges))
        self.stays = _stays(asked)
        self.counts = _counts(asked)
        self.ordered = tuple(
            dict.fromkeys(
                zone for leaf in asked if isinstance(leaf, InOrder) for zone in leaf.zones
            )
        )
        moments = [leaf.zone for leaf in asked if isinstance(leaf, Entered | Left)]
        self._check()
        places = {*self.stays, *self.counts, *self.ordered, *moments}
        self.tracked = tuple(zone.id for zone in zones if zone.id in places)
        self._at_first = np.array([zone.is_open for zone in zones], np.float32)
        self._unruled = self._outcome(Effects(), 0.0)

    def fresh(self) -> RuleState:
        """Return the state of a walker who has just come."""
        return RuleState()

    def advance(self, state: RuleState, facts: Facts) -> tuple[RuleState, Outcome]:
        """Take one walker's facts into account.

        May be called as seldom as is fit; :meth:`Facts.after` joins what was momentary between.
        Entries and exits that show in ``is_inside`` alone count too.

        Args:
            state: What this returned the last time, or :meth:`fresh`.
            facts: Now.

        Returns:
            The new state, and the outcome with the events of this call.
        """
        if not self.rules:
            return state, self._unruled
        inside, sight = facts.is_inside.tobytes(), self.senses.sight(facts)
        calm = state.calm
        is_calm = (
            isinstance(calm, _Calm)
            and calm.book is self
            and calm.inside == inside
            and calm.sight == sight
            and facts.time_s < calm.until_s
            and not _any(facts.entered)
            and not _any(facts.left)
        )
        if not is_calm or not isinstance(calm, _Calm):
            return self._judged(state, facts, inside, sight)
        if calm.outcome is not None:
            return state, calm.outcome
        return self._faded(state, calm, facts.time_s)

    def _faded(self, state: RuleState, calm: _Calm, time_s: float) -> tuple[RuleState, Outcome]:
        effects = state.effects.advanced(time_s)
        outcome = self._outcome(effects, time_s)
        still = outcome if effects.is_still(time_s) else None
        return RuleState(state.seen, state.judged, effects, replace(calm, outcome=still)), outcome

    def _judged(
        self, state: RuleState, facts: Facts, inside: bytes, sight: Sight
    ) -> tuple[RuleState, Outcome]:
        time_s = facts.time_s
        now = self._among_tracked(facts.is_inside)
        entered = self._among_tracked(facts.entered) | (now - state.seen.inside)
        left = self._among_tracked(facts.left) | (state.seen.inside - now)
        seen = self._seen(state.seen, facts, now, entered)
        scenes = [seen.scene(time_s, NOWHERE, NOWHERE)]
        if entered or left:
            scenes.insert(0, seen.scene(time_s, entered, left))
        judged, acting = self._judge(state.judged, scenes, facts.seed)
        effects, is_abrupt = state.effects.advanced(time_s), False
        events: tuple[Play | Say, ...] = ()
        for rule in acting:
            effects, said, jumps = act(effects, rule.then, self._zones, time_s)
            events, is_abrupt = events + said, is_abrupt or jumps
        outcome = self._outcome(effects, time_s)
        still = outcome if effects.is_still(time_s) else None
        calm = _Calm(self, inside, sight, self._next_timer_s(seen, time_s), still)
        happened = replace(outcome, events=events, is_abrupt=is_abrupt)
        return RuleState(seen, judged, effects, calm), happened

    def _among_tracked(self, flags: Flags) -> Zones:
        return frozenset(zone for zone in self.tracked if flags[self._columns[zone]])

    def _seen(self, before: Seen, facts: Facts, inside: Zones, entered: Zones) -> Seen:
        staying = [zone for zone in self.stays if zone in inside]
        begun = dict.fromkeys(entered, facts.time_s)
        since_s = {
            zone: begun.get(zone, before.since_s.get(zone, facts.time_s)) for zone in staying
        }
        visits, order = dict(before.visits), list(before.order)
        for zone in self.tracked:  # in document order, which decides between entries at once
            if zone in entered and zone in self.counts:
                visits[zone] = min(visits.get(zone, 0) + 1, self.counts[zone])
            if zone in entered and zone in self.ordered and zone not in order:
                order.append(zone)
        sensed = self.senses.sensed(facts, before.sensed)
        return Seen(inside, since_s, visits, tuple(order), sensed)

    def _judge(
        self, before: Judged, scenes: Sequence[Scene], seed: int
    ) -> tuple[Judged, list[Rule]]:
        """Judge every rule at each instant; return how they stand then, and who acts."""
        held, hoped, draws, done = set(), set(), dict(before.draws), set(before.done)
        acting = []
        for entry in self._entries:
            rule = entry.rule
            is_held, is_hoped = rule.id in before.held, rule.id in before.hoped
            for scene in scenes:
                hopes = entry.test(scene, entry.luck)
                holds_now = hopes
                if hopes and entry.luck:
                    draws[rule.id] = draws.get(rule.id, 0) + (not is_hoped)
                    holds_now = entry.test(scene, entry.drawn(seed, draws[rule.id]))
                if holds_now and not is_held and rule.id not in done:
                    acting.append(rule)
                    done |= {rule.id} if rule.once else set()
                is_held, is_hoped = holds_now, hopes
            held |= {rule.id} if is_held else set()
            hoped |= {rule.id} if is_hoped and entry.luck else set()
        return Judged(frozenset(held), frozenset(hoped), draws, frozenset(done)), acting

    def _next_timer_s(self, seen: Seen, time_s: float) -> float:
        due = [
            seen.since_s[zone] + for_s
            for zone, stays in self.stays.items()
            for for_s in stays
            if zone in seen.since_s
        ]
        return min((each for each in due if each > time_s), default=np.inf)

    def _outcome(self, effects: Effects, time_s: float) -> Outcome:
        zone_gain = self._at_first.copy()
        for zone, gate in effects.gates.items():
            if zone in self._columns:
                zone_gain[self._columns[zone]] = gate.at(time_s)
        blends = {
            self._columns[zone]: axes.blend_at(time_s)
            for zone, axes in effects.axes.items()
            if zone in self._columns and not (axes.is_over(time_s) and not axes.target)
        }
        models = {self._columns[z]: m for z, m in effects.models.items() if z in self._columns}
        zone_gain.flags.writeable = False  # it is given out again and again
        return Outcome(zone_gain, blends, models)

    def _check(self) -> None:
        for rule in self.rules:
            named = [z for leaf in leaves(rule.when) for z in _zones_in(leaf)]
            named += [a.zone for a in rule.then if not isinstance(a, Play | Say)]
            for zone in named:
                if zone not in self._columns:
                    known = ", ".join(self._columns) or "none"
                    raise RuleError(f"rule {rule.id!r}: expected a zone of {known}; got {zone!r}")


def _entry(rule: Rule) -> _Entry:
    drawing = list(chances(rule.when))
    luck = tuple(is_lucky for _, is_lucky in drawing)
    probabilities = tuple(chance.probability for chance, _ in drawing)
    return _Entry(rule, compiled(rule.when), luck, probabilities)


def _zones_in(leaf: Condition) -> tuple[ZoneId, ...]:
    match leaf:
        case Entered(zone) | Left(zone) | Inside(zone) | Visited(zone):
            return (zone,)
        case InOrder(zones):
            return zones
        case _:
            return ()


def _stays(asked: Iterable[Condition]) -> dict[ZoneId, tuple[float, ...]]:
    """Return the stays that are timed, by zone."""
    stays: dict[ZoneId, tuple[float, ...]] = {}
    for leaf in asked:
        if isinstance(leaf, Inside):
            stays[leaf.zone] = (*stays.get(leaf.zone, ()), leaf.for_s)
    return stays


def _counts(asked: Iterable[Condition]) -> dict[ZoneId, int]:
    """Return how far visits are counted, by zone."""
    counts: dict[ZoneId, int] = {}
    for leaf in asked:
        if isinstance(leaf, Visited):
            counts[leaf.zone] = max(leaf.times, counts.get(leaf.zone, 1))
    return counts


def _any(flags: Flags) -> bool:
    return b"\x01" in flags.tobytes()
