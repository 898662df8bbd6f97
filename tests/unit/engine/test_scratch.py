import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.engine.scratch import ALIGNED, WASTE, Scratch, shaped

sizes = st.integers(0, 5 * ALIGNED)


def test_what_is_given_back_is_taken_again() -> None:
    scratch = Scratch()
    piece = scratch.take(1000)
    scratch.give_back(piece)
    assert scratch.take(1000) is piece
    assert scratch.n_bytes == piece.numel() == 1024


def test_the_piece_that_fits_best_is_taken_again() -> None:
    scratch = Scratch()
    small, large = scratch.take(5 * ALIGNED), scratch.take(6 * ALIGNED)
    for piece in (large, small):
        scratch.give_back(piece)
    assert scratch.take(4 * ALIGNED) is small


@pytest.mark.parametrize("asked", [ALIGNED, WASTE * 8 * ALIGNED])
def test_a_piece_far_too_large_or_too_small_is_left(asked: int) -> None:
    scratch = Scratch()
    piece = scratch.take((WASTE + 1) * ALIGNED)
    scratch.give_back(piece)
    assert scratch.take(asked) is not piece


@given(st.lists(st.tuples(sizes, st.integers(0, 3)), max_size=40))
def test_what_is_live_never_overlaps(asked: list[tuple[int, int]]) -> None:
    scratch = Scratch()
    live: list[tuple[torch.Tensor, int]] = []
    for mark, (n_bytes, given_back) in enumerate(asked):
        piece = scratch.take(n_bytes)
        assert piece.numel() >= n_bytes
        assert piece.data_ptr() % ALIGNED == 0
        live.append((piece.fill_(mark), mark))
        for _ in range(min(given_back, len(live))):
            scratch.give_back(live.pop(given_back % len(live))[0])
        assert all(bool((piece == mark).all()) for piece, mark in live)


@given(st.lists(sizes, max_size=10))
def test_all_that_was_taken_is_counted_once(asked: list[int]) -> None:
    scratch = Scratch()
    for _ in range(3):
        pieces = [scratch.take(n_bytes) for n_bytes in asked]
        assert scratch.n_bytes == sum(piece.numel() for piece in pieces)
        for piece in reversed(pieces):
            scratch.give_back(piece)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4), st.data())
def test_a_shaped_piece_is_dense_in_the_order_that_was_asked(
    shape: list[int], data: st.DataObject
) -> None:
    order = tuple(data.draw(st.permutations(range(len(shape)))))
    dtype = data.draw(st.sampled_from((torch.float32, torch.bfloat16, torch.int64)))
    piece = Scratch().take(torch.Size(shape).numel() * dtype.itemsize)
    made = shaped(piece, tuple(shape), order, dtype)
    assert (tuple(made.shape), made.dtype) == (tuple(shape), dtype)
    assert made.data_ptr() == piece.data_ptr()
    assert made.permute(order).is_contiguous()
