"""The slow and plain way to play a recorded graph: one fresh tensor for every value.

Nothing shares memory, nothing is looked at through another layout: what the rooms that lay
graphs out must agree with.
"""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from latentwalk.engine.graph import (
    Constant,
    Drawn,
    Given,
    Graph,
    Op,
    Remembered,
    Scatter,
    Value,
    Window,
    replaced,
)


class Interpreter:
    """Plays a graph block after block.

    Args:
        graph: As it was captured.
        states: What each buffer holds at first; never written.
    """

    def __init__(self, graph: Graph, states: Sequence[Tensor]) -> None:
        self.graph = graph
        self.states = [
            state[: value.shape[0]].clone()
            for state, value in zip(states, graph.remembered, strict=True)
        ]

    def run(self, given: Tensor) -> Tensor:
        known: dict[Value, Tensor] = {}
        for value in self.graph.values():
            known[value] = _as_recorded(value, self._computed(value, given, known))
        self.states = [
            known.get(value, before)
            for value, before in zip(self.graph.renewed, self.states, strict=True)
        ]
        return known[self.graph.output]

    def _computed(self, value: Value, given: Tensor, known: dict[Value, Tensor]) -> Tensor:
        match value:
            case Given():
                return given
            case Remembered():
                return self.states[value.index]
            case Constant():
                return value.tensor
            case Drawn():
                return value.draw()
            case Window():
                return _seen(value, known[value.base])
            case Scatter():
                return _scattered(value, known)
            case Op():
                args = replaced(value.args, known.__getitem__)
                kwargs = {key: replaced(each, known.__getitem__) for key, each in _items(value)}
                result = value.op(*args, **kwargs)
                made: Tensor = result if value.part is None else result[value.part]
                return made
        raise NotImplementedError(type(value).__name__)


def _items(op: Op) -> list[tuple[str, Any]]:
    return list(op.kwargs.items())


def _seen(window: Window, base: Tensor) -> Tensor:
    return torch.as_strided(base, window.shape, window.step, window.offset)


def _scattered(value: Scatter, known: dict[Value, Tensor]) -> Tensor:
    assert value.window is not None
    whole = _as_recorded(value, known[value.base])
    source = known[value.source] if isinstance(value.source, Value) else value.source
    target = _seen(value.window, whole)
    if isinstance(source, Tensor):
        target.copy_(source)
    else:
        target.fill_(source)
    return whole


def _as_recorded(value: Value, tensor: Tensor) -> Tensor:
    """Return a copy that lies as the recorded call's did."""
    if isinstance(value, Constant):
        return tensor
    fresh = torch.empty_strided(value.shape, value.stride, dtype=value.dtype)
    return fresh.copy_(tensor)
