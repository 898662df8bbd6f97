from dataclasses import dataclass, field

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.errors import BlockSizeError
from latentwalk.engine.rows import LanePlan, RowPlan, RowTable

MAX_ROWS = 8
Wanted = dict[int, tuple[bool, int]]  # session: has mic, ears
wanted = st.dictionaries(st.integers(1, 9), st.tuples(st.booleans(), st.integers(1, 2)), max_size=7)


def update(table: RowTable, sessions: Wanted) -> RowPlan:
    has_mic = np.array([mic for mic, _ in sessions.values()], np.bool_)
    ears = np.array([n for _, n in sessions.values()], np.int64)
    return table.update(list(sessions), has_mic, ears, np.zeros(len(sessions), np.bool_))


def ask(table: RowTable, sessions: dict[int, bool]) -> RowPlan:
    """Let decode-only sessions ask for the prior or not."""
    n = len(sessions)
    no_mic, one_ear = np.zeros(n, np.bool_), np.ones(n, np.int64)
    return table.update(list(sessions), no_mic, one_ear, np.array([*sessions.values()], np.bool_))


@dataclass
class Counters:
    """A model whose state is how many blocks each row has played since it was zeroed."""

    rows: list[int] = field(default_factory=lambda: [99] * MAX_ROWS)

    def play(self, plan: LanePlan) -> None:
        for from_row, to_row in plan.moves:
            self.rows[to_row] = self.rows[from_row]
        for row in plan.resets:
            self.rows[row] = 0
        for row in range(plan.n_rows):
            self.rows[row] += 1


@given(st.lists(wanted, max_size=12))
def test_rows_are_a_prefix_and_nobody_shares_one(blocks: list[Wanted]) -> None:
    table = RowTable(MAX_ROWS)
    for sessions in blocks:
        plan = update(table, sessions)
        for lane, rows in ((plan.encode, plan.encode_row), (plan.decode, plan.decode_row)):
            taken = sorted(int(row) for row in rows.ravel() if row >= 0)
            assert taken == list(range(lane.n_rows))


@given(st.lists(wanted, max_size=12))
def test_state_follows_its_session_and_starts_silent(blocks: list[Wanted]) -> None:
    table, encode, decode = RowTable(MAX_ROWS), Counters(), Counters()
    played: dict[tuple[str, int, int], int] = {}
    for sessions in blocks:
        plan = update(table, sessions)
        encode.play(plan.encode)
        decode.play(plan.decode)
        now: dict[tuple[str, int, int], int] = {}
        for place, session in enumerate(sessions):
            seats = [("encode", 0, plan.encode_row[place], encode)]
            seats += [("decode", ear, plan.decode_row[place, ear], decode) for ear in (0, 1)]
            for method, ear, row, counters in seats:
                if row >= 0:
                    key = (method, session, ear)
                    now[key] = played.get(key, 0) + 1
                    assert counters.rows[row] == now[key]
        played = now


@given(wanted)
def test_everyone_who_fits_gets_what_they_ask(sessions: Wanted) -> None:
    plan = update(RowTable(2 * len(sessions) + 1), sessions)
    for place, (mic, ears) in enumerate(sessions.values()):
        assert (plan.encode_row[place] >= 0) == mic
        assert np.sum(plan.decode_row[place] >= 0) == ears


def test_first_ears_win_over_second_ones_when_rows_run_out() -> None:
    plan = update(RowTable(3), {1: (False, 2), 2: (False, 2)})
    np.testing.assert_array_equal(plan.decode_row[:, 0], [0, 1])
    assert plan.decode.n_rows == 3


def test_who_sits_keeps_their_row_when_rows_run_out() -> None:
    table = RowTable(1)
    update(table, {5: (False, 1)})
    plan = update(table, {4: (False, 1), 5: (False, 1)})
    np.testing.assert_array_equal(plan.decode_row[:, 0], [-1, 0])


def test_leave_moves_the_last_row_into_the_hole() -> None:
    table = RowTable(MAX_ROWS)
    update(table, {1: (True, 1), 2: (True, 1), 3: (True, 1)})
    plan = update(table, {2: (True, 1), 3: (True, 1)})
    assert plan.decode.moves == plan.encode.moves == ((2, 0),)


def test_flags_of_another_length_are_refused() -> None:
    both = np.zeros(2, np.bool_)
    with pytest.raises(BlockSizeError, match="has_mic"):
        RowTable(1).update([1, 2], np.zeros(1, np.bool_), np.ones(2, np.int64), both)


def test_prior_rows_are_numbered_apart_and_given_back() -> None:
    table = RowTable(MAX_ROWS, prior_rows=2)
    np.testing.assert_array_equal(ask(table, {1: False, 2: True, 3: True}).prior_row, [-1, 0, 1])
    plan = ask(table, {1: True, 2: False, 3: True})
    np.testing.assert_array_equal(plan.prior_row, [1, -1, 0])
    assert (plan.prior.moves, plan.prior.resets, plan.turned_away) == (((1, 0),), (1,), 0)


def test_who_found_no_room_for_a_prior_goes_without_until_they_stop_asking() -> None:
    table = RowTable(MAX_ROWS, prior_rows=1)
    plan = ask(table, {1: True, 2: True})
    np.testing.assert_array_equal(plan.prior_row, [0, -1])
    assert plan.turned_away == 1
    plan = ask(table, {1: False, 2: True})
    np.testing.assert_array_equal(plan.prior_row, [-1, -1])
    assert plan.turned_away == 0
    ask(table, {1: False, 2: False})
    np.testing.assert_array_equal(ask(table, {1: False, 2: True}).prior_row, [-1, 0])


def test_who_has_no_decode_row_has_no_prior_row() -> None:
    plan = ask(RowTable(1, prior_rows=2), {1: False, 2: True})
    np.testing.assert_array_equal(plan.prior_row, [-1, -1])
    assert plan.turned_away == 0
