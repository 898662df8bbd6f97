"""Whether a condition holds: plain logic over one instant of a walk, and chances drawn before."""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from latentwalk.domain.ids import ZoneId, stable_key
from latentwalk.domain.rule import (
    All,
    AnyOf,
    Chance,
    Condition,
    Entered,
    HeadingBetween,
    InOrder,
    Inside,
    Left,
    Not,
    SpeedBetween,
    TimeBetween,
    Visited,
)
from latentwalk.latent.philox import WORD_RANGE, philox

Zones = frozenset[ZoneId]
Sensed = SpeedBetween | HeadingBetween | TimeBetween
Draws = tuple[bool, ...]
_ROUNDING_S = 1e-6  # sums of ticks


@dataclass(frozen=True, slots=True)
class Scene:
    """All that conditions see at one instant.

    Attributes:
        time_s: Media time.
        inside, entered, left: Zones; the last two for this instant only.
        since_s: When the walker came into each zone they are in.
        visits: How often they came into a zone.
        order: Zones in the order of their first visits.
        sensed: Ranges of speed, heading and time of day that hold (latent/senses.py).
    """

    time_s: float
    inside: Zones = frozenset()
    entered: Zones = frozenset()
    left: Zones = frozenset()
    since_s: Mapping[ZoneId, float] = field(default_factory=dict)
    visits: Mapping[ZoneId, int] = field(default_factory=dict)
    order: tuple[ZoneId, ...] = ()
    sensed: frozenset[Sensed] = frozenset()


Test = Callable[[Scene, Draws], bool]


def compiled(condition: Condition) -> Test:
    """Return a function of a scene and of how the chances fell, in their order.

    All of nothing holds, one of nothing does not.
    """
    return _compiled(condition, iter(range(sum(1 for _ in chances(condition)))))


def _compiled(condition: Condition, numbers: Iterator[int]) -> Test:
    match condition:
        case All(of):
            every = [_compiled(each, numbers) for each in of]
            return lambda scene, draws: all(test(scene, draws) for test in every)
        case AnyOf(of):
            some = [_compiled(each, numbers) for each in of]
            return lambda scene, draws: any(test(scene, draws) for test in some)
        case Not(of):
            test = _compiled(of, numbers)
            return lambda scene, draws: not test(scene, draws)
        case Chance():
            number = next(numbers)
            return lambda scene, draws: draws[number]
        case _:
            return _leaf(condition)


def _leaf(condition: Condition) -> Test:
    match condition:
        case Entered(zone):
            return lambda scene, draws: zone in scene.entered
        case Left(zone):
            return lambda scene, draws: zone in scene.left
        case Inside(zone, for_s):
            least_s = for_s - _ROUNDING_S
            return lambda scene, draws: (
                zone in scene.inside and scene.time_s - scene.since_s.get(zone, math.inf) >= least_s
            )
        case Visited(zone, times):
            return lambda scene, draws: scene.visits.get(zone, 0) >= times
        case InOrder(zones):
            return lambda scene, draws: tuple(z for z in scene.order if z in zones) == zones
        case _:
            return lambda scene, draws: condition in scene.sensed


def leaves(condition: Condition) -> Iterator[Condition]:
    """Yield what a condition is made of, in order."""
    match condition:
        case All(of) | AnyOf(of):
            for each in of:
                yield from leaves(each)
        case Not(of):
            yield from leaves(of)
        case _:
            yield condition


def zones_in(leaf: Condition) -> tuple[ZoneId, ...]:
    """Return the zones that a condition without parts names."""
    match leaf:
        case Entered(zone) | Left(zone) | Inside(zone) | Visited(zone):
            return (zone,)
        case InOrder(zones):
            return zones
        case _:
            return ()


def chances(condition: Condition, is_lucky: bool = True) -> Iterator[tuple[Chance, bool]]:
    """Yield a condition's chances in order, each with the luck that helps the whole to hold.

    What helps is true, under an odd number of "not" false. With all of it the condition is
    its own rest: it holds whenever some draw would make the whole hold.
    """
    match condition:
        case All(of) | AnyOf(of):
            for each in of:
                yield from chances(each, is_lucky)
        case Not(of):
            yield from chances(of, not is_lucky)
        case Chance():
            yield condition, is_lucky
        case _:
            return


def drawn(probabilities: tuple[float, ...], seed: int, rule_id: str, count: int) -> Draws:
    """Draw a rule's chances: a pure function of the arguments.

    Args:
        probabilities: Of each of its chances; each is drawn by itself.
        seed: The walker's.
        rule_id: Whose they are.
        count: Which draw of that rule, from 1.
    """
    key = np.asarray(stable_key("chance", seed, rule_id), np.uint64)
    which = np.arange(len(probabilities), dtype=np.uint64)
    zero = np.uint64(0)
    words = philox([which, np.uint64(count & 0xFFFFFFFF), zero, zero], key)
    return tuple(bool(each) for each in words[0] / WORD_RANGE < np.array(probabilities))
