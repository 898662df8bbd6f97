"""Tensors among the arguments and results of operators."""

from collections.abc import Callable
from typing import Any

from torch import Tensor

from latentwalk.engine.graph import replaced


def replaced_tensors(nested: Any, by: Callable[[Tensor], Any]) -> Any:
    """Return arguments with each tensor replaced."""
    if isinstance(nested, Tensor):
        return by(nested)
    if isinstance(nested, dict):
        return {key: replaced_tensors(each, by) for key, each in nested.items()}
    if isinstance(nested, (list, tuple)):
        return type(nested)(replaced_tensors(each, by) for each in nested)
    return replaced(nested, lambda value: value)


def tensors_in(nested: Any) -> list[Tensor]:
    """Return the tensors among arguments."""
    found: list[Tensor] = []
    replaced_tensors(nested, found.append)
    return found


def results_in(answer: Any) -> list[tuple[int | None, Tensor]]:
    """Return an operator's results, numbered where there are several."""
    if isinstance(answer, Tensor):
        return [(None, answer)]
    if isinstance(answer, (list, tuple)):
        return [(n, each) for n, each in enumerate(answer) if isinstance(each, Tensor)]
    return []


def written_by(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Tensor]:
    """Return the tensors that an operator changes, as its schema says."""
    found: list[Tensor] = []
    for place, argument in enumerate(func._schema.arguments):
        if argument.alias_info is None or not argument.alias_info.is_write:
            continue
        value = args[place] if place < len(args) else kwargs.get(argument.name)
        found += tensors_in(value)
    return found
