"""A walker on ruled ground, moved by hand: shared by the tests of rules."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from latentwalk.domain.ids import ZoneId
from latentwalk.domain.pose import Position
from latentwalk.domain.rule import Action, Condition, Play, Rule
from latentwalk.domain.shape import Circle
from latentwalk.domain.zone import Zone
from latentwalk.latent.facts import Facts, Flags
from latentwalk.latent.outcome import Outcome
from latentwalk.latent.rule_state import RuleState
from latentwalk.latent.rules import RuleBook

A, B, C = ZoneId("a"), ZoneId("b"), ZoneId("c")
TICK_S = 0.02


def zones_of(names: Iterable[str] = (A, B, C), is_open: bool = True) -> list[Zone]:
    shape = Circle(Position(0.0, 0.0), 20.0)
    return [Zone(ZoneId(name), name, shape, is_open=is_open) for name in names]


def rule(when: Condition, *then: Action, once: bool = False, name: str = "r") -> Rule:
    return Rule(name, when, then or (Play(name),), once)


class Ruled:
    """Feeds one walker's facts to a book and keeps what came out."""

    def __init__(
        self, rules: Sequence[Rule], zones: Sequence[Zone] | None = None, seed: int = 0
    ) -> None:
        self.book = RuleBook(rules, zones_of() if zones is None else zones)
        self.state: RuleState = self.book.fresh()
        self.events: list[object] = []
        self._inside: frozenset[str] = frozenset()
        self._time_s, self._seed = 0.0, seed

    def at(
        self,
        *inside: str,
        time_s: float | None = None,
        speed_mps: float = math.nan,
        heading_deg: float = math.nan,
        minute: float = 0.0,
    ) -> Outcome:
        """Stand in zones, one tick later or at ``time_s``."""
        self._time_s = self._time_s + TICK_S if time_s is None else time_s
        now = frozenset(inside)
        facts = Facts(
            self._time_s,
            self.flags(now),
            self.flags(now - self._inside),
            self.flags(self._inside - now),
            speed_mps,
            heading_deg,
            minute,
            self._seed,
        )
        self._inside = now
        return self.take(facts)

    def take(self, facts: Facts) -> Outcome:
        self.state, outcome = self.book.advance(self.state, facts)
        self.events += outcome.events
        return outcome

    def flags(self, names: Iterable[str]) -> Flags:
        return np.array([zone.id in set(names) for zone in self.book.zones], np.bool_)
