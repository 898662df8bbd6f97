"""Where a graph multiplies by weights: every linear map and convolution as one kind of product.

A convolution is a matrix product whose left side looks at its input through windows. So is a
linear map over gathered taps. Both become a :class:`Product`; a transposed convolution becomes a
product and a :class:`Spread`, which adds its overlapping parts.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

import torch
from torch import Tensor

from latentwalk.engine.graph import Constant, Graph, Op, Scatter, Value, Window, dense, replaced
from latentwalk.engine.look import Look, Walk, composed, look, whole

COPIES = {"aten.clone", "aten.contiguous"}
NARROW = 64  # products this narrow gain little from bf16
LONGEST = 1024  # averages along more are not worth a matrix


@dataclass(eq=False, slots=True)
class Product(Value):
    """Rows of a look at ``base`` times a weight matrix, plus a bias.

    Attributes:
        base: What is looked at.
        rows: The dimensions of the result but for its channels.
        reduced: The dimensions that are summed over, in the order of the weight's rows.
        weight: Shape [K, O].
        bias: Shape [O], or ``None``.
        channel_dim: Which dimension of the result the channels are.
        origin: The export's own weight, by which layouts are shared between graphs; ``None``
            where the matrix is ours.
        as_origin: Shows a matrix [K, O] in the shape of ``origin``, as a view.
        slope: Of the leaky rectifier that follows; 1 is none.
    """

    base: Value = field(default_factory=lambda: Value((), (), torch.float32))
    rows: Look = field(default_factory=lambda: Look((), ()))
    reduced: Look = field(default_factory=lambda: Look((), ()))
    weight: Tensor = field(default_factory=lambda: torch.empty(0))
    bias: Tensor | None = None
    channel_dim: int = -1
    origin: Tensor | None = None
    as_origin: Callable[[Tensor], Tensor] = Tensor.t
    slope: float = 1.0

    @property
    def is_narrow(self) -> bool:
        """Whether it stays in single precision: filter banks and averages are among those."""
        return self.origin is None or min(self.weight.shape) <= NARROW

    def needs(self) -> list[Value]:
        return [self.base]


@dataclass(eq=False, slots=True)
class Spread(Value):
    """The overlapping parts of a transposed convolution, added: [B, O, (T - 1) · stride + K].

    Attributes:
        parts: A product of shape [B, T, K · O].
        taps: K.
        pace: Its stride.
        bias: Shape [O], or ``None``.
    """

    parts: Value = field(default_factory=lambda: Value((), (), torch.float32))
    taps: int = 0
    pace: int = 1
    bias: Tensor | None = None

    def needs(self) -> list[Value]:
        return [self.parts]


def with_products(graph: Graph) -> Graph:
    """Return the graph with every product of fixed weights made one, and idle writes removed."""
    written = {v.base for v in graph.values() if isinstance(v, Scatter)}
    uses = graph.uses()
    new: dict[Value, Value] = {}
    for value in graph.values():
        new[value] = _rectified(value, new, uses) or _rebuilt(value, new, written)
    remembered = set(graph.remembered)
    renewed = tuple(new[value] for value in graph.renewed)
    kept = tuple(v for v in graph.remembered)
    assert all(new.get(v, v) is v for v in remembered)
    return Graph(graph.given, new[graph.output], kept, renewed, graph.drawn)


def _rectified(value: Value, new: dict[Value, Value], uses: Counter[Value]) -> Value | None:
    """Return a product with the leaky rectifier that alone follows it, or ``None``."""
    if not isinstance(value, Op) or value.name != "aten.leaky_relu":
        return None
    source, *slope = value.args
    made = new[source]
    if not isinstance(made, Product) or uses[source] > 1 or value.dtype is not made.dtype:
        return None
    both = replace(made, slope=float(slope[0]) if slope else 0.01)
    both.order = value.order
    return both


def _rebuilt(value: Value, new: dict[Value, Value], written: set[Value]) -> Value:
    made: Value | None = None
    match value:
        case Op():
            made = _product(value, new, written) or Op(
                *_layout(value),
                value.op,
                replaced(value.args, new.__getitem__),
                {k: replaced(v, new.__getitem__) for k, v in value.kwargs.items()},
                value.part,
            )
        case Window():
            made = _window(value, new)
        case Scatter(base=base, source=source, window=window) if window is not None:
            source = new[source] if isinstance(source, Value) else source
            through = Window(*_layout(window), new[base], window.step, window.offset)
            made = Scatter(*_layout(value), new[base], source, through)
        case _:
            return value
    made.order = value.order
    return made


def _window(value: Window, new: dict[Value, Value]) -> Value:
    return Window(*_layout(value), new[value.base], value.step, value.offset)


def _layout(value: Value) -> tuple[tuple[int, ...], tuple[int, ...], torch.dtype]:
    return value.shape, value.stride, value.dtype


def _product(op: Op, new: dict[Value, Value], written: set[Value]) -> Value | None:
    if op.dtype is not torch.float32:
        return None
    match op.name:
        case "aten.linear":
            return _linear(op, new, written)
        case "aten.conv1d":
            return _conv1d(op, new, written)
        case "aten.conv_transpose1d":
            return _conv_transpose1d(op, new, written)
        case "aten.avg_pool2d":
            return _averages(op, new, written)
    return None


def _arguments(op: Op, names: tuple[str, ...]) -> dict[str, object]:
    given = dict(zip(names, op.args, strict=False))
    return {**given, **op.kwargs}


def _weights(op: Op, given: dict[str, object]) -> tuple[Tensor, Tensor | None] | None:
    """Return weight and bias if both are fixed."""
    weight, bias = given["weight"], given.get("bias")
    if not isinstance(weight, Constant) or not (bias is None or isinstance(bias, Constant)):
        return None
    return weight.tensor, None if bias is None else bias.tensor


def _seen(value: Value, written: set[Value]) -> tuple[Value, Look]:
    """Return the memory an input is a regular look at, through copies that keep it."""
    if not isinstance(value, Window):
        if isinstance(value, Op) and value.name in COPIES:
            return _beneath(value, whole(value), written)
        return value, whole(value)
    mine = look(value)
    if mine is None:
        return value, whole(value)
    return _beneath(value.base, mine, written)


def _beneath(base: Value, mine: Look, written: set[Value]) -> tuple[Value, Look]:
    """Look through a copy, unless what it copied is written later."""
    if isinstance(base, Op) and base.name in COPIES and base not in written:
        source = base.args[0]
        if isinstance(source, Value) and source.dtype is base.dtype:
            under, theirs = _seen(source, written)
            through = composed(mine, theirs)
            if through is not None and under not in written:
                return under, through
    return base, mine


def _linear(op: Op, new: dict[Value, Value], written: set[Value]) -> Value | None:
    given = _arguments(op, ("input", "weight", "bias"))
    fixed, source = _weights(op, given), given["input"]
    if fixed is None or not isinstance(source, Value) or isinstance(source, Constant):
        return None
    base, seen = _seen(source, written)
    rows = Look(seen.starts, seen.dims[:-1])
    reduced = Look((), tuple((walk,) for walk in seen.dims[-1]))
    weight = fixed[0].t()
    where = len(op.shape) - 1
    return Product(*_layout(op), new[base], rows, reduced, weight, fixed[1], where, fixed[0])


def _averages(op: Op, new: dict[Value, Value], written: set[Value]) -> Value | None:
    """Return averages along the last dimension as a product: a loop over windows is far slower."""
    names = ("input", "kernel", "stride", "padding", "ceil_mode", "count_pad", "divisor")
    given = _arguments(op, names)
    source, kernel = given["input"], _pair(given["kernel"])
    pace, padding = _pair(given.get("stride") or given["kernel"]), _pair(given.get("padding", 0))
    if not isinstance(source, Value) or isinstance(source, Constant) or not source.shape:
        return None
    is_plain = not given.get("ceil_mode") and given.get("divisor") is None and padding == (0, 0)
    is_along_time = kernel[0] == pace[0] == 1 < kernel[1] and source.shape[-1] <= LONGEST
    if not (is_plain and is_along_time):
        return None
    base, seen = _seen(source, written)
    if len(seen.dims[-1]) != 1:
        base, seen = source, whole(source)
    rows, reduced = Look(seen.starts, seen.dims[:-1]), Look((), (seen.dims[-1],))
    matrix = _averaging(source.shape[-1], op.shape[-1], kernel[1], pace[1])
    return Product(*_layout(op), new[base], rows, reduced, matrix, None, len(op.shape) - 1)


@lru_cache
def _averaging(inputs: int, outputs: int, kernel: int, pace: int) -> Tensor:
    """Return [inputs, outputs]: each output the mean of ``kernel`` inputs, ``pace`` further on."""
    since = torch.arange(inputs).unsqueeze(1) - pace * torch.arange(outputs)
    return ((since >= 0) & (since < kernel)).float() / kernel


def _pair(value: Any) -> tuple[int, int]:
    if isinstance(value, int):
        return value, value
    return int(value[0]), int(value[-1])


def _number(value: object, default: int) -> int:
    if value is None:
        return default
    if isinstance(value, (list, tuple)):
        value = value[0]
    return int(str(value))


def _conv1d(op: Op, new: dict[Value, Value], written: set[Value]) -> Value | None:
    names = ("input", "weight", "bias", "stride", "padding", "dilation", "groups")
    given = _arguments(op, names)
    fixed, source = _weights(op, given), given["input"]
    if fixed is None or not isinstance(source, Value) or isinstance(source, Constant):
        return None
    if isinstance(given.get("padding"), str) or len(source.shape) != 3:
        return None
    pace, padding = _number(given.get("stride"), 1), _number(given.get("padding"), 0)
    dilation, groups = _number(given.get("dilation"), 1), _number(given.get("groups"), 1)
    weight = fixed[0]  # [O, C, K]
    if padding or groups != 1:
        return None
    base, seen = _seen(source, written)
    if any(len(walks) != 1 for walks in seen.dims[1:]):
        base, seen = source, whole(source)
    (channels,), (times,) = seen.dims[1], seen.dims[2]
    taps = Walk(weight.shape[2], times.dim, times.step * dilation)
    steps = Walk(op.shape[2], times.dim, times.step * pace)
    rows = Look(seen.starts, (seen.dims[0], (steps,)))
    reduced = Look((), ((taps,), (channels,)))
    matrix = weight.permute(2, 1, 0).reshape(-1, weight.shape[0])  # [K * C, O]
    sizes = tuple(weight.permute(2, 1, 0).shape)

    def as_origin(matrix: Tensor) -> Tensor:
        return matrix.view(sizes).permute(2, 1, 0)

    return Product(*_layout(op), new[base], rows, reduced, matrix, fixed[1], 1, weight, as_origin)


def _conv_transpose1d(op: Op, new: dict[Value, Value], written: set[Value]) -> Value | None:
    names = ("input", "weight", "bias", "stride", "padding", "output_padding", "groups", "dilation")
    given = _arguments(op, names)
    fixed, source = _weights(op, given), given["input"]
    if fixed is None or not isinstance(source, Value) or isinstance(source, Constant):
        return None
    plain = [_number(given.get(name), 0) for name in ("padding", "output_padding")]
    plain += [_number(given.get(name), 1) - 1 for name in ("groups", "dilation")]
    if any(plain) or len(source.shape) != 3:
        return None
    base, seen = _seen(source, written)
    weight = fixed[0]  # [C, O, K]
    taps, outputs = weight.shape[2], weight.shape[1]
    rows = Look(seen.starts, (seen.dims[0], seen.dims[2]))
    reduced = Look((), tuple((walk,) for walk in seen.dims[1]))
    matrix = weight.permute(0, 2, 1).reshape(weight.shape[0], -1)  # [C, K * O]
    shape = (source.shape[0], source.shape[2], taps * outputs)

    def as_origin(matrix: Tensor) -> Tensor:
        return matrix.view(-1, taps, outputs).permute(0, 2, 1)

    kind = shape, dense(shape), op.dtype
    parts = Product(*kind, new[base], rows, reduced, matrix, None, 2, weight, as_origin)
    parts.order = op.order - 0.5  # just before
    pace = _number(given.get("stride"), 1)
    return Spread(*_layout(op), parts, taps, pace, fixed[1])
