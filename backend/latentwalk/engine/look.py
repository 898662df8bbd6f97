"""Windows on memory that was laid out anew: which elements a strided look meets.

A window's strides speak of the memory of the recorded call. Each is taken apart into walks
along the base's own dimensions; those walks hold in every layout.
"""

from dataclasses import dataclass

import torch
from torch import Tensor

from latentwalk.engine.graph import Shape, Value, Window


@dataclass(frozen=True, slots=True)
class Walk:
    """``size`` steps along one dimension of the base, each ``step`` long; ``dim`` -1 stays."""

    size: int
    dim: int
    step: int


Walks = tuple[Walk, ...]


@dataclass(frozen=True, slots=True)
class Look:
    """A window, taken apart.

    Attributes:
        starts: First index in each dimension of the base.
        dims: For each dimension of the window the walks it joins, outermost first.
    """

    starts: Shape
    dims: tuple[Walks, ...]


def look(window: Window) -> Look | None:
    """Take a window apart; ``None`` if it meets elements in no regular order."""
    base = window.base
    if 0 in window.shape:  # it may begin beyond the end
        return Look((0,) * len(base.shape), tuple((Walk(n, -1, 0),) for n in window.shape))
    starts = _index(base, window.offset)
    dims: list[Walks] = []
    for size, step in zip(window.shape, window.step, strict=True):
        walks = _walks(base, size, step)
        if walks is None:
            return None
        dims.append(walks)
    reach = list(starts)
    for walk in (walk for walks in dims for walk in walks if walk.dim >= 0):
        reach[walk.dim] += walk.step * (walk.size - 1)
    if any(last >= size for last, size in zip(reach, base.shape, strict=True)):
        return None  # it carries from one dimension into the next
    return Look(starts, tuple(dims))


def whole(value: Value) -> Look:
    """Return the look that meets everything as it is."""
    dims = tuple((Walk(size, dim, 1),) for dim, size in enumerate(value.shape))
    return Look((0,) * len(value.shape), dims)


def split(look_: Look, base: Tensor) -> Tensor:
    """Return the view with one dimension for each walk."""
    walks = [walk for walks in look_.dims for walk in walks]
    strides = [0 if w.dim < 0 else w.step * base.stride(w.dim) for w in walks]
    offset = base.storage_offset()
    offset += sum(start * base.stride(dim) for dim, start in enumerate(look_.starts))
    return torch.as_strided(base, [walk.size for walk in walks], strides, offset)


def joined(look_: Look, base: Tensor) -> Tensor | None:
    """Return the view of the window's own shape, or ``None`` where only a copy has it."""
    parts = split(look_, base)
    shape = [_product(walks) for walks in look_.dims]
    try:
        return parts.view(shape)
    except RuntimeError:
        return None


def composed(outer: Look, inner: Look) -> Look | None:
    """Return the look through ``outer`` on a tensor that is ``inner`` of something."""
    if any(outer.starts):
        return None
    dims: list[Walks] = []
    for walks in outer.dims:
        through: list[Walk] = []
        for walk in walks:
            if walk.dim < 0:
                through.append(walk)
                continue
            beneath = inner.dims[walk.dim]
            if walk.step == 1 and _product(beneath) == walk.size:
                through += beneath
            elif len(beneath) == 1:
                (one,) = beneath
                through.append(Walk(walk.size, one.dim, one.step * walk.step))
            else:
                return None
        dims.append(tuple(through))
    return Look(inner.starts, tuple(dims))


def _product(walks: Walks) -> int:
    product = 1
    for walk in walks:
        product *= walk.size
    return product


def _sorted_dims(base: Value) -> list[int]:
    """Return the base's dimensions that have extent, the outermost in memory first."""
    dims = [dim for dim, size in enumerate(base.shape) if size > 1]
    return sorted(dims, key=lambda dim: -base.stride[dim])


def _index(base: Value, offset: int) -> Shape:
    starts = [0] * len(base.shape)
    for dim in _sorted_dims(base):
        starts[dim], offset = divmod(offset, base.stride[dim])
    return tuple(starts)


def _walks(base: Value, size: int, step: int) -> Walks | None:
    """Take one dimension of a window apart, innermost walk last."""
    if size == 1 or step == 0:
        return (Walk(size, -1, 0),)
    dims = _sorted_dims(base)
    at = next((n for n, dim in enumerate(dims) if step % base.stride[dim] == 0), None)
    if at is None:
        return None
    walks: list[Walk] = []
    left, pace = size, step // base.stride[dims[at]]
    while True:
        dim = dims[at]
        room = -(-base.shape[dim] // pace)  # steps that fit into it
        if left <= room:
            walks.append(Walk(left, dim, pace))
            return tuple(reversed(walks))
        if base.shape[dim] % pace or left % room or at == 0:
            return None
        walks.append(Walk(room, dim, pace))
        left //= room
        at, pace = at - 1, 1
