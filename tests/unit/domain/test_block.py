import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.domain.block import SAMPLE_RATE_HZ, TICK_FRAMES, TICK_S, check_shape, exact_div
from latentwalk.domain.errors import BlockSizeError


@given(st.integers(0, 10**6), st.integers(1, 10**4))
def test_exact_division_undoes_multiplication(quotient: int, denominator: int) -> None:
    assert exact_div(quotient * denominator, denominator) == quotient


def test_a_remainder_is_refused() -> None:
    with pytest.raises(BlockSizeError, match="expected a multiple of 1024, got 1500"):
        exact_div(1500, 1024)


def test_a_tick_is_a_little_over_twenty_one_milliseconds() -> None:
    assert TICK_S * SAMPLE_RATE_HZ == TICK_FRAMES
    assert 0.0213 < TICK_S < 0.0214


def test_a_shape_that_fits_passes() -> None:
    check_shape("mic", np.zeros((3, 1, 1024)), [None, 1, 1024])


@pytest.mark.parametrize("shape", [(3, 2, 1024), (3, 1024), (3, 1, 1024, 1), ()], ids=str)
def test_another_shape_is_refused_with_both_shapes(shape: tuple[int, ...]) -> None:
    with pytest.raises(BlockSizeError) as told:
        check_shape("mic", np.zeros(shape), [None, 1, 1024])
    assert str(told.value) == f"mic: expected shape ['any', 1, 1024], got {list(shape)}"
