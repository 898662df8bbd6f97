import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.engine.homes import PRUNED_EVERY, Homes
from latentwalk.engine.pool import KEPT_S

BLOCK_S = 0.02
crowds = st.lists(st.sets(st.integers(1, 12), max_size=12).map(sorted), max_size=20)


def find(homes: Homes, sessions: list[int], *room: int, rows: int = 1) -> list[int]:
    found: list[int] = homes.find(sessions, [rows] * len(sessions), room).tolist()
    return found


@given(crowds)
def test_who_plays_is_never_moved(crowds: list[list[int]]) -> None:
    homes, before = Homes(BLOCK_S), dict[int, int]()
    for sessions in crowds:
        now = dict(zip(sessions, find(homes, sessions, 4, 4, 4), strict=True))
        assert all(now[session] == before[session] for session in before.keys() & now.keys())
        before = now


@given(crowds)
def test_no_shard_is_overfull_while_another_has_room(crowds: list[list[int]]) -> None:
    homes = Homes(BLOCK_S)
    for sessions in crowds:
        counts = np.bincount(find(homes, sessions, 4, 4, 4), minlength=3)
        assert counts.max(initial=0) <= 4


def test_newcomers_go_where_most_room_is() -> None:
    homes = Homes(BLOCK_S)
    assert find(homes, [1, 2, 3], 8) == [0, 0, 0]
    assert find(homes, [1, 2, 3, 4, 5], 8, 8) == [0, 0, 0, 1, 1]
    assert find(homes, [1, 2, 3, 4, 5, 6, 7, 8], 8, 8) == [0, 0, 0, 1, 1, 1, 0, 1]


def test_two_ears_count_as_two_rows() -> None:
    homes = Homes(BLOCK_S)
    assert find(homes, [1], 4, 3, rows=2) == [0]
    assert find(homes, [1, 2], 4, 3, rows=2) == [0, 1]


def test_who_returns_finds_the_old_shard_before_newcomers_do() -> None:
    homes = Homes(BLOCK_S)
    find(homes, [1, 2], 1, 1)
    find(homes, [1], 1, 1)
    assert find(homes, [1, 9, 2], 1, 2) == [0, 1, 1]
    assert find(homes, [1, 2], 1, 1) == [0, 1]


def test_who_returns_to_a_full_shard_goes_elsewhere() -> None:
    homes = Homes(BLOCK_S)
    assert find(homes, [1, 2], 1, 1) == [0, 1]
    find(homes, [2], 1, 1)
    assert find(homes, [2, 3], 1, 1) == [1, 0]
    assert find(homes, [2, 3, 1], 1, 4) == [1, 0, 1]


def test_who_is_away_for_long_is_forgotten() -> None:
    homes = Homes(BLOCK_S)
    find(homes, [1], 4)
    for _ in range(round(KEPT_S / BLOCK_S) + PRUNED_EVERY):
        find(homes, [2], 4)
    assert set(homes._shard) == set(homes._seen) == {2}
