"""A walk's rules: facts of one walker in, what stands and what happens out (DESIGN §6)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from latentwalk.domain.errors import RuleError
from latentwalk.domain.rule import Play, Rule, Say
from latentwalk.domain.zone import Zone
from latentwalk.latent.conditions import leaves, zones_in
from latentwalk.latent.effects import act
from latentwalk.latent.facts import Facts, Flags
from latentwalk.latent.judge import Judge
from latentwalk.latent.outcome import Outcome
from latentwalk.latent.rule_state import Effects, RuleState
from latentwalk.latent.senses import Sight
from latentwalk.latent.watch import Watch


@dataclass(frozen=True, slots=True)
class _Calm:
    """While the walker's sight is this one and no timer is due, no rule can change its mind."""

    book: "RuleBook"
    inside: bytes
    sight: Sight
    until_s: float
    outcome: Outcome | None  # None while something fades

    def lasts(self, book: "RuleBook", facts: Facts, inside: bytes, sight: Sight) -> bool:
        """Say whether nothing can have changed."""
        return (
            self.book is book
            and self.inside == inside
            and self.sight == sight
            and facts.time_s < self.until_s
            and not _any(facts.entered)
            and not _any(facts.left)
        )


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

    Attributes:
        rules, zones: As given.
        watch: What they ask about.

    Raises:
        RuleError: If a rule names a zone that is not among them.
    """

    def __init__(self, rules: Sequence[Rule], zones: Sequence[Zone]) -> None:
        self.rules, self.zones = tuple(rules), tuple(zones)
        self._zones = {zone.id: zone for zone in zones}
        self._columns = {zone.id: column for column, zone in enumerate(zones)}
        self._check()
        self.watch = Watch(rules, zones)
        self._judge = Judge(rules)
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
        inside, sight = facts.is_inside.tobytes(), self.watch.senses.sight(facts)
        calm = state.calm
        if not isinstance(calm, _Calm) or not calm.lasts(self, facts, inside, sight):
            return self._judged(state, facts, inside, sight)
        if calm.outcome is not None:
            return state, calm.outcome
        effects = state.effects.advanced(facts.time_s)
        outcome = self._outcome(effects, facts.time_s)
        still = outcome if effects.is_still(facts.time_s) else None
        return RuleState(state.seen, state.judged, effects, replace(calm, outcome=still)), outcome

    def _judged(
        self, state: RuleState, facts: Facts, inside: bytes, sight: Sight
    ) -> tuple[RuleState, Outcome]:
        time_s = facts.time_s
        watched = self.watch.watched(state.seen, facts)
        is_known = isinstance(state.calm, _Calm) and state.calm.book is self
        changed = watched.changed if is_known else None
        judged, acting = self._judge.judge(state.judged, watched.scenes, facts.seed, changed)
        effects, is_abrupt = state.effects.advanced(time_s), False
        events: tuple[Play | Say, ...] = ()
        for rule in acting:
            effects, said, jumps = act(effects, rule.then, self._zones, time_s)
            events, is_abrupt = events + said, is_abrupt or jumps
        outcome = self._outcome(effects, time_s)
        still = outcome if effects.is_still(time_s) else None
        until_s = self.watch.next_timer_s(watched.seen, time_s)
        happened = replace(outcome, events=events, is_abrupt=is_abrupt)
        calm = _Calm(self, inside, sight, until_s, still)
        return RuleState(watched.seen, judged, effects, calm), happened

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
            named = [zone for leaf in leaves(rule.when) for zone in zones_in(leaf)]
            named += [action.zone for action in rule.then if not isinstance(action, Play | Say)]
            for zone in named:
                if zone not in self._columns:
                    known = ", ".join(self._columns) or "none"
                    raise RuleError(f"rule {rule.id!r}: expected a zone of {known}; got {zone!r}")


def _any(flags: Flags) -> bool:
    return b"\x01" in flags.tobytes()
