from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.errors import RuleError
from latentwalk.domain.ids import ZoneId
from latentwalk.domain.rule import (
    All,
    AnyOf,
    Chance,
    Entered,
    HeadingBetween,
    InOrder,
    Inside,
    Left,
    Not,
    OpenZone,
    Play,
    Rule,
    Say,
    SpeedBetween,
    TimeBetween,
    Visited,
)
from latentwalk.latent.facts import Facts
from latentwalk.latent.rules import RuleBook
from tests.unit.latent.ruled import TICK_S, A, B, C, Ruled, rule, zones_of


def test_a_rule_acts_each_time_its_condition_begins_to_hold() -> None:
    walker = Ruled([rule(Inside(A))])
    for inside in ([], [A], [A], [A], [], [A], [A]):
        walker.at(*inside)
    assert walker.events == [Play("r"), Play("r")]


def test_events_come_out_once_and_in_order() -> None:
    walker = Ruled(
        [
            rule(Entered(A), Say("one"), Play("two"), name="first"),
            rule(Inside(A), Say("three"), name="second"),
        ]
    )
    assert walker.at(A).events == (Say("one"), Play("two"), Say("three"))
    assert all(walker.at(A).events == () for _ in range(20))


def test_what_holds_from_the_start_begins_there() -> None:
    walker = Ruled([rule(TimeBetween(600, 700))])
    walker.at(minute=650.0)
    assert walker.events == [Play("r")]


def test_once_is_once_a_walk() -> None:
    walker = Ruled([rule(Entered(A), once=True)])
    for _ in range(5):
        walker.at(A)
        walker.at()
    assert walker.events == [Play("r")]


def test_entered_and_left_hold_for_one_instant() -> None:
    walker = Ruled([rule(Entered(A), name="in"), rule(Left(A), name="out")])
    for inside in ([A], [A], [], [], [A], []):
        walker.at(*inside)
    assert walker.events == [Play("in"), Play("out"), Play("in"), Play("out")]


def test_two_entries_one_right_after_the_other_act_twice() -> None:
    walker = Ruled([rule(AnyOf((Entered(A), Entered(B))))])
    walker.at(A)
    walker.at(A, B)
    assert len(walker.events) == 2


def test_not_having_just_entered_begins_anew_after_each_entry() -> None:
    walker = Ruled([rule(Not(Entered(A)))])
    for inside in ([], [A], [A], [], [A]):
        walker.at(*inside)
    assert len(walker.events) == 3  # at the start, and after each of two entries


def test_moments_between_two_calls_are_not_lost() -> None:
    walker = Ruled([rule(Entered(A), name="in"), rule(Left(A), name="out"), rule(Visited(A, 2))])
    none, a = walker.flags([]), walker.flags([A])
    walker.take(Facts(0.0, none, none, none))
    passed = Facts(0.1, none, a, a).after(Facts(0.08, a, a, none))
    walker.take(passed)  # in and out again within one call
    walker.take(Facts(0.2, a, none, none))  # in, and nobody said so
    walker.take(Facts(0.3, none, none, none))
    assert walker.events.count(Play("in")) == 2
    assert walker.events.count(Play("out")) == 2
    assert walker.events.count(Play("r")) == 1


def test_a_stay_is_timed_from_the_last_entry() -> None:
    walker = Ruled([rule(Inside(A, 5.0))])
    walker.at(A, time_s=10.0)
    walker.at(A, time_s=14.9)
    walker.at(time_s=15.0)
    walker.at(A, time_s=16.0)
    walker.at(A, time_s=20.9)
    assert walker.events == []
    walker.at(A, time_s=21.0)
    walker.at(A, time_s=99.0)
    assert walker.events == [Play("r")]


def test_a_stay_is_due_at_its_tick_although_ticks_are_rounded() -> None:
    walker = Ruled([rule(Inside(A, 3.0))])
    times = [tick * 1024 / 48_000 for tick in range(200)]
    due = [time_s for time_s in times if walker.at(A, time_s=time_s).events]
    assert due == [next(time_s for time_s in times if time_s >= 3.0)]


def test_visits_are_counted_by_entries() -> None:
    walker = Ruled([rule(Visited(A, 3))])
    acted = []
    for _ in range(5):
        acted.append(bool(walker.at(A).events))
        walker.at()
    assert acted == [False, False, True, False, False]


@pytest.mark.parametrize(
    ("visits", "holds"),
    [
        ("abc", True),
        ("abac", True),
        ("aabbcc", True),
        ("acb", False),
        ("ab", False),
        ("bac", False),
    ],
)
def test_order_is_that_of_first_visits(visits: str, holds: bool) -> None:
    walker = Ruled([rule(InOrder((A, B, C)))])
    for zone in visits:
        walker.at(zone)
        walker.at()
    assert bool(walker.events) == holds


def test_zones_entered_at_once_count_in_document_order() -> None:
    walker = Ruled([rule(InOrder((A, B)), name="ab"), rule(InOrder((B, A)), name="ba")])
    walker.at(B, A)
    assert walker.events == [Play("ab")]


def test_while_nothing_changes_the_state_is_the_same_object() -> None:
    rules = [rule(All((Inside(A), SpeedBetween(0.5, 2.0), HeadingBetween(0, 90))))]
    walker = Ruled(rules)
    walker.at(A, speed_mps=1.0, heading_deg=10.0)
    before = walker.state
    outcome = walker.at(A, speed_mps=1.5, heading_deg=80.0)
    assert walker.state is before
    assert outcome is walker.at(A, speed_mps=1.4, heading_deg=20.0)


