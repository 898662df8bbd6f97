"""The algebra of conditions against truth tables worked out by brute force."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.ids import ZoneId
from latentwalk.domain.rule import All, AnyOf, Chance, Condition, Inside, Not, Play
from latentwalk.latent.conditions import Scene, chances, compiled, drawn
from tests.unit.latent.ruled import A, B, C, Ruled, rule

ZONES = (A, B, C)


def trees(leaves: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    def grown(inner: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
        several = st.lists(inner, max_size=3).map(tuple)
        return st.builds(All, several) | st.builds(AnyOf, several) | st.builds(Not, inner)

    return st.recursive(leaves, grown, max_leaves=8)


insides: st.SearchStrategy[Condition] = st.sampled_from(ZONES).map(Inside)
draws: st.SearchStrategy[Condition] = st.just(Chance(0.5))


def truth(condition: Condition, inside: frozenset[ZoneId], luck: list[bool]) -> bool:
    """Work out a condition from the page, leaf by leaf and never in short."""
    match condition:
        case All(of):
            return False not in [truth(each, inside, luck) for each in of]
        case AnyOf(of):
            return True in [truth(each, inside, luck) for each in of]
        case Not(of):
            return not truth(of, inside, luck)
        case Inside(zone, _):
            return zone in inside
        case Chance():
            return luck.pop(0)
    raise AssertionError(condition)


def scene(inside: frozenset[ZoneId]) -> Scene:
    return Scene(0.0, inside, since_s=dict.fromkeys(inside, 0.0))


def every_scene() -> list[frozenset[ZoneId]]:
    sides = product([False, True], repeat=len(ZONES))
    return [frozenset(z for z, is_in in zip(ZONES, side, strict=True) if is_in) for side in sides]


@given(condition=trees(insides | draws))
def test_logic_equals_its_truth_table(condition: Condition) -> None:
    n_chances = len(list(chances(condition)))
    test = compiled(condition)
    for inside, luck in product(every_scene(), product([False, True], repeat=n_chances)):
        assert test(scene(inside), luck) == truth(condition, inside, list(luck))


@given(condition=trees(insides | draws))
def test_the_rest_holds_just_where_some_draw_makes_the_whole_hold(condition: Condition) -> None:
    luck = tuple(is_lucky for _, is_lucky in chances(condition))
    test = compiled(condition)
    for inside in every_scene():
        some = any(
            truth(condition, inside, list(each))
            for each in product([False, True], repeat=len(luck))
        )
        assert test(scene(inside), luck) == some


@given(
    condition=trees(insides),
    walk=st.lists(st.frozensets(st.sampled_from(ZONES)), min_size=1, max_size=20),
    once=st.booleans(),
)
def test_a_rule_acts_just_where_its_truth_rises(
    condition: Condition, walk: list[frozenset[ZoneId]], once: bool
) -> None:
    walker = Ruled([rule(condition, once=once)])
    acted = [bool(walker.at(*inside).events) for inside in walk]
    held = [truth(condition, inside, []) for inside in walk]
    rises = [now and not before for before, now in zip([False, *held], held, strict=False)]
    if once and True in rises:
        rises = [i == rises.index(True) for i in range(len(walk))]
    assert acted == rises
    assert walker.events == [Play("r")] * sum(acted)


def test_draws_are_a_pure_function_with_the_probability_asked() -> None:
    fallen = [drawn((0.2, 0.8), 7, "rule", count) for count in range(1, 2001)]
    assert fallen == [drawn((0.2, 0.8), 7, "rule", count) for count in range(1, 2001)]
    shares = [sum(each[i] for each in fallen) / 2000 for i in (0, 1)]
    assert abs(shares[0] - 0.2) < 0.03
    assert abs(shares[1] - 0.8) < 0.03


def test_no_draw_holds_at_zero_and_every_draw_at_one() -> None:
    fallen = {drawn((0.0, 1.0), seed, "rule", 1) for seed in range(500)}
    assert fallen == {(False, True)}
