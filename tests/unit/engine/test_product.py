"""Every product of fixed weights becomes one kind of product, and the answer stays the same."""

from collections.abc import Callable

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor
from torch.nn import functional as F

from latentwalk.engine.calls import engine_mode
from latentwalk.engine.capture import capture
from latentwalk.engine.gemm import EXACT
from latentwalk.engine.graph import Given, Graph, Op, Scatter
from latentwalk.engine.product import Product, Spread, with_products
from tests.fakes.assembled import assembled

Call = Callable[[Tensor], Tensor]
sizes = st.integers(1, 5)


def noise(*shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(sum(shape)))


def recorded(call: Call, like: Tensor) -> Graph:
    with engine_mode():
        return capture(call, torch.ones_like(like), [])


def products(graph: Graph) -> list[Product]:
    return [value for value in with_products(graph).values() if isinstance(value, Product)]


def left_over(graph: Graph) -> list[str]:
    return [value.name for value in with_products(graph).values() if isinstance(value, Op)]


def check(call: Call, x: Tensor, n_products: int, way: str = "plain") -> Graph:
    """Hold the laid out call against the call, twice, and count its products."""
    graph = recorded(call, x)
    run = assembled(graph, way=way)
    with engine_mode():
        for given_ in (x, x.flip(0) - 0.5):
            torch.testing.assert_close(run(given_), call(given_), rtol=1e-5, atol=1e-5)
    assert len(products(graph)) == n_products
    values = with_products(graph).values()
    written = {value.base: value.order for value in values if isinstance(value, Scatter)}
    for value in values:
        if isinstance(value, Product):
            assert written.get(value.base, value.order) >= value.order
    return graph


