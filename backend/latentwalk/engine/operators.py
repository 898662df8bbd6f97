"""How single operators of a graph write where they are told to."""

from collections.abc import Callable
from functools import partial
from typing import Any

import torch
from torch import Tensor

Step = partial[Any]  # every tensor it uses is among its arguments, so that others can be put in

# Operators whose own `out=` form computes in place; of many others it copies afterwards.
_NAMED: dict[str, Callable[..., Any]] = {
    "aten." + name: getattr(torch, name)
    for name in (
        *("add", "sub", "mul", "div", "remainder", "clamp", "tanh", "sigmoid", "exp", "log"),
        *("log1p", "sqrt", "rsqrt", "abs", "sign", "neg", "lerp", "sin", "cos", "tan", "maximum"),
        *("minimum", "pow", "cat", "sum", "mean", "cumsum", "floor", "round", "reciprocal"),
        *("atan2", "erf", "expm1", "where", "bmm", "mm", "fmod", "frac", "trunc", "ceil"),
    )
}
_NAMED["aten.leaky_relu"] = torch._C._nn.leaky_relu
_NAMED["aten.softplus"] = torch._C._nn.softplus
_NAMED["aten.silu"] = torch._C._nn.silu
_NAMED["aten.elu"] = torch._C._nn.elu
_NAMED["aten.gelu"] = torch._C._nn.gelu
_NAMED["aten.hardtanh"] = torch._C._nn.hardtanh

ELEMENTWISE = {
    "aten." + name
    for name in (
        *("add", "sub", "mul", "div", "remainder", "clamp", "tanh", "sigmoid", "exp", "log"),
        *("log1p", "sqrt", "rsqrt", "abs", "sign", "neg", "lerp", "sin", "cos", "maximum"),
        *("minimum", "pow", "leaky_relu", "softplus", "relu", "silu", "elu", "gelu", "hardtanh"),
        *("where", "clone", "_to_copy", "square", "reciprocal", "clamp_min", "clamp_max"),
    )
}


def writing(op: Any, args: tuple[Any, ...], kwargs: dict[str, Any], out: Tensor) -> Step:
    """Return what computes an operator into ``out``.

    Args:
        op: Functional.
        args: With the tensors that stay.
        kwargs: The same.
        out: Of the result's shape and type, laid out in any way.
    """
    name = str(op.overloadpacket)
    if name in ("aten.clone", "aten._to_copy"):
        return partial(out.copy_, args[0])
    known = _NAMED.get(name)
    if known is not None and _takes(known, args, kwargs, out):
        return partial(known, *args, **kwargs, out=out)
    if name == "aten.view_as_complex":
        return partial(_pair, args[0], out)
    return partial(_compute, op, args, kwargs, out)


def _pair(parts: Tensor, out: Tensor) -> None:
    """Read real and imaginary parts, which may lie apart."""
    out.copy_(torch.view_as_complex(parts.contiguous()))


def _compute(op: Any, args: tuple[Any, ...], kwargs: dict[str, Any], out: Tensor) -> None:
    out.copy_(op(*args, **kwargs))


def writing_part(
    op: Any, args: tuple[Any, ...], kwargs: dict[str, Any], parts: list[tuple[int, Tensor]]
) -> Step:
    """The same for an operator with several results."""
    return partial(_compute_parts, op, args, kwargs, parts)


def _compute_parts(
    op: Any, args: tuple[Any, ...], kwargs: dict[str, Any], parts: list[tuple[int, Tensor]]
) -> None:
    results = op(*args, **kwargs)
    for part, out in parts:
        out.copy_(results[part])


def _takes(
    known: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], out: Tensor
) -> bool:
    """Say whether the ``out=`` form exists for these arguments and writes just there."""
    before = out.data_ptr(), out.shape, out.stride()
    try:
        known(*args, **kwargs, out=out)
    except (TypeError, RuntimeError):
        return False
    return before == (out.data_ptr(), out.shape, out.stride())
