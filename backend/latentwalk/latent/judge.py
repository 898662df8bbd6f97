"""Which rules act: conditions judged instant by instant, chances drawn as they come up."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from latentwalk.domain.ids import ZoneId
from latentwalk.domain.rule import Rule
from latentwalk.latent.conditions import (
    Draws,
    Scene,
    Sensed,
    Test,
    chances,
    compiled,
    drawn,
    leaves,
    zones_in,
)
from latentwalk.latent.rule_state import Judged

_drawn = lru_cache(maxsize=4096)(drawn)


@dataclass(frozen=True, slots=True)
class _Entry:
    """A rule made ready.

    Attributes:
        rule: Itself.
        test: Its condition.
        luck: How its chances would best fall: with it the condition is its own rest.
        probabilities: Of its chances.
        asks: Zones and ranges that it depends on.
    """

    rule: Rule
    test: Test
    luck: Draws
    probabilities: tuple[float, ...]
    asks: frozenset[ZoneId | Sensed]


class Judge:
    """The conditions of all rules.

    Args:
        rules: In document order.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._entries = [_entry(rule) for rule in rules]

    def judge(
        self,
        before: Judged,
        scenes: Sequence[Scene],
        seed: int,
        changed: frozenset[ZoneId | Sensed] | None = None,
    ) -> tuple[Judged, list[Rule]]:
        """Judge rules at each instant.

        Args:
            before: How they stood.
            scenes: Instants in order.
            seed: The walker's, for chances.
            changed: Zones and ranges of which anything may have changed: rules that ask for
                none of them stay as they stood. ``None`` judges all.

        Returns:
            How they stand after the last, and those that act, in document order.
        """
        held, hoped, draws = set(before.held), set(before.hoped), dict(before.draws)
        acting = []
        for entry in self._entries:
            if changed is not None and entry.asks.isdisjoint(changed):
                continue
            rule, begins = entry.rule, False
            for scene in scenes:
                hopes = holds = entry.test(scene, entry.luck)
                if hopes and entry.luck:
                    draws[rule.id] = draws.get(rule.id, 0) + (rule.id not in hoped)
                    fallen = _drawn(entry.probabilities, seed, rule.id, draws[rule.id])
                    holds = entry.test(scene, fallen)
                begins = begins or (holds and rule.id not in held)
                _put(held, rule.id, holds)
                _put(hoped, rule.id, hopes and bool(entry.luck))
            if begins and rule.id not in before.done:
                acting.append(rule)
        done = before.done | {rule.id for rule in acting if rule.once}
        return Judged(frozenset(held), frozenset(hoped), draws, done), acting


def _put(those: set[str], one: str, is_one_of_them: bool) -> None:
    if is_one_of_them:
        those.add(one)
    else:
        those.discard(one)


def _entry(rule: Rule) -> _Entry:
    drawing = list(chances(rule.when))
    luck = tuple(is_lucky for _, is_lucky in drawing)
    probabilities = tuple(chance.probability for chance, _ in drawing)
    asks: set[ZoneId | Sensed] = set()
    for leaf in leaves(rule.when):
        asks |= {leaf} if isinstance(leaf, Sensed) else set(zones_in(leaf))
    return _Entry(rule, compiled(rule.when), luck, probabilities, frozenset(asks))
