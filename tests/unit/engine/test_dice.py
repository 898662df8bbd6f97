"""What an export draws is ours: a function of walker, ear and time, of no row and no batch."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.engine.dice import Dice, Law, ear_keys, is_by_row, law_of, moments_of

BLOCK_S = 1024 / 48_000
keys64 = st.integers(0, 2**64 - 1)


def cast(law: Law, keys: list[int], moment: int, number: int = 0, size: int = 4096) -> np.ndarray:
    place = torch.zeros(len(keys), 1, size)
    moments = np.full(len(keys), moment, np.uint64)
    Dice(np.array(keys, np.uint64), moments).cast(law, number, place)
    return place.numpy()


@given(keys64, keys64, st.integers(0, 2**40))
def test_a_walkers_numbers_depend_on_no_neighbour(one: int, other: int, moment: int) -> None:
    law = Law(is_normal=False)
    alone = cast(law, [one], moment, size=16)[0]
    assert np.array_equal(cast(law, [other, one], moment, size=16)[1], alone)


def test_blocks_walkers_ears_and_draws_differ() -> None:
    law, keys = Law(is_normal=True), np.array([7], np.uint64)
    left, right, hearing = (int(ear_keys(keys, ear)[0]) for ear in (0, 1, 2))
    heard = [
        cast(law, [left], 1), cast(law, [left], 2), cast(law, [right], 1), cast(law, [hearing], 1),
        cast(law, [left], 1, number=1), cast(law, [8], 1),
    ]  # fmt: skip
    together = np.corrcoef(np.concatenate(heard).reshape(len(heard), -1))
    assert np.abs(together - np.eye(len(heard))).max() < 0.1


@pytest.mark.parametrize(
    ("law", "mean", "std"),
    [
        (Law(True), 0.0, 1.0),
        (Law(True, 2.0, 0.5), 2.0, 0.5),
        (Law(False), 0.5, 12**-0.5),
        (Law(False, -1.0, 1.0), 0.0, 3**-0.5),
    ],
)
def test_laws_have_their_mean_and_spread(law: Law, mean: float, std: float) -> None:
    drawn = cast(law, list(range(20)), 5)
    assert drawn.mean() == pytest.approx(mean, abs=0.02)
    assert drawn.std() == pytest.approx(std, rel=0.02)


def test_operators_are_known_by_what_they_draw() -> None:
    place = torch.zeros(2)
    assert law_of("aten.rand_like", (place,), {}) == Law(False)
    assert law_of("aten.randn", ([2, 3],), {}) == Law(True)
    assert law_of("aten.uniform_", (place, -1.0, 1.0), {}) == Law(False, -1.0, 1.0)
    assert law_of("aten.uniform_", (place,), {"from": -2}) == Law(False, -2.0, 1.0)
    assert law_of("aten.normal_", (place, 1.0), {"std": 2.0}) == Law(True, 1.0, 2.0)
    assert law_of("aten.normal", (place, place), {}) is None
    assert law_of("aten.bernoulli_", (place, 0.5), {}) is None


def test_moments_count_blocks_and_bear_nonsense() -> None:
    times_s = np.array([0.0, 3 * BLOCK_S, 1e6 * BLOCK_S, -1.0, np.nan])
    assert moments_of(times_s, BLOCK_S).tolist() == [0, 3, 1_000_000, 0, 0]
    dice = Dice(np.zeros(2, np.uint64), np.array([1, 2], np.uint64)).later(2)
    assert dice.moments.tolist() == [3, 4]


def test_only_draws_with_one_part_a_row_can_be_ours() -> None:
    assert is_by_row(torch.zeros(3, 5), 3)
    assert not is_by_row(torch.zeros(1, 5), 3)
    assert not is_by_row(torch.zeros(()), 1)
    assert not is_by_row(torch.zeros(3, dtype=torch.long), 3)
