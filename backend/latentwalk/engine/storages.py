"""Whose memory is whose while a call is recorded, and which value lies in it.

What is written is known by its storage. Tensors are kept alive until the call has answered, or
a freed storage's number would be taken again.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor

from latentwalk.engine.graph import Constant, Scatter, Shape, Value, Window, dense


class CaptureError(RuntimeError):
    """The call cannot be recorded; the text says why, for the log."""


@dataclass(slots=True)
class _Memory:
    """One storage that the call can change.

    Attributes:
        current: The value that lies in it now.
        offset: Where that value begins.
    """

    current: Value
    offset: int


@dataclass(slots=True)
class Storages:
    """The memory that a call uses."""

    _memories: dict[int, _Memory] = field(default_factory=dict)
    _known: dict[tuple[int, int, Shape, Shape, Value], Value] = field(default_factory=dict)
    _constants: dict[tuple[int, int, Shape, Shape, torch.dtype], Constant] = field(
        default_factory=dict
    )
    _alive: list[Tensor] = field(default_factory=list)
    _fresh: set[int] = field(default_factory=set)  # made by the call itself, from weights alone

    def keep(self, tensor: Tensor) -> None:
        """Keep a tensor until the call has answered."""
        self._alive.append(tensor)

    def is_in_one_of(self, tensor: Tensor, others: Iterable[Tensor]) -> bool:
        """Say whether a tensor lies in the memory of another."""
        return any(_storage(tensor) == _storage(other) for other in others)

    def note_fresh(self, tensor: Tensor) -> None:
        """Remember that the call made this memory itself, from weights alone."""
        self._fresh.add(_storage(tensor))

    def current(self, tensor: Tensor) -> Value:
        """Return all that the memory of a tensor holds now."""
        return self._memories[_storage(tensor)].current

    def is_tracked(self, tensor: Tensor) -> bool:
        """Say whether the call can change it, or it follows from what the call hears."""
        return _storage(tensor) in self._memories

    def own(self, tensor: Tensor, value: Value) -> None:
        """Begin to follow memory that holds a value."""
        self._alive.append(tensor)
        self._memories[_storage(tensor)] = _Memory(value, int(tensor.storage_offset()))

    def adopt(self, tensor: Tensor) -> None:
        """Begin to follow memory that so far followed from weights alone.

        Raises:
            CaptureError: If the call did not make it.
        """
        if _storage(tensor) not in self._fresh:
            raise CaptureError("it writes memory that is neither its own nor a row's state")
        for (key, *_), constant in self._constants.items():
            if key == _storage(tensor):  # what was read before stays as it was
                constant.tensor = constant.tensor.clone()
        whole = torch.empty(0, dtype=tensor.dtype).set_(tensor.untyped_storage())
        self.own(whole, Constant(*layout_of(whole), tensor=whole.clone()))

    def read(self, tensor: Tensor) -> Value:
        """Return what a tensor holds now.

        Raises:
            CaptureError: If that is beyond the rows of the call, or of another type.
        """
        memory = self._memories.get(_storage(tensor))
        if memory is None:
            return self._constant(tensor)
        whole, (shape, stride, dtype) = memory.current, layout_of(tensor)
        offset = int(tensor.storage_offset()) - memory.offset
        if dtype != whole.dtype:
            raise CaptureError(f"it reads {whole.dtype} as {dtype}")
        if offset == 0 and shape == whole.shape and _same(shape, stride, whole.stride):
            return whole
        known = (_storage(tensor), offset, shape, stride, whole)
        if known not in self._known:
            last = offset + sum((n - 1) * t for n, t in zip(shape, stride, strict=True))
            if offset < 0 or last >= _numel(whole.shape):
                raise CaptureError("it reads rows of its state that are not its own")
            self._known[known] = Window(shape, dense(shape), dtype, whole, stride, offset)
        return self._known[known]

    def _constant(self, tensor: Tensor) -> Constant:
        shape, stride, dtype = layout_of(tensor)
        known = (_storage(tensor), int(tensor.storage_offset()), shape, stride, dtype)
        if known not in self._constants:
            self._alive.append(tensor)
            self._constants[known] = Constant(shape, stride, dtype, tensor=tensor)
        return self._constants[known]

    def store(self, target: Tensor, source: Any) -> None:
        """Say that what a tensor looks at was written: by a value or a number.

        Raises:
            CaptureError: If that is beyond the rows of the call.
        """
        memory = self._memories[_storage(target)]
        whole, (shape, stride, dtype) = memory.current, layout_of(target)
        offset = int(target.storage_offset()) - memory.offset
        last = offset + sum((n - 1) * t for n, t in zip(shape, stride, strict=True))
        if dtype != whole.dtype:
            raise CaptureError(f"it writes {whole.dtype} as {dtype}")
        if offset < 0 or last >= _numel(whole.shape):
            raise CaptureError("it writes rows of its state that are not its own")
        window = Window(shape, dense(shape), dtype, whole, stride, offset)
        memory.current = Scatter(whole.shape, whole.stride, whole.dtype, whole, source, window)


def layout_of(tensor: Tensor) -> tuple[Shape, Shape, torch.dtype]:
    """Return shape, strides and type."""
    return tuple(tensor.shape), tuple(tensor.stride()), tensor.dtype


def _storage(tensor: Tensor) -> int:
    return int(tensor.untyped_storage()._cdata)


def _same(shape: Shape, one: Shape, other: Shape) -> bool:
    return all(n == 1 or a == b for n, a, b in zip(shape, one, other, strict=True))


def _numel(shape: Shape) -> int:
    product = 1
    for size in shape:
        product *= size
    return product
