"""Memory of a lowered method, apart from the export's own, laid out as its programs read it."""

import contextlib
import ctypes
from collections.abc import Callable

import torch
from torch import Tensor

from latentwalk.engine.graph import Graph, Op, Remembered, Value, Window
from latentwalk.engine.scratch import CPU
from latentwalk.engine.state import MethodState, StateBuffer


class _Holder(torch.nn.Module):
    """Keeps one piece of it, as the export's modules keep theirs."""


def memory_like(
    state: MethodState, graph: Graph, rows: int | None = None, device: torch.device = CPU
) -> MethodState:
    """Return memory that holds what the export's own holds now.

    Args:
        state: The export's.
        graph: One call, which tells what is put behind what.
        rows: How many rows of it, all by default.
        device: Where it lies.
    """
    orders = _orders(graph)
    buffers: list[StateBuffer] = []
    for index, buffer in enumerate(state.buffers):
        theirs, holder = buffer.tensor, _Holder()
        if rows is not None:
            theirs = theirs[: rows * buffer.per_row]
        order = orders.get(index, tuple(range(theirs.dim())))
        back = [order.index(dim) for dim in range(len(order))]
        sizes = [theirs.shape[dim] for dim in order]
        mine = torch.empty(sizes, dtype=theirs.dtype, device=device).permute(back)
        holder.register_buffer("memory", mine.copy_(theirs))
        buffers.append(StateBuffer(buffer.path, holder, "memory", buffer.per_row, buffer.initial))
    return MethodState(tuple(buffers))


def moving(from_state: MethodState, to_state: MethodState) -> Callable[[Tensor], Tensor]:
    """Return what finds, for a look at one memory, the same look at another of at least its rows.

    Tensors that lie elsewhere stay as they are.
    """
    homes = {
        mine.tensor.untyped_storage().data_ptr(): theirs.tensor
        for mine, theirs in zip(from_state.buffers, to_state.buffers, strict=True)
    }

    def move(tensor: Tensor) -> Tensor:
        home = homes.get(_address(tensor))
        if home is None:
            return tensor
        return torch.as_strided(home, tensor.shape, tensor.stride(), tensor.storage_offset())

    return move


def give_back() -> None:
    """Let the system have what was freed: after a proof the C library holds on to much of it."""
    with contextlib.suppress(AttributeError, OSError):  # a C library without it needs it less
        ctypes.CDLL(None).malloc_trim(0)


def _address(tensor: Tensor) -> int:
    """Return where a tensor's storage begins; packed weights have none and lie nowhere."""
    return 0 if tensor.is_mkldnn else tensor.untyped_storage().data_ptr()


def _orders(graph: Graph) -> dict[int, tuple[int, ...]]:
    """Return, for memory that new sound is put behind, a layout with time before channels."""
    orders: dict[int, tuple[int, ...]] = {}
    for value in graph.values():
        if not isinstance(value, Op) or value.name != "aten.cat":
            continue
        dim = (int(value.args[1]) if len(value.args) > 1 else 0) % len(value.shape)
        for part in value.args[0]:
            base = _base(part)
            if isinstance(base, Remembered) and len(base.shape) == len(value.shape) and dim > 0:
                rest = [d for d in range(1, len(value.shape)) if d != dim]
                orders[base.index] = (0, dim, *rest)
    return orders


def _base(value: Value) -> Value:
    return value.base if isinstance(value, Window) else value