# Ways by which an input comes to its product, each [B, C, T] → [B, C', T'].
COMING: dict[str, Call] = {
    "as given": lambda x: x,
    "as a slice": lambda x: x[:, :, 1:-1:1],
    "every other": lambda x: x[:, :, ::2],
    "some channels": lambda x: x[:, 1:],
    "turned and copied": lambda x: x.transpose(1, 2).clone().transpose(1, 2),
    "copied and cut": lambda x: x.clone()[:, :, 2:],
    "computed": torch.tanh,
    "joined": lambda x: torch.cat([x.flip(2), torch.tanh(x)], dim=2),
    "rows merged": lambda x: x.reshape(-1, 1, x.shape[2]),
    "channels merged": lambda x: x.reshape(x.shape[0], -1, x.shape[2] // 2),
    "phases": lambda x: x.reshape(x.shape[0], x.shape[1], -1, 2).permute(0, 1, 3, 2).flatten(1, 2),
    "one row for all": lambda x: x[:1].expand(3, -1, -1),
    "held": lambda x: x[:, :, :1].expand(-1, -1, 8),
}
coming = st.sampled_from(sorted(COMING))
ways_ = st.sampled_from(sorted(EXACT))
some = st.booleans()


@given(coming, sizes, sizes, st.integers(1, 4), st.integers(1, 3), st.integers(1, 3), some, ways_)
def test_conv1d_is_a_product(
    how: str,
    rows: int,
    outputs: int,
    taps: int,
    pace: int,
    dilation: int,
    biased: bool,
    way: str,
) -> None:
    x = noise(rows, 2, 24)
    shape = COMING[how](x).shape
    weight = noise(outputs, shape[1], min(taps, (shape[2] - 1) // dilation + 1))
    bias = noise(outputs) if biased else None

    def call(x: Tensor) -> Tensor:
        return F.conv1d(COMING[how](x), weight, bias, pace, 0, dilation)

    check(call, x, 1, way)


@given(coming, sizes, sizes, st.integers(1, 7), st.integers(1, 4), some, ways_)
def test_conv_transpose1d_is_a_product_whose_parts_are_added(
    how: str, rows: int, outputs: int, taps: int, pace: int, biased: bool, way: str
) -> None:
    x = noise(rows, 2, 12)
    weight = noise(COMING[how](x).shape[1], outputs, taps)
    bias = noise(outputs) if biased else None

    def call(x: Tensor) -> Tensor:
        return F.conv_transpose1d(COMING[how](x), weight, bias, pace)

    graph = check(call, x, 1, way)
    assert any(isinstance(value, Spread) for value in with_products(graph).values())


@given(coming, sizes, sizes, some, ways_)
def test_linear_is_a_product(how: str, rows: int, outputs: int, biased: bool, way: str) -> None:
    x = noise(rows, 2, 12)
    weight = noise(outputs, COMING[how](x).shape[1])
    bias = noise(outputs) if biased else None

    def call(x: Tensor) -> Tensor:
        return F.linear(COMING[how](x).transpose(1, 2), weight, bias)

    check(call, x, 1, way)


@pytest.mark.parametrize("way", EXACT)
def test_linear_over_frames_that_overlap_is_a_product(way: str) -> None:
    weight = noise(3, 8)
    check(lambda x: F.linear(x.unfold(2, 4, 1).transpose(1, 2).flatten(2), weight), X, 1, way)


X = noise(2, 2, 12)
W3, W_GROUPS, W1, BIAS = noise(2, 2, 3), noise(2, 1, 3), noise(2, 2, 1), noise(2)
LEFT: dict[str, tuple[Call, str]] = {
    "groups": (lambda x: F.conv1d(x, W_GROUPS, groups=2), "aten.conv1d"),
    "padding": (lambda x: F.conv1d(x, W3, padding=1), "aten.conv1d"),
    "padding by name": (lambda x: F.conv1d(x, W3, padding="same"), "aten.conv1d"),
    "weights that are heard": (lambda x: F.conv1d(x, x[:, :, :3]), "aten.conv1d"),
    "a bias that is heard": (lambda x: F.conv1d(x, W3, x[0, :, 0]), "aten.conv1d"),
    "no rows": (lambda x: F.conv1d(x[0], W3), "aten.conv1d"),
    "transposed in groups": (
        lambda x: F.conv_transpose1d(x, W_GROUPS, groups=2),
        "aten.conv_transpose1d",
    ),
    "transposed and padded": (
        lambda x: F.conv_transpose1d(x, W3, padding=1),
        "aten.conv_transpose1d",
    ),
    "transposed and lengthened": (
        lambda x: F.conv_transpose1d(x, W3, stride=2, output_padding=1),
        "aten.conv_transpose1d",
    ),
    "transposed and dilated": (
        lambda x: F.conv_transpose1d(x, W3, dilation=2),
        "aten.conv_transpose1d",
    ),
    "transposed weights that are heard": (
        lambda x: F.conv_transpose1d(x, x[:, :, :3]),
        "aten.conv_transpose1d",
    ),
    "linear by what is heard": (lambda x: F.linear(x, x[0]), "aten.linear"),
    "in double precision": (lambda x: F.conv1d(x.double(), W3.double()).float(), "aten.conv1d"),
}


@pytest.mark.parametrize("name", LEFT)
def test_what_is_no_plain_product_stays_an_operator(name: str) -> None:
    call, op = LEFT[name]
    assert op in left_over(check(call, X, 0))


def test_a_copy_is_looked_through() -> None:
    graph = recorded(lambda x: F.conv1d(x.transpose(1, 2).clone().transpose(1, 2), W3), X)
    (product,) = products(graph)
    assert isinstance(product.base, Given)
    assert left_over(graph) == []


def write_the_source(x: Tensor) -> Tensor:
    y = x * 2
    copy = y.transpose(1, 2).clone()
    y[:, 0] = 7.0
    return F.conv1d(copy.transpose(1, 2), W3) + F.conv1d(y, W3)


def write_the_copy(x: Tensor) -> Tensor:
    copy = x.transpose(1, 2).clone()
    y = F.conv1d(copy.transpose(1, 2), W3)
    copy[:, 0] = 7.0
    return y + F.conv1d(copy.transpose(1, 2), W3)


def write_a_copy_of_a_copy(x: Tensor) -> Tensor:
    copy = (x * 2).clone()
    twice = copy.clone()
    copy *= 0.0
    return F.conv1d(twice, W3) + F.conv1d(copy + 1, W3)


def write_what_is_given(x: Tensor) -> Tensor:
    x = x.clone()
    before = x.clone()
    x[:, :, ::2].zero_()
    return F.linear(before.transpose(1, 2), W1[:, :, 0]) + F.conv1d(x, W1).transpose(1, 2)


@pytest.mark.parametrize(
    "call",
    [write_the_source, write_the_copy, write_a_copy_of_a_copy, write_what_is_given],
    ids=lambda call: call.__name__,
)
def test_a_copy_of_what_is_written_later_is_not_looked_through(call: Call) -> None:
    check(call, X, 2)


def test_a_copy_that_is_written_later_is_not_looked_through() -> None:
    first, second = products(recorded(write_the_copy, X))
    assert isinstance(first.base, Op)
    assert isinstance(second.base, Scatter)


def test_a_copy_to_another_type_is_not_looked_through() -> None:
    check(lambda x: F.conv1d(x.to(torch.float64).clone().to(torch.float32), W3), X, 1)


def test_a_product_knows_the_weight_it_comes_from() -> None:
    graph = recorded(lambda x: F.conv1d(F.conv1d(x, W3), W3), X)
    assert [product.origin for product in products(graph)] == [W3, W3]


def test_weights_are_laid_out_tap_by_tap() -> None:
    (product,) = products(recorded(lambda x: F.conv1d(x, W3), X))
    assert torch.equal(product.weight, W3.permute(2, 1, 0).reshape(6, 2))


@pytest.mark.parametrize("way", EXACT)
@pytest.mark.parametrize(("kernel", "pace"), [(2, 1), (4, 1), (4, 4), (5, 2), (12, 1)])
def test_averages_over_time_are_a_product_of_single_precision(
    way: str, kernel: int, pace: int
) -> None:
    def call(x: Tensor) -> Tensor:
        return F.avg_pool1d(x, kernel, pace) + 1

    graph = check(call, X, 1, way)
    assert "aten.avg_pool2d" not in left_over(graph)
    (product,) = products(graph)
    assert product.is_narrow


@pytest.mark.parametrize(
    "call",
    [
        lambda x: F.avg_pool1d(x, 3, 1, padding=1),
        lambda x: F.avg_pool1d(x, 5, 5, ceil_mode=True),
        lambda x: F.avg_pool1d(x, 1),
        lambda x: F.avg_pool2d(x.unsqueeze(1), 2, 1),
        lambda x: F.avg_pool2d(x.unsqueeze(1), (1, 2), 1, divisor_override=3),
    ],
    ids=["padded", "ceiled", "of one", "of two dimensions", "otherwise divided"],
)
def test_other_averages_stay_as_they_are(call: Call) -> None:
    assert "aten.avg_pool2d" in left_over(check(call, X, 0))


# What follows a product


@pytest.mark.parametrize("way", EXACT)
@pytest.mark.parametrize("slope", [0.2, 0.0])
def test_a_leaky_rectifier_is_part_of_the_product_before_it(way: str, slope: float) -> None:
    def call(x: Tensor) -> Tensor:
        return F.leaky_relu(F.conv1d(x, W3, BIAS), slope)

    graph = check(call, X, 1, way)
    assert "aten.leaky_relu" not in left_over(graph)
    assert [product.slope for product in products(graph)] == [slope]


def keep_before(x: Tensor) -> Tensor:
    y = F.conv1d(x, W3)
    return F.leaky_relu(y) + y


def keep_after_writing(x: Tensor) -> Tensor:
    y = F.conv1d(x, W3)
    y[:, :, 0] = -1.0
    return F.leaky_relu(y)


@pytest.mark.parametrize("call", [keep_before, keep_after_writing], ids=lambda call: call.__name__)
def test_a_product_that_others_need_as_it_is_stays_without(call: Call) -> None:
    assert "aten.leaky_relu" in left_over(check(call, X, 1))


def test_what_a_product_reads_may_be_written_before_the_rectifier_comes() -> None:
    def call(x: Tensor) -> Tensor:
        x = x.clone()
        y = F.conv1d(x, W3)
        x[:, :, ::2] = 9.0
        return F.leaky_relu(y) + F.conv1d(x, W3)

    graph = recorded(call, X)
    run = assembled(graph)
    with engine_mode():
        torch.testing.assert_close(run(X), call(X), rtol=1e-5, atol=1e-5)