@given(
    walk=st.lists(
        st.tuples(st.frozensets(st.sampled_from([A, B, C])), st.sampled_from([0.0, 45.0, 200.0])),
        min_size=1,
        max_size=25,
    )
)
def test_judging_only_what_may_have_changed_changes_nothing(
    walk: list[tuple[frozenset[ZoneId], float]],
) -> None:
    rules = [
        rule(Not(Entered(A)), name="not"),
        rule(All((Inside(A, 0.05), HeadingBetween(0, 90))), name="stay"),
        rule(AnyOf((Visited(B, 2), Left(C))), name="any", once=True),
        rule(All((InOrder((A, B)), Chance(0.5), Not(Inside(C)))), name="chance"),
    ]
    quick, thorough = Ruled(rules, seed=5), Ruled(rules, seed=5)
    for inside, heading_deg in walk:
        quick.at(*inside, heading_deg=heading_deg)
        thorough.state = replace(thorough.state, calm=None)  # judge everything
        thorough.at(*inside, heading_deg=heading_deg)
        assert quick.state == thorough.state
    assert quick.events == thorough.events


@given(
    walk=st.lists(st.sets(st.sampled_from([A, B, C])), min_size=1, max_size=30),
    every=st.integers(1, 6),
)
def test_how_seldom_rules_are_asked_changes_no_count(walk: list[set[ZoneId]], every: int) -> None:
    rules = [rule(Visited(A, 3), name="3"), rule(InOrder((B, A)), name="ba")]
    often, seldom = Ruled(rules), Ruled(rules)
    before: set[ZoneId] = set()
    waiting: Facts | None = None
    for tick, inside in enumerate(walk):
        often.at(*inside)
        flags = seldom.flags
        facts = Facts(tick * TICK_S, flags(inside), flags(inside - before), flags(before - inside))
        waiting, before = facts if waiting is None else facts.after(waiting), inside
        if tick % every == 0 or tick == len(walk) - 1:
            seldom.take(waiting)
            waiting = None
    counts = often.state.seen.visits.get(A, 0), seldom.state.seen.visits.get(A, 0)
    assert counts[1] <= counts[0] <= 3
    assert (counts[0] > 0) == (counts[1] > 0)
    assert often.state.seen.inside == seldom.state.seen.inside


def passes(walker: Ruled, n: int = 200) -> list[bool]:
    acted = []
    for _ in range(n):
        acted.append(bool(walker.at(A).events))
        walker.at()
    return acted


def test_the_same_seed_draws_the_same_chances_and_another_others() -> None:
    chancy = [rule(All((Entered(A), Chance(0.5))))]
    first, again, other = (passes(Ruled(chancy, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert 70 < sum(first) < 130


def test_chances_of_two_rules_fall_apart() -> None:
    when = All((Entered(A), Chance(0.5)))
    walker = Ruled([rule(when, name="one"), rule(when, name="two")])
    together = []
    for _ in range(200):
        together.append(len(walker.at(A).events))
        walker.at()
    assert [together.count(n) for n in (0, 1, 2)] == pytest.approx([50, 100, 50], abs=25)


@pytest.mark.parametrize(("probability", "times"), [(0.0, 0), (1.0, 200)])
def test_certain_chances(probability: float, times: int) -> None:
    assert sum(passes(Ruled([rule(All((Chance(probability), Entered(A))))]))) == times


def test_a_chance_stands_until_the_rest_begins_anew() -> None:
    walker = Ruled([rule(All((Inside(A), Chance(0.5))))])
    for _ in range(300):
        walker.at(A, time_s=None, speed_mps=1.0)
        walker.at(A, B)
    assert len(walker.events) <= 1


def test_a_chance_under_not_is_drawn_when_the_rest_begins() -> None:
    acted = passes(Ruled([rule(All((Entered(A), Not(Chance(0.25)))))]), 400)
    assert 250 < sum(acted) < 350


def test_rules_of_an_edited_document_go_on_with_what_they_remember() -> None:
    walker = Ruled([rule(Entered(A), name="kept", once=True), rule(Inside(B), name="gone")])
    walker.at(A)
    walker.book = RuleBook(
        [
            rule(Entered(A), name="kept", once=True),
            rule(Inside(A), OpenZone(ZoneId("d")), name="x"),
        ],
        zones_of("dcba"),
    )
    walker.at(A)
    walker.at()
    walker.at(A)
    assert walker.events == [Play("kept")]
    assert walker.state.effects.gates[ZoneId("d")].end == 1.0


def test_a_walk_without_rules_opens_what_is_open() -> None:
    book = RuleBook([], [*zones_of("a"), *zones_of("b", is_open=False)])
    none = np.zeros(2, np.bool_)
    state, outcome = book.advance(book.fresh(), Facts(0.0, none, none, none))
    assert outcome.zone_gain.tolist() == [1.0, 0.0]
    assert state == book.fresh()


@pytest.mark.parametrize(
    "wrong",
    [
        lambda zone: rule(Entered(zone)),
        lambda zone: rule(Not(All((Inside(A), InOrder((A, zone)))))),
        lambda zone: rule(Entered(A), OpenZone(zone)),
    ],
    ids=["condition", "deep", "action"],
)
def test_a_zone_that_is_not_there_is_refused_by_name(wrong: Callable[[ZoneId], Rule]) -> None:
    with pytest.raises(RuleError, match=r"rule 'r': expected a zone of a, b, c; got 'nowhere'"):
        RuleBook([wrong(ZoneId("nowhere"))], zones_of())
