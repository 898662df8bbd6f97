import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.block import Weights
from latentwalk.geo.fence import normalise

shares = st.floats(0.0, 1.0, width=32)
ranked = st.lists(st.tuples(st.integers(-2, 2), shares), min_size=1, max_size=6)


def row(*values: float) -> Weights:
    return np.array([values], np.float32)


@pytest.mark.parametrize(
    ("weights", "priorities", "expected"),
    [
        ((1.0, 1.0), (1, 0), (1.0, 0.0, 0.0)),
        ((1.0, 1.0), (0, 5), (0.0, 1.0, 0.0)),
        ((0.25, 1.0), (1, 0), (0.25, 0.75, 0.0)),
        ((0.25, 0.5), (1, 0), (0.25, 0.5, 0.25)),
        ((1.0, 1.0, 0.5), (0, 0, 1), (0.25, 0.25, 0.5, 0.0)),
        ((1.0, 1.0), (3, 3), (0.5, 0.5, 0.0)),
        ((0.0, 0.0), (1, 0), (0.0, 0.0, 1.0)),
        ((0.3, 0.3, 0.3), (-1, 0, 1), (0.3, 0.3, 0.3, 0.1)),
    ],
    ids=["over", "order-free", "fading-over", "room-for-both", "equals-below", "equals",
         "nobody", "three-ranks"],
)  # fmt: skip
def test_higher_priority_comes_first_and_the_rest_get_what_is_left(
    weights: tuple[float, ...], priorities: tuple[int, ...], expected: tuple[float, ...]
) -> None:
    shared = normalise(row(*weights), np.array(priorities))
    np.testing.assert_allclose(shared[0], expected, atol=1e-6)


@given(ranked)
def test_shares_add_up_to_one_and_none_grows(zones: list[tuple[int, float]]) -> None:
    priorities, weights = np.array([p for p, _ in zones]), row(*(w for _, w in zones))
    shared = normalise(weights, priorities)
    assert shared.dtype == np.float32
    assert float(shared.sum()) == pytest.approx(1.0, abs=1e-5)
    assert (shared >= 0.0).all()
    assert (shared[:, :-1] <= weights + 1e-6).all()


@given(ranked, st.integers(-2, 2))
def test_lower_zones_never_move_a_higher_one(zones: list[tuple[int, float]], least: int) -> None:
    priorities, weights = np.array([p for p, _ in zones]), row(*(w for _, w in zones))
    is_high = priorities >= least
    alone = normalise(weights[:, is_high], priorities[is_high])
    among = normalise(weights, priorities)[:, :-1][:, is_high]
    np.testing.assert_allclose(among, alone[:, :-1], atol=1e-6)


@given(ranked)
def test_equal_priorities_are_none(zones: list[tuple[int, float]]) -> None:
    weights = row(*(w for _, w in zones))
    same = normalise(weights, np.full(len(zones), 4))
    assert same.tolist() == normalise(weights).tolist()
