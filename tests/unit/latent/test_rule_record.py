import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.errors import RuleError
from latentwalk.domain.ids import ModelId, ZoneId
from latentwalk.domain.rule import (
    Action,
    All,
    AnyOf,
    Chance,
    CloseZone,
    Entered,
    HeadingBetween,
    InOrder,
    Inside,
    OpenZone,
    Play,
    Remap,
    Rule,
    SpeedBetween,
    UseModel,
    Visited,
)
from latentwalk.latent.rule_record import MAX_BYTES, from_json, to_json
from tests.unit.latent.ruled import A, B, C, Ruled, rule, zones_of

RULES = [
    rule(All((Entered(A), Chance(0.5))), Play("x"), name="chance"),
    rule(Inside(B, 5.0), CloseZone(A, 3.0), Remap(A, (1, 0, -3)), name="stay", once=True),
    rule(Visited(C, 2), UseModel(B, ModelId("shore")), OpenZone(C), name="twice"),
    rule(AnyOf((InOrder((A, B)), SpeedBetween(0.5, 2.0))), Remap(A, (1, 0), 2.0), name="order"),
    rule(HeadingBetween(0, 90), Play("north-east"), name="heading"),
]


@given(
    before=st.lists(st.frozensets(st.sampled_from([A, B, C])), max_size=12),
    after=st.lists(st.frozensets(st.sampled_from([A, B, C])), max_size=12),
    heading_deg=st.floats(0.0, 359.0),
)
def test_a_walker_goes_on_elsewhere_as_if_they_had_stayed(
    before: list[frozenset[ZoneId]], after: list[frozenset[ZoneId]], heading_deg: float
) -> None:
    stayed, moved = Ruled(RULES, seed=3), Ruled(RULES, seed=3)
    for walker in (stayed, moved):
        for i, inside in enumerate(before):
            walker.at(*inside, time_s=3.0 * i, heading_deg=heading_deg, speed_mps=1.0)
    moved.state = from_json(moved.book, to_json(moved.book, moved.state))
    for i, inside in enumerate(after):
        time_s = 3.0 * (len(before) + i) + 4.0  # fades are over
        ours = stayed.at(*inside, time_s=time_s, heading_deg=heading_deg)
        theirs = moved.at(*inside, time_s=time_s, heading_deg=heading_deg)
        assert ours.events == theirs.events
        assert ours.zone_gain.tolist() == theirs.zone_gain.tolist()
        assert ours.models == theirs.models
        assert ours.blends == theirs.blends


def test_a_record_written_twice_is_the_same() -> None:
    walker = Ruled(RULES)
    for inside in ([A], [A, B], [C], [A, C]):
        walker.at(*inside, heading_deg=45.0)
    text = to_json(walker.book, walker.state)
    assert to_json(walker.book, from_json(walker.book, text)) == text


def test_fifty_rules_on_sixty_zones_fit_into_two_kilobytes() -> None:
    names = [f"zone-with-a-long-name-{i}" for i in range(60)]
    zones = zones_of(names)
    rules = []
    for i in range(50):
        here, there = zones[i].id, zones[i + 10].id
        when = All((Inside(here, 0.5), Visited(there, 1), Chance(1.0), Inside(there)))
        acts: list[Action] = [
            Remap(there, (1, 0, -4, 2, 5, 4)),
            CloseZone(here, 9.0),
            UseModel(there, ModelId("m")),
        ]
        rules.append(Rule(f"rule-{i}", when, tuple(acts[: 1 + i % 3])))
    walker = Ruled(rules, zones)
    for i in range(30):
        walker.at(*names, time_s=1000.0 + i)
        walker.at(time_s=1000.5 + i)
    walker.at(*names, time_s=1234.567)
    walker.at(*names, time_s=1235.567)
    assert len(walker.state.effects.axes) > 40
    assert len(to_json(walker.book, walker.state).encode()) <= MAX_BYTES


def test_a_record_of_another_document_is_refused() -> None:
    text = to_json(Ruled(RULES).book, Ruled(RULES).state)
    other = Ruled([replace(RULES[0], once=True), *RULES[1:]])
    with pytest.raises(RuleError, match="another document"):
        from_json(other.book, text)


@pytest.mark.parametrize("harm", ["", "[]", "null", "{", '{"key": 1}', "drop", "letter"])
def test_a_record_that_is_none_is_refused(harm: str) -> None:
    walker = Ruled(RULES)
    record = json.loads(to_json(walker.book, walker.state))
    if harm == "drop":
        del record["visits"]
    record["since"] = ["x"] if harm == "letter" else record["since"]
    text = json.dumps(record) if harm in {"drop", "letter"} else harm
    with pytest.raises(RuleError):
        from_json(walker.book, text)
