"""Each operator writes where it is told to what the plain one answers."""

from functools import partial
from typing import Any

import pytest
import torch
from torch import Tensor

from latentwalk.engine import operators
from latentwalk.engine.operators import ELEMENTWISE, writing, writing_part

aten = torch.ops.aten
SHAPE = (2, 3, 4)
ORDERS = [(0, 1, 2), (2, 0, 1), (1, 2, 0)]


def drawn(shape: tuple[int, ...] = SHAPE, low: float = 0.1, high: float = 0.9) -> Tensor:
    generator = torch.Generator().manual_seed(sum(shape))
    return torch.rand(shape, generator=generator) * (high - low) + low


X, Y = drawn(), drawn().flip(0) + 0.2
KNOWN: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {
    "aten.add": (aten.add.Tensor, (X, Y), {"alpha": 2}),
    "aten.sub": (aten.sub.Tensor, (X, Y), {}),
    "aten.mul": (aten.mul.Tensor, (X, Y[:, :1]), {}),
    "aten.div": (aten.div.Tensor, (X, Y), {}),
    "aten.remainder": (aten.remainder.Scalar, (X, 0.3), {}),
    "aten.clamp": (aten.clamp.default, (X, None, 0.5), {}),
    "aten.lerp": (aten.lerp.Scalar, (X, Y, 0.25), {}),
    "aten.maximum": (aten.maximum.default, (X, Y), {}),
    "aten.minimum": (aten.minimum.default, (X, Y), {}),
    "aten.pow": (aten.pow.Tensor_Scalar, (X, 1.5), {}),
    "aten.cat": (aten.cat.default, ([X[:, :1], Y[:, 1:]], 1), {}),
    "aten.sum": (aten.sum.dim_IntList, (drawn((2, 3, 5, 4)), [2]), {}),
    "aten.mean": (aten.mean.dim, (drawn((2, 3, 5, 4)), [2]), {}),
    "aten.cumsum": (aten.cumsum.default, (X, 2), {}),
    "aten.atan2": (aten.atan2.default, (X, Y), {}),
    "aten.where": (aten.where.self, (X > 0.5, X, Y), {}),
    "aten.bmm": (aten.bmm.default, (drawn((2, 3, 5)), drawn((2, 5, 4))), {}),
    "aten.mm": (aten.mm.default, (drawn((6, 5)), drawn((5, 4))), {}),
    "aten.fmod": (aten.fmod.Scalar, (X, 0.3), {}),
    "aten.leaky_relu": (aten.leaky_relu.default, (X - 0.5, 0.2), {}),
    "aten.hardtanh": (aten.hardtanh.default, (X, 0.2, 0.6), {}),
    "aten.gelu": (aten.gelu.default, (X - 0.5,), {"approximate": "tanh"}),
}
UNARY = sorted(set(operators._NAMED) - set(KNOWN))
POSITIVE = {"aten.log", "aten.sqrt", "aten.rsqrt"}
KNOWN |= {
    name: (getattr(aten, name[5:]).default, (X if name in POSITIVE else X - 0.5,), {})
    for name in UNARY
}
OTHERS: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {
    "clone": (aten.clone.default, (X.transpose(0, 2).transpose(0, 2),), {}),
    "to another type": (aten._to_copy.default, (X * 9,), {"dtype": torch.int64}),
    "no out of its own": (aten.relu.default, (X - 0.5,), {}),
    "a number first": (aten.rsub.Scalar, (X, 2.0), {}),
    "a number's power": (aten.pow.Scalar, (2.0, X), {}),
    "a sum of everything": (aten.sum.default, (X,), {}),
    "turned": (aten.flip.default, (X, [2]), {}),
    "whole products": (aten.conv1d.default, (X, drawn((3, 3, 1))), {}),
    "a comparison": (aten.gt.Scalar, (X, 0.5), {}),
}
ALL = {**KNOWN, **OTHERS}


