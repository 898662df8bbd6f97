from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.ids import ModelId
from latentwalk.domain.rule import (
    CloseZone,
    Entered,
    Left,
    OpenZone,
    Remap,
    UseModel,
)
from tests.unit.latent.ruled import A, B, C, Ruled, rule, zones_of


def test_a_zone_closes_and_opens_in_straight_lines() -> None:
    walker = Ruled([rule(Entered(A), CloseZone(B, 2.0)), rule(Left(A), OpenZone(B, 4.0), name="o")])
    walker.at(time_s=0.0)
    walker.at(A, time_s=1.0)
    gains = [walker.at(A, time_s=t).zone_gain[1] for t in (1.5, 2.0, 3.0, 9.0)]
    assert gains == pytest.approx([0.75, 0.5, 0.0, 0.0])
    walker.at(time_s=10.0)
    assert walker.at(time_s=12.0).zone_gain.tolist() == pytest.approx([1.0, 0.5, 1.0])


def test_a_zone_that_is_closed_at_first_is_opened_by_its_rule() -> None:
    walker = Ruled([rule(Entered(A), OpenZone(B, 0.0))], zones_of(is_open=False))
    assert walker.at().zone_gain.tolist() == [0.0, 0.0, 0.0]
    assert walker.at(A).zone_gain.tolist() == [0.0, 1.0, 0.0]


def test_actions_of_one_rule_are_done_in_order() -> None:
    walker = Ruled([rule(Entered(A), CloseZone(A, 0.0), OpenZone(A, 4.0))])
    assert walker.at(A, time_s=1.0).zone_gain[0] == 0.0
    assert walker.at(A, time_s=3.0).zone_gain[0] == pytest.approx(0.5)


def test_closing_what_is_closed_does_nothing() -> None:
    walker = Ruled([rule(Entered(A), CloseZone(B, 1.0))])
    walker.at(A, time_s=0.0)
    walker.at(time_s=2.0)
    assert walker.at(A, time_s=3.0).zone_gain[1] == 0.0


@given(
    acts=st.lists(
        st.tuples(st.booleans(), st.sampled_from([0.5, 1.0, 3.0]), st.integers(1, 200)), max_size=10
    )
)
def test_gains_are_continuous_except_where_abrupt(acts: list[tuple[bool, float, int]]) -> None:
    fast, slow = rule(Entered(A), CloseZone(C, 0.5)), rule(Entered(B), CloseZone(C, 3.0), name="s")
    back = rule(Left(A), OpenZone(C, 1.0), name="b")
    walker, gains = Ruled([fast, slow, back]), []
    for in_a, _, ticks in acts:
        gains += [walker.at(A if in_a else B).zone_gain[2] for _ in range(ticks)]
        gains += [walker.at().zone_gain[2] for _ in range(ticks // 2)]
    assert all(abs(now - before) <= 0.02 / 0.5 + 1e-6 for before, now in pairwise(gains))


def test_an_abrupt_act_says_so_at_its_tick_alone() -> None:
    walker = Ruled(
        [rule(Entered(A), Remap(A, (1, 0))), rule(Left(A), Remap(A, (1, 0), 3.0), name="s")]
    )
    assert [walker.at(*inside).is_abrupt for inside in ([], [A], [A], [])] == [
        False,
        True,
        False,
        False,
    ]


def test_remaps_of_a_zone_compose_and_fade_by_column() -> None:
    walker = Ruled([rule(Entered(A), Remap(B, (1, 0), 1.0))])
    walker.at(time_s=0.0)
    assert walker.at(A, time_s=1.0).blends == {1: (((1, 0), 0.0), ((), 1.0))}
    assert walker.at(A, time_s=1.5).blends == {1: (((1, 0), 0.5), ((), 0.5))}
    assert walker.at(time_s=5.0).blends == {1: (((1, 0), 1.0),)}
    walker.at(A, time_s=6.0)
    assert walker.at(A, time_s=8.0).blends == {}


def test_a_zone_sounds_by_another_model_until_another_rule() -> None:
    walker = Ruled(
        [
            rule(Entered(A), UseModel(C, ModelId("shore"))),
            rule(Entered(B), UseModel(C, ModelId("voices")), name="v"),
        ]
    )
    assert walker.at().models == {}
    assert walker.at(A).models == {2: "shore"}
    assert walker.at().models == {2: "shore"}
    assert walker.at(B).models == {2: "voices"}


def test_an_outcome_cannot_be_changed_by_who_reads_it() -> None:
    outcome = Ruled([rule(Entered(A), CloseZone(A))]).at(A)
    with pytest.raises(ValueError, match="read-only"):
        outcome.zone_gain[0] = 0.5
    assert outcome.zone_gain.dtype == np.float32
