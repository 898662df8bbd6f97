"""Rules of a document: trees, their bounds, and the ids they name."""

import json
from pathlib import Path
from typing import Any

import pytest

from latentwalk.domain.errors import WalkFileError
from latentwalk.domain.ids import ModelId, ZoneId
from latentwalk.domain.rule import (
    All,
    AnyOf,
    Chance,
    CloseZone,
    Entered,
    HeadingBetween,
    InOrder,
    Inside,
    Left,
    Not,
    OpenZone,
    Play,
    Remap,
    Rule,
    Say,
    SpeedBetween,
    TimeBetween,
    UseModel,
    Visited,
)
from latentwalk.geo.walkfile import load_walk, parse_walk

GOLDEN = Path(__file__).parents[3] / "tests" / "data" / "geojson" / "rules.geojson"
LAWN, POND = ZoneId("lawn"), ZoneId("pond")


def with_rule(**changes: Any) -> str:
    """Return the golden document with one rule only."""
    document = json.loads(GOLDEN.read_text())
    rule = {"when": {"entered": "lawn"}, "then": [{"say": "Listen."}]}
    document["latentwalk"]["rules"] = [{**rule, **changes}]
    return json.dumps(document)


def test_rules_are_read_with_every_condition_and_action() -> None:
    dusk, second = load_walk(GOLDEN).rules
    assert dusk == Rule(
        "dusk",
        All(
            (
                AnyOf((Entered(LAWN), Left(POND))),
                Not(Inside(POND, 20.0)),
                Visited(LAWN, 2),
                InOrder((LAWN, POND)),
            )
        ),
        (
            Remap(LAWN, (1, 0, -3), 2.0),
            UseModel(LAWN, ModelId("shore")),
            OpenZone(POND, 5.0),
            CloseZone(LAWN, 3.0),
        ),
        once=True,
    )
    assert second == Rule(
        "rule-2",
        All(
            (
                SpeedBetween(0.5, 1.5),
                HeadingBetween(315.0, 45.0),
                TimeBetween(18 * 60, 6 * 60 + 30),
                Chance(0.25),
            )
        ),
        (Play("bell"), Say({"en": "Listen.", "fr": "Écoutez."})),
    )


def nested(depth: int) -> dict[str, Any]:
    condition: dict[str, Any] = {"entered": "lawn"}
    for _ in range(depth - 1):
        condition = {"not": condition}
    return condition


def test_a_tree_of_eight_is_read_and_one_of_nine_refused() -> None:
    assert parse_walk(with_rule(when=nested(8)), "my.geojson").rules
    with pytest.raises(WalkFileError, match="at most 8 deep and 100 in all"):
        parse_walk(with_rule(when=nested(9)), "my.geojson")


def test_a_tree_that_no_parser_could_walk_is_refused() -> None:
    with pytest.raises(WalkFileError, match="when: .*8 deep"):
        parse_walk(with_rule(when=nested(400)), "my.geojson")


def test_a_tree_of_over_a_hundred_conditions_is_refused() -> None:
    wide = {"any": [{"all": [{"entered": "lawn"}] * 40}] * 3}
    with pytest.raises(WalkFileError, match="100 in all"):
        parse_walk(with_rule(when=wide), "my.geojson")


WRONG = [
    ({"when": {"inside": "nowhere"}}, r'rules.0.when: expected the id of a zone, got "nowhere"'),
    (
        {"when": {"not": {"order": ["lawn", "bell"]}}},
        'rules.0.when: .* got "bell". Known are: lawn',
    ),
    ({"when": {"all": []}}, "rules.0.when.all: expected a list of 1 to 50"),
    ({"when": {"all": [{"inside": 3}]}}, "rules.0.when.all.0.inside: expected the id of a zone"),
    ({"when": {"speed_mps": [2, 1]}}, "when.speed_mps: .*the lower first, got .2, 1."),
    ({"when": {"local_time": ["18:00", "24:00"]}}, 'when.local_time.1: .*"HH:MM", got "24:00"'),
    ({"when": {"chance": 1.5}}, "when.chance: expected a probability, 0 to 1, got 1.5"),
    ({"when": {"visited": "lawn", "times": 0}}, "when.times: expected a whole number, 1 to"),
    ({"when": {"visited": "lawn", "for_s": 2}}, 'when.for_s: unknown field "for_s"'),
    ({"when": "always"}, 'when: expected an object with one of .* got "always"'),
    ({"then": []}, "then: expected a list of 1 to 20"),
    ({"then": [{"open": "bell"}]}, 'then.0: expected the id of a zone, got "bell"'),
    ({"then": [{"remap": "lawn", "axes": []}]}, "then.0.axes: expected a list of latent axes"),
    ({"then": [{"jump": 1}]}, "rules.0.then.0: expected a list of 1 to 20 objects"),
    ({"then": [{"open": "lawn", "over_s": -1}]}, "then.0.over_s: expected seconds, 0"),
    ({"once": "yes"}, 'once: expected true or false, got "yes"'),
]


@pytest.mark.parametrize(("change", "message"), WRONG, ids=[m[:40] for _, m in WRONG])
def test_a_wrong_rule_is_told_with_its_place(change: dict[str, Any], message: str) -> None:
    with pytest.raises(WalkFileError, match=f"latentwalk, .*{message}"):
        parse_walk(with_rule(**change), "my.geojson")


def test_an_id_used_by_two_rules_is_refused() -> None:
    document = json.loads(with_rule(id="one"))
    document["latentwalk"]["rules"] *= 2
    with pytest.raises(WalkFileError, match="rules.1.id: expected an id used once"):
        parse_walk(json.dumps(document), "my.geojson")
