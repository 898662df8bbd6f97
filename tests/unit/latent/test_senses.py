import math

import pytest

from latentwalk.domain.rule import Condition, HeadingBetween, SpeedBetween, TimeBetween
from tests.unit.latent.ruled import Ruled, rule


def acts(when: Condition, *facts: dict[str, float]) -> list[bool]:
    walker = Ruled([rule(when)])
    return [
        bool(
            walker.at(
                speed_mps=each.get("speed_mps", math.nan),
                heading_deg=each.get("heading_deg", math.nan),
                minute=each.get("minute", 0.0),
            ).events
        )
        for each in facts
    ]


@pytest.mark.parametrize(
    ("start", "end", "heading_deg", "is_in"),
    [
        (0, 90, 0.0, True),
        (0, 90, 89.9, True),
        (0, 90, 90.0, False),
        (315, 45, 350.0, True),
        (315, 45, 44.0, True),
        (315, 45, 180.0, False),
        (90, 0, 45.0, False),
        (-45, 45, 330.0, True),
        (0, 360, 123.0, True),
        (0, 90, math.nan, False),
    ],
)
def test_a_sector_goes_clockwise(start: int, end: int, heading_deg: float, is_in: bool) -> None:
    assert acts(HeadingBetween(start, end), {"heading_deg": heading_deg}) == [is_in]


@pytest.mark.parametrize(
    ("minute", "is_in"),
    [(1080.0, True), (1439.9, True), (0.0, True), (359.9, True), (360.0, False)],
)
def test_night_goes_over_midnight(minute: float, is_in: bool) -> None:
    assert acts(TimeBetween(18 * 60, 6 * 60), {"minute": minute}) == [is_in]


def test_equal_times_are_always() -> None:
    assert acts(TimeBetween(60, 60), {"minute": 61.0}, {"minute": 59.0}) == [True, False]


@pytest.mark.parametrize(
    ("speed_mps", "is_in"),
    [(0.5, True), (1.0, True), (0.49, False), (1.01, False), (math.nan, False)],
)
def test_a_range_of_speed_holds_its_ends(speed_mps: float, is_in: bool) -> None:
    assert acts(SpeedBetween(0.5, 1.0), {"speed_mps": speed_mps}) == [is_in]


def test_a_heading_that_trembles_at_an_edge_acts_once() -> None:
    headings = [80.0, 88.0, 91.0, 87.0, 92.0, 88.0, 90.5]
    facts = [{"heading_deg": heading} for heading in headings]
    assert sum(acts(HeadingBetween(90, 180), *facts)) == 1


def test_a_heading_that_turns_away_and_back_acts_again() -> None:
    facts = [{"heading_deg": heading} for heading in (100.0, 80.0, 100.0)]
    assert acts(HeadingBetween(90, 180), *facts) == [True, False, True]


def test_a_pace_that_wavers_at_an_edge_acts_once() -> None:
    facts = [{"speed_mps": speed} for speed in (0.2, 0.5, 0.45, 0.5, 0.42, 0.55)]
    assert sum(acts(SpeedBetween(0.5, 2.0), *facts)) == 1


def test_a_pace_that_falls_well_below_acts_again() -> None:
    facts = [{"speed_mps": speed} for speed in (0.6, 0.3, 0.6)]
    assert acts(SpeedBetween(0.5, 2.0), *facts) == [True, False, True]


def test_what_becomes_unknown_ceases_to_hold() -> None:
    facts = [{"heading_deg": heading} for heading in (100.0, math.nan, 100.0)]
    assert acts(HeadingBetween(90, 180), *facts) == [True, False, True]
