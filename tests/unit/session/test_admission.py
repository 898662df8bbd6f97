import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.ids import ModelId
from latentwalk.session.admission import WALKERS, Capacity, Crowd, kept_rows, rows_for

A, B = ModelId("a"), ModelId("b")
models = st.sampled_from([(A,), (B,), (A, B)])


def let_in(capacity: Capacity, asking: tuple[ModelId, ...], most: int = 500) -> int:
    """Return how many of one walk come in until it is full."""
    crowd = Crowd()
    while capacity.full(asking, crowd) is None and crowd.walkers < most:
        crowd.add(asking)
    return crowd.walkers


@pytest.mark.parametrize(
    ("walkers", "rows", "asking", "expected", "limit"),
    [
        pytest.param(32, {A: 40}, (A,), 32, WALKERS, id="the operator's number"),
        pytest.param(32, {A: 12}, (A,), 12, "a", id="one model is played whole"),
        pytest.param(32, {A: 12, B: 40}, (A, B), 10, "a", id="several keep two of twelve rows"),
        pytest.param(32, {A: 64, B: 4}, (A, B), 3, "b", id="or one of four"),
        pytest.param(32, {A: 1, B: 1}, (A, B), 1, "a", id="one walker is always carried"),
        pytest.param(32, {}, (), 32, WALKERS, id="a silent walk costs no rows"),
    ],
)
def test_as_many_walk_as_operator_and_models_allow(
    walkers: int,
    rows: dict[ModelId, int],
    asking: tuple[ModelId, ...],
    expected: int,
    limit: str,
) -> None:
    capacity = Capacity(walkers, rows)
    assert let_in(capacity, asking) == expected
    assert capacity.most(asking, Crowd()) == (expected, limit)


@pytest.mark.parametrize(("rows", "kept"), [(1, 1), (4, 1), (10, 1), (11, 2), (40, 4), (64, 7)])
def test_a_tenth_of_the_rows_is_kept_and_one_at_least(rows: int, kept: int) -> None:
    assert kept_rows(rows) == kept


def test_walkers_of_all_walks_that_can_sound_with_a_model_share_its_rows() -> None:
    crowd = Crowd.of_all([(A,)] * 5 + [(A, B)] * 4)
    assert Capacity(32, {A: 10, B: 10}).full((A,), crowd) == "a"
    assert Capacity(32, {A: 11, B: 10}).full((A,), crowd) == "a"  # two rows are kept
    assert Capacity(32, {A: 12, B: 10}).full((A,), crowd) is None


def test_rows_are_kept_for_walkers_of_other_walks_who_change() -> None:
    capacity = Capacity(32, {A: 10, B: 10})
    alone = Crowd.of_all([(A,)] * 9)
    shared = Crowd.of_all([(A,)] * 8 + [(A, B)])
    assert capacity.full((A,), alone) is None
    assert capacity.full((A,), shared) == "a"


@given(
    walking=st.lists(models, max_size=60),
    rows=st.tuples(st.integers(1, 40), st.integers(1, 40)),
    walkers=st.integers(1, 64),
    asking=models,
)
def test_whoever_is_let_in_finds_rows(
    walking: list[tuple[ModelId, ...]], rows: tuple[int, int], walkers: int, asking: tuple[ModelId]
) -> None:
    capacity, crowd = Capacity(walkers, dict(zip((A, B), rows, strict=True))), Crowd.of_all(walking)
    if capacity.full(asking, crowd) is not None:
        return
    crowd.add(asking)
    assert crowd.walkers <= walkers
    for model in asking:
        kept = kept_rows(capacity.rows[model]) if len(asking) > 1 else 0
        assert crowd.of[model] <= max(1, capacity.rows[model] - kept)


@given(walkers=st.integers(1, 500))
def test_a_model_with_as_many_rows_as_asked_lets_all_walk_beside_what_is_kept(walkers: int) -> None:
    rows = rows_for(walkers)
    assert rows - kept_rows(rows) in {walkers, walkers + 1}
