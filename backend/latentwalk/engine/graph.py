"""A recorded call: values that follow from values, without memory, views or order of writing.

A *value* is one tensor that never changes. What the recorded call did by writing in place is
said by new values (:class:`Scatter`); what it did by viewing is said by windows
(:class:`Window`): so a graph may be laid out in memory in any way.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from latentwalk.engine.dice import Law

Shape = tuple[int, ...]


@dataclass(eq=False, slots=True)
class Value:
    """One tensor of a call.

    Attributes:
        shape: Its logical shape.
        stride: How the recorded call laid it out, dense; windows are measured in it.
        dtype: Its type.
        order: Its number in the order of the recorded call.
    """

    shape: Shape
    stride: Shape
    dtype: torch.dtype
    order: float = field(default_factory=itertools.count().__next__, init=False)

    def needs(self) -> "list[Value]":
        """Return what it follows from directly."""
        return []


@dataclass(eq=False, slots=True)
class Given(Value):
    """What the caller gives: the sound or the latents."""


@dataclass(eq=False, slots=True)
class Remembered(Value):
    """What the rows of one state buffer hold before the call; ``index`` numbers the buffer."""

    index: int = 0


@dataclass(eq=False, slots=True)
class Drawn(Value):
    """A random draw.

    Attributes:
        draw: Makes one as the recorded call did.
        law: What it draws, ``None`` if only the call's own operator can.
    """

    draw: Callable[[], Tensor] = torch.empty
    law: Law | None = None


@dataclass(eq=False, slots=True)
class Constant(Value):
    """A weight, or what follows from weights alone."""

    tensor: Tensor = field(default_factory=lambda: torch.empty(0))


@dataclass(eq=False, slots=True)
class Op(Value):
    """One operator on values.

    Attributes:
        op: The operator, functional.
        args: Its arguments, values in the place of tensors.
        kwargs: Its keyword arguments, likewise.
        part: Which of several results this is, ``None`` for an only one.
    """

    op: Any = None  # an OpOverload, which has no public type
    args: tuple[Any, ...] = ()
    kwargs: dict[str, Any] = field(default_factory=dict)
    part: int | None = None

    def needs(self) -> list[Value]:
        return list(_values_in((self.args, list(self.kwargs.values()))))

    @property
    def name(self) -> str:
        """The operator without its overload: ``aten.conv1d``."""
        return str(self.op.overloadpacket)


@dataclass(eq=False, slots=True)
class Window(Value):
    """A strided look at another value's memory, as the recorded call laid it out.

    Attributes:
        base: What is looked at; never a window itself.
        step: Stride of each dimension in ``base``'s recorded memory.
        offset: First element there.
    """

    base: Value = field(default_factory=lambda: Value((), (), torch.float32))
    step: Shape = ()
    offset: int = 0

    def needs(self) -> list[Value]:
        return [self.base]


@dataclass(eq=False, slots=True)
class Scatter(Value):
    """A value of which one window was written.

    Attributes:
        base: What it was before.
        source: What was written; broadcast and cast to the window.
        window: Shape, strides and offset of what was written.
    """

    base: Value = field(default_factory=lambda: Value((), (), torch.float32))
    source: Any = None  # a Value or a number
    window: Window | None = None

    def needs(self) -> list[Value]:
        return [self.base, *([self.source] if isinstance(self.source, Value) else [])]


@dataclass(slots=True)
class Graph:
    """One recorded call.

    Attributes:
        given: What the caller gives.
        output: What the call answers.
        remembered: What each state buffer held before.
        renewed: What it holds afterwards; the same value where it was not written.
        drawn: What was drawn, in order, even if nothing comes of it: later draws depend on it.
    """

    given: Given
    output: Value
    remembered: tuple[Remembered, ...]
    renewed: tuple[Value, ...]
    drawn: tuple[Drawn, ...] = ()

    def values(self) -> list[Value]:
        """Return every value that the answer or the state needs, as the call made them."""
        found: dict[Value, None] = {}
        waiting: list[Value] = [self.output, *self.renewed, *self.drawn]
        while waiting:
            value = waiting.pop()
            if value not in found:
                found[value] = None
                waiting += value.needs()
        return sorted(found, key=lambda value: value.order)

    def uses(self) -> Counter[Value]:
        """Return how often each value is needed, by others, as the answer, or as state."""
        uses = Counter(need for value in self.values() for need in value.needs())
        return uses + Counter([self.output, *self.renewed])


def _values_in(nested: Any) -> Iterator[Value]:
    if isinstance(nested, Value):
        yield nested
    elif isinstance(nested, (list, tuple)):
        for each in nested:
            yield from _values_in(each)


def replaced(nested: Any, by: Callable[[Value], Any]) -> Any:
    """Return arguments with each value replaced."""
    if isinstance(nested, Value):
        return by(nested)
    if isinstance(nested, (list, tuple)):
        return type(nested)(replaced(each, by) for each in nested)
    return nested


def dense(shape: Shape) -> Shape:
    """Return the strides of a contiguous tensor."""
    strides = [1] * len(shape)
    for dim in range(len(shape) - 2, -1, -1):
        strides[dim] = strides[dim + 1] * max(1, shape[dim + 1])
    return tuple(strides)


def is_dense(shape: Sequence[int], stride: Sequence[int]) -> bool:
    """Say whether elements fill their memory once, in whatever order of dimensions."""
    if 0 in shape:
        return True
    expected = 1
    for step, size in sorted((t, s) for s, t in zip(shape, stride, strict=True) if s != 1):
        if step != expected:
            return False
        expected *= size
    return True
