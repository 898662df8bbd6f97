"""A GPU for machines that have none: another device in all but speed.

Its tensors say that they lie elsewhere and hold what lies here, so a training on it runs whole,
backward pass, optimiser and numbers included, and must come to the same as on the processor. As on
a real one, an operation whose operands lie on two devices raises.

torch's own fake tensors compute nothing, and a build without CUDA ends the process when they meet
a gradient.
"""

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode, return_and_correct_aliasing
from torch.utils._pytree import tree_flatten, tree_map

PRETENDED = torch.device("meta")  # the one device besides the processor that every build knows
ACROSS = {"aten::_to_copy", "aten::copy_"}  # the operations that lead from one device to another
ALIKE = "aten::_has_compatible_shallow_copy_type"  # asked when a module moves


class Elsewhere(Tensor):
    """A tensor on the pretended device."""

    held: Tensor

    @staticmethod
    def __new__(cls, held: Tensor) -> "Elsewhere":
        made: Elsewhere = Tensor._make_wrapper_subclass(
            cls,
            held.size(),
            strides=held.stride(),
            storage_offset=held.storage_offset(),
            dtype=held.dtype,
            device=PRETENDED,
        )
        made.held = held
        return made

    # torch's stubs give both hooks other types than its own subclasses have.
    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return _run(func, args, kwargs or {})


class _Making(TorchDispatchMode):  # type: ignore[no-untyped-call] # torch's hook has no types
    """Lets tensors be made on the pretended device."""

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: dict[str, Any] | None = None
    ) -> Any:
        return _run(func, args, kwargs or {})


@contextmanager
def pretend_gpu() -> Iterator[torch.device]:
    """Have a GPU for a while."""
    making: TorchDispatchMode = _Making()  # type: ignore[no-untyped-call] # nor its constructor
    with making, warnings.catch_warnings():
        # Loading weights onto a real tensor of this device would do nothing; onto these it does.
        warnings.filterwarnings("ignore", message=".*copying from a non-meta parameter")
        yield PRETENDED


def _run(func: Callable[..., Any], args: Any, kwargs: dict[str, Any]) -> Any:
    name = func._schema.name  # type: ignore[attr-defined]
    tensors = [x for x in tree_flatten((args, kwargs))[0] if isinstance(x, Tensor)]
    there = [x for x in tensors if isinstance(x, Elsewhere)]
    if name == ALIKE:
        return len(there) in (0, len(tensors))
    if there and len(there) < len(tensors) and name not in ACROSS:
        raise RuntimeError(f"{name}: operands on two devices")
    device = kwargs.get("device")
    answers_there = bool(there) if device is None else torch.device(device) == PRETENDED
    if answers_there and kwargs.get("generator") is not None:
        raise RuntimeError(f"{name}: the generator is the processor's")
    if device is not None:
        kwargs = {**kwargs, "device": torch.device("cpu")}
    made = func(*tree_map(_held, args), **tree_map(_held, kwargs))
    if name == "aten::copy_":
        return args[0]
    if not answers_there:
        return made
    made = tree_map(lambda x: Elsewhere(x) if isinstance(x, Tensor) else x, made)
    if there:  # views and what is changed in place stay what they are
        return return_and_correct_aliasing(func, args, kwargs, made)  # type: ignore[no-untyped-call]
    return made


def _held(x: Any) -> Any:
    return x.held if isinstance(x, Elsewhere) else x
