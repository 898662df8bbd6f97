"""What stays exact where bf16 may be used: little, cheap, and enough."""

import math
from collections.abc import Callable, Iterator

import numpy as np
import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from latentwalk.engine.budget import SPREAD, Budget, keep_half, wide_products, worst_db
from latentwalk.engine.calls import engine_mode
from latentwalk.engine.capture import capture
from latentwalk.engine.product import NARROW, Product, with_products
from latentwalk.engine.proof import HALF_DB
from latentwalk.engine.shared_weights import SharedWeights
from latentwalk.engine.state import MethodState

ROWS, STEPS, CHANNELS = 4, 3, NARROW + 16
Call = Callable[[Tensor], Tensor]


@pytest.fixture(autouse=True)
def _computing() -> Iterator[None]:
    with engine_mode():
        yield


def noise(*shape: int, gain: float = 1.0) -> Tensor:
    generator = torch.Generator().manual_seed(sum(shape))
    return gain * torch.randn(shape, generator=generator)


X, W3 = noise(2, 2, 12), noise(2, 2, 3)


def chain(*widths: int) -> Budget:
    """Return linear maps one behind another, between so many channels."""
    weights = [
        noise(outputs, inputs) / math.sqrt(inputs)
        for inputs, outputs in zip(widths, widths[1:], strict=False)
    ]

    def call(x: Tensor) -> Tensor:
        x = x.transpose(1, 2)
        for weight in weights:
            x = F.linear(x, weight)
        return x.transpose(1, 2)

    recorded = capture(call, torch.zeros(ROWS, widths[0], STEPS), [])
    return Budget(with_products(recorded), MethodState(()), SharedWeights(), HALF_DB)


def test_the_worst_of_many_rows_lies_below_the_mean_by_their_spread() -> None:
    assert worst_db(np.full(5, 1e-4)) == pytest.approx(40.0)
    rows = np.array([1e-4, 3e-4])
    assert worst_db(rows) == pytest.approx(-10 * math.log10(2e-4 + SPREAD * 1e-4))


def test_narrow_products_are_none_that_could_go() -> None:
    budget = chain(CHANNELS, NARROW, CHANNELS, CHANNELS)
    assert len(wide_products(budget.graph)) == 1


def test_nothing_stays_exact_where_all_of_it_is_within_the_budget() -> None:
    budget = chain(CHANNELS, CHANNELS, CHANNELS)
    budget.floor_db = worst_db(budget.errors(wide_products(budget.graph))) - 0.1
    assert budget.kept_exact() == []


def test_all_stay_exact_where_no_rounding_is_allowed() -> None:
    budget = chain(CHANNELS, CHANNELS, CHANNELS)
    budget.floor_db = 200.0
    assert budget.kept_exact() == [0, 1]


@pytest.mark.parametrize("at", range(3))
def test_what_saves_least_arithmetic_stays_exact_and_the_rest_is_within_the_budget(at: int) -> None:
    widths = [8 * CHANNELS] * 4
    widths[at : at + 2] = [widths[at], CHANNELS] if at == 2 else [CHANNELS, widths[at + 1]]
    budget = chain(*widths)
    every = wide_products(budget.graph)
    smallest = [each.weight.numel() for each in every]
    cheap = [n for n, size in enumerate(smallest) if size == min(smallest)]
    budget.floor_db = worst_db(budget.errors(every)) + 0.5
    kept = budget.kept_exact()
    assert set(kept) & set(cheap)
    assert len(kept) < len(every)
    half = [product for n, product in enumerate(every) if n not in kept]
    assert worst_db(budget.errors(half)) >= budget.floor_db


def test_every_try_starts_from_the_same_memory() -> None:
    budget = chain(CHANNELS, CHANNELS)
    (product,) = wide_products(budget.graph)
    once = budget.errors([product])
    assert (once > 0).all()
    np.testing.assert_array_equal(budget.errors([product]), once)
    assert (budget.errors([]) == 0).all()


# What stands in bf16 between two


def stands_in_half(call: Call, exact: int | None = None) -> list[bool]:
    """Say of each product, in order, whether its result does; one of them may stay exact."""
    graph = with_products(capture(call, torch.ones_like(X), []))
    found = [value for value in graph.values() if isinstance(value, Product)]
    keep_half(graph, lambda product: exact is not None and product is found[exact])
    return [product.dtype is torch.bfloat16 for product in found]


def twice(x: Tensor) -> Tensor:
    return F.conv1d(F.leaky_relu(F.conv1d(x, W3)), W3)


def test_what_one_product_makes_for_another_stands_in_half() -> None:
    assert stands_in_half(twice) == [True, False]


@pytest.mark.parametrize("exact", [0, 1])
def test_what_an_exact_product_makes_or_reads_does_not(exact: int) -> None:
    assert stands_in_half(twice, exact) == [False, False]


def test_what_others_read_or_what_is_remembered_does_not() -> None:
    def also_added(x: Tensor) -> Tensor:
        y = F.conv1d(x, W3)
        return F.conv1d(y, W3) + y[:, :, 2:]

    assert stands_in_half(also_added) == [False, False]
    assert stands_in_half(lambda x: F.conv1d(x, W3)) == [False]