def places(like: Tensor) -> list[Tensor]:
    """Return memory of that shape: in every order, with gaps, and as a part of more."""
    if like.dim() != 3:
        return [torch.zeros_like(like)]
    made: list[Tensor] = []
    for order in ORDERS:
        dense = torch.zeros([like.shape[dim] for dim in order], dtype=like.dtype)
        made.append(dense.permute([order.index(dim) for dim in range(3)]))
    home = torch.zeros((like.shape[0], like.shape[1], like.shape[2] + 3), dtype=like.dtype)
    paced = torch.zeros((like.shape[0], 2 * like.shape[1], like.shape[2]), dtype=like.dtype)
    return [*made, home.narrow(2, 2, like.shape[2]), paced[:, ::2]]


@pytest.mark.parametrize("name", ALL)
def test_operator_writes_what_it_answers_wherever_it_is_told_to(name: str) -> None:
    op, args, kwargs = ALL[name]
    expected = op(*args, **kwargs)
    for out in places(expected):
        before = out.data_ptr(), out.stride()
        step = writing(op, args, kwargs, out)
        out.zero_()
        for _ in range(2):  # again and again
            step()
            torch.testing.assert_close(out, expected)
        assert (out.data_ptr(), out.stride()) == before


@pytest.mark.parametrize("name", KNOWN)
def test_a_named_operator_computes_in_place_where_memory_is_plain(name: str) -> None:
    op, args, kwargs = KNOWN[name]
    assert str(op.overloadpacket) == name
    step = writing(op, args, kwargs, torch.zeros_like(op(*args, **kwargs)))
    assert isinstance(step, partial)
    assert step.func is operators._NAMED[name]


def test_inputs_are_read_when_the_step_is_taken() -> None:
    x, out = X.clone(), torch.zeros(SHAPE)
    steps = [
        writing(aten.add.Tensor, (x, 1.0), {}, out),
        writing(aten.relu.default, (x,), {}, out),
    ]
    x.fill_(5.0)
    for step, expected in zip(steps, (6.0, 5.0), strict=True):
        step()
        assert bool((out == expected).all())


def test_what_surrounds_its_place_stays() -> None:
    home = torch.full((2, 3, 10), 7.0)
    for name in ("aten.tanh", "no out of its own"):
        op, args, kwargs = ALL[name]
        writing(op, args, kwargs, home.narrow(2, 3, 4))()
    assert bool((home[:, :, :3] == 7.0).all())
    assert bool((home[:, :, 7:] == 7.0).all())


def test_an_operator_that_meets_its_own_memory_still_answers_right() -> None:
    x = X.clone()
    shifted, out = x[:, :, 1:], x[:, :, :-1]
    expected = torch.tanh(shifted)
    step = writing(aten.tanh.default, (shifted,), {}, out)
    x.copy_(X)
    step()
    torch.testing.assert_close(out, expected)


def test_each_part_of_several_results_has_its_place() -> None:
    op, args = aten.max.dim, (X, 2)
    largest, where = torch.zeros(3, 2).t(), torch.zeros(2, 3, dtype=torch.int64)
    writing_part(op, args, {}, [(0, largest), (1, where)])()
    assert torch.equal(largest, X.max(2).values)
    assert torch.equal(where, X.max(2).indices)


ONE_MORE: dict[str, tuple[Any, tuple[Any, ...], dict[str, Any]]] = {
    "aten.clone": (aten.clone.default, (X,), {}),
    "aten._to_copy": (aten._to_copy.default, (X,), {}),
    "aten.relu": (aten.relu.default, (X - 0.5,), {}),
    "aten.square": (aten.square.default, (X,), {}),
    "aten.clamp_min": (aten.clamp_min.default, (X, 0.4), {}),
    "aten.clamp_max": (aten.clamp_max.default, (X, 0.4), {}),
}


@pytest.mark.parametrize("name", sorted(ELEMENTWISE))
def test_elementwise_operators_meet_each_element_alone(name: str) -> None:
    op, args, kwargs = {**ALL, **ONE_MORE}[name]
    turned = [arg.permute(2, 0, 1) if isinstance(arg, Tensor) else arg for arg in args]
    torch.testing.assert_close(op(*turned, **kwargs), op(*args, **kwargs).permute(2, 0, 1))
