"""Speed, heading and time of day as ranges that hold or do not, without flicker at their edges.

A range begins to hold exactly at its edges and ceases to only a margin beyond them, so that a
compass that trembles or a pace that wavers there sets nothing off twice.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable

from latentwalk.domain.rule import HeadingBetween, SpeedBetween, TimeBetween
from latentwalk.latent.conditions import Sensed
from latentwalk.latent.facts import Facts

SPEED_MARGIN_MPS = 0.1
HEADING_MARGIN_DEG = 5.0
DAY_MINUTES = 1440.0

Sight = tuple[int, int, int]


class Senses:
    """The ranges that a walk's rules ask about.

    Args:
        leaves: All of them, in any order.
    """

    def __init__(self, leaves: Iterable[Sensed]) -> None:
        self.leaves = tuple(dict.fromkeys(leaves))
        speeds, headings, minutes = set(), set(), set()
        for leaf in self.leaves:
            match leaf:
                case SpeedBetween(low, high):
                    for margin in (0.0, SPEED_MARGIN_MPS):
                        speeds |= {low - margin, math.nextafter(high + margin, math.inf)}
                case HeadingBetween(start, end):
                    for margin in (0.0, HEADING_MARGIN_DEG):
                        headings |= {(start - margin) % 360.0, (end + margin) % 360.0}
                case TimeBetween(start, end):
                    minutes |= {float(start), float(end)}
        self._edges = (sorted(speeds), sorted(headings), sorted(minutes))

    def sight(self, facts: Facts) -> Sight:
        """Return between which edges the walker is: while it stays, so do all ranges."""
        speeds, headings, minutes = self._edges
        return (
            _between(speeds, facts.speed_mps),
            _between(headings, facts.heading_deg),
            _between(minutes, facts.minute),
        )

    def sensed(self, facts: Facts, before: frozenset[Sensed]) -> frozenset[Sensed]:
        """Return the ranges that hold; what is unknown is in none.

        Args:
            facts: Now.
            before: What held the last time.
        """
        return frozenset(leaf for leaf in self.leaves if _is_in(leaf, facts, leaf in before))


def _between(edges: list[float], value: float) -> int:
    if not edges or math.isnan(value):
        return -1
    return bisect_right(edges, value)


def _is_in(leaf: Sensed, facts: Facts, was_in: bool) -> bool:
    match leaf:
        case SpeedBetween(low, high):
            margin_mps = SPEED_MARGIN_MPS if was_in else 0.0
            return low - margin_mps <= facts.speed_mps <= high + margin_mps
        case HeadingBetween(start, end):
            margin_deg = HEADING_MARGIN_DEG if was_in else 0.0
            return _is_on_arc(facts.heading_deg, start, end, margin_deg, 360.0)
        case TimeBetween(start, end):
            return _is_on_arc(facts.minute, start, end, 0.0, DAY_MINUTES)


def _is_on_arc(value: float, start: float, end: float, margin: float, turn: float) -> bool:
    """Say whether ``value`` lies from ``start`` on to before ``end``; equal ones are all round."""
    if math.isnan(value):
        return False
    width = (end - start) % turn
    if width == 0.0 or width + 2.0 * margin >= turn:
        return True
    return (value - start + margin) % turn < width + 2.0 * margin
