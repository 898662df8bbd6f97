"""One call of an export, recorded as a flat graph (DESIGN §5.3).

The call runs for real, on real tensors, while every operator it uses is watched. Memory it
writes is told apart by whose it is: a state buffer's (then it is state, made explicit), its own
(then it was a way of computing), or anybody else's (then the call cannot be recorded). Draws
become inputs. What a call decides by looking at numbers must follow from weights alone.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from latentwalk.engine.calls import CALL_ERRORS
from latentwalk.engine.dice import law_of
from latentwalk.engine.graph import (
    Constant,
    Drawn,
    Given,
    Graph,
    Op,
    Remembered,
    Scatter,
    Shape,
    Value,
    Window,
    dense,
    is_dense,
    replaced,
)
from latentwalk.engine.state import StateBuffer, StateRecord

# Whole operators that lowering knows; every other composite one is recorded by its parts.
WHOLE = {"aten.conv1d", "aten.conv_transpose1d", "aten.linear"}
DRAWS = {"rand", "randn", "rand_like", "randn_like", "normal", "uniform", "bernoulli", "randint"}
DRAWS |= {"normal_", "uniform_", "bernoulli_", "random_", "exponential_", "cauchy_", "multinomial"}
DRAWS |= {"log_normal_", "geometric_", "randperm", "randint_like", "poisson", "binomial"}
DRAWS |= {"native_dropout"}
LOOKS = {"aten._local_scalar_dense", "aten.item", "aten.is_nonzero", "aten.equal", "aten.nonzero"}
LOOKS |= {"aten.masked_select", "aten.unique"}


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


def capture(
    call: Callable[[Tensor], Tensor], given: Tensor, states: Sequence[StateBuffer]
) -> Graph:
    """Record one call.

    The module's state is advanced by it; the caller restores it.

    Args:
        call: The method, with everything it draws in.
        given: What it is given, [B, C, T]; the graph serves this shape alone.
        states: What it remembers.

    Raises:
        CaptureError: If it writes what is nobody's state, or decides by what it hears.
    """
    rows = given.shape[0]
    recorder = _Recorder(given, states, rows)
    try:
        with recorder:
            answer = call(recorder.given_tensor)
    except CALL_ERRORS as error:  # TorchScript keeps no error's type
        raise recorder.failure or CaptureError(f"it raises: {error}") from error
    if not isinstance(answer, Tensor):
        raise CaptureError(f"it answers with {type(answer).__name__}, expected one tensor")
    return recorder.graph(answer)


def capture_restored(
    module: torch.nn.Module,
    call: Callable[[Tensor], Tensor],
    given: Tensor,
    states: Sequence[StateBuffer],
) -> Graph:
    """Record one call and leave the module as it was."""
    fresh = StateRecord(module)
    try:
        return capture(call, given, states)
    finally:
        fresh.restore()


class _Recorder(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's own
    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Say no: nothing is compiled here, and torch's compiler takes seconds to import."""
        return False

    def __init__(self, given: Tensor, states: Sequence[StateBuffer], rows: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch's own
        self.failure: CaptureError | None = None
        self._memories: dict[int, _Memory] = {}
        self._known: dict[tuple[int, int, Shape, Shape, Value], Value] = {}
        self._constants: dict[tuple[int, int, Shape, Shape, torch.dtype], Constant] = {}
        self._alive: list[Tensor] = []  # a freed storage's number would be taken again
        self._fresh: set[int] = set()  # storages that the call made itself, from weights alone
        self._states = states
        self.given_tensor = given.clone(memory_format=torch.contiguous_format)
        self._given = Given(*_layout(self.given_tensor))
        self._own(self.given_tensor, self._given)
        self._remembered = tuple(
            self._remember(index, buffer, rows) for index, buffer in enumerate(states)
        )
        self._tensors = [buffer.tensor for buffer in states]

    def _remember(self, index: int, buffer: StateBuffer, rows: int) -> Remembered:
        tensor = buffer.tensor
        if not tensor.is_contiguous() or _key(tensor) in self._memories:
            raise CaptureError(f"its buffer {buffer.path!r} shares memory with another")
        mine = tensor[: rows * buffer.per_row]
        value = Remembered(*_layout(mine), index=index)
        self._own(mine, value)
        return value

    def graph(self, answer: Tensor) -> Graph:
        """Return what was recorded, once the call has answered."""
        renewed: list[Value] = []
        for buffer, tensor, before in zip(
            self._states, self._tensors, self._remembered, strict=True
        ):
            live = buffer.tensor
            if _key(live) != _key(tensor):
                raise CaptureError(f"it replaces its buffer {buffer.path!r} instead of writing it")
            renewed.append(self._memories[_key(tensor)].current)
            if renewed[-1].shape != before.shape:
                raise CaptureError(f"its buffer {buffer.path!r} changes its shape")
        return Graph(self._given, self._read(answer), self._remembered, tuple(renewed))

    # Watching

    def __torch_dispatch__(
        self, func: Any, types: Any, args: tuple[Any, ...] = (), kwargs: Any = None
    ) -> Any:
        try:
            return self._watch(func, args, kwargs or {})
        except CaptureError as error:
            self.failure = self.failure or error
            raise

    def _watch(self, func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        name = str(func.overloadpacket)
        if name not in WHOLE and func._can_decompose() and not _is_leaf(func):
            with self:
                answer = func.decompose(*args, **kwargs)
            if answer is not NotImplemented:
                return answer
        written = _written(func, args, kwargs)
        if written and not any(tensor.numel() for tensor in written):
            return func(*args, **kwargs)  # most of RAVE's caches have no width
        if name.removeprefix("aten.") in DRAWS:
            return self._draw(func, written, args, kwargs)
        if name in LOOKS and any(self._is_tracked(t) for t in _tensors(args)):
            raise CaptureError(f"it decides by what it hears ({name})")
        if written:
            return self._write(func, written, args, kwargs)
        result = func(*args, **kwargs)
        for part, tensor in _parts(result):
            self._note(func, part, tensor, args, kwargs)
        return result

    def _note(self, func: Any, part: int | None, tensor: Tensor, args: Any, kwargs: Any) -> None:
        """Remember what one result is: a look at old memory, a constant, or a new value."""
        self._alive.append(tensor)
        if _key(tensor) in self._memories:
            return  # a view: its window is taken when it is read
        inputs = list(_tensors((args, kwargs)))
        if any(_key(t) == _key(tensor) for t in inputs):
            return  # a view of a constant
        if not any(self._is_tracked(t) for t in inputs):
            self._fresh.add(_key(tensor))
            return  # follows from weights alone
        shape, stride, dtype = _layout(tensor)
        if not is_dense(shape, stride):
            raise CaptureError(f"{func} answers with memory that has holes")
        new_args, new_kwargs = replaced_tensors((list(args), dict(kwargs)), self._read)
        value = Op(shape, stride, dtype, func, tuple(new_args), new_kwargs, part)
        self._own(tensor, value)

    def _draw(
        self, func: Any, written: list[Tensor], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        if not func.overloadpacket.__name__.endswith("_like"):  # those take a shape alone
            meets = [t for t in _tensors((args, kwargs)) if not any(t is w for w in written)]
            if any(self._is_tracked(t) for t in meets):
                raise CaptureError(f"it draws by what it hears ({func})")
        result = func(*args, **kwargs)
        law = law_of(str(func.overloadpacket), args, kwargs)
        if not written:
            self._own(result, Drawn(*_layout(result), draw=_drawing(func, args, kwargs), law=law))
            return result
        target = written[0]
        if not self._is_tracked(target):
            self._adopt(target)
        shape, stride, dtype = _layout(target)  # numbers come in the order of memory
        again = torch.empty_strided(shape, stride, dtype=dtype)
        draw = _drawing(func, (again, *args[1:]), kwargs)
        self._store(target, Drawn(shape, dense(shape), dtype, draw=draw, law=law))
        return result

    def _write(
        self, func: Any, written: list[Tensor], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """Say by a new value what the call says by writing."""
        if len(written) != 1:
            raise CaptureError(f"{func} writes {len(written)} tensors at once")
        target = written[0]
        if not self._is_tracked(target):
            self._adopt(target)
        source = self._source(func, target, args, kwargs)
        result = func(*args, **kwargs)
        self._store(target, source)
        return result

    def _source(
        self, func: Any, target: Tensor, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        name = func.overloadpacket.__name__
        if name == "copy_":
            return self._read(args[1])
        if name == "zero_":
            return 0.0
        if name == "fill_":
            return args[1] if not isinstance(args[1], Tensor) else self._read(args[1])
        packet = getattr(torch.ops.aten, name.rstrip("_"), None)
        if packet is None or not name.endswith("_") or args[0] is not target:
            raise CaptureError(f"it writes with {func}, which has no form that does not")
        functional = getattr(packet, func._overloadname)
        with torch.utils._python_dispatch._disable_current_modes():
            result = functional(*args, **kwargs)
        values = replaced_tensors((list(args), dict(kwargs)), self._read)
        self._alive.append(result)
        value = Op(*_layout(result), functional, tuple(values[0]), values[1])
        self._own(result, value)
        return value

    # Memory

    def _is_tracked(self, tensor: Tensor) -> bool:
        return _key(tensor) in self._memories

    def _own(self, tensor: Tensor, value: Value) -> None:
        self._alive.append(tensor)
        self._memories[_key(tensor)] = _Memory(value, int(tensor.storage_offset()))

    def _adopt(self, tensor: Tensor) -> None:
        """Begin to follow memory that so far followed from weights alone."""
        if _key(tensor) not in self._fresh:
            raise CaptureError("it writes memory that is neither its own nor a row's state")
        for (key, *_), constant in self._constants.items():
            if key == _key(tensor):  # what was read before stays as it was
                constant.tensor = constant.tensor.clone()
        whole = torch.empty(0, dtype=tensor.dtype).set_(tensor.untyped_storage())
        self._own(whole, Constant(*_layout(whole), tensor=whole.clone()))

    def _read(self, tensor: Tensor) -> Value:
        """Return what a tensor holds now."""
        memory = self._memories.get(_key(tensor))
        if memory is None:
            return self._constant(tensor)
        whole, (shape, stride, dtype) = memory.current, _layout(tensor)
        offset = int(tensor.storage_offset()) - memory.offset
        if dtype != whole.dtype:
            raise CaptureError(f"it reads {whole.dtype} as {dtype}")
        if offset == 0 and shape == whole.shape and _same(shape, stride, whole.stride):
            return whole
        known = (_key(tensor), offset, shape, stride, whole)
        if known not in self._known:
            last = offset + sum((n - 1) * t for n, t in zip(shape, stride, strict=True))
            if offset < 0 or last >= _numel(whole.shape):
                raise CaptureError("it reads rows of its state that are not its own")
            self._known[known] = Window(shape, dense(shape), dtype, whole, stride, offset)
        return self._known[known]

    def _constant(self, tensor: Tensor) -> Constant:
        shape, stride, dtype = _layout(tensor)
        known = (_key(tensor), int(tensor.storage_offset()), shape, stride, dtype)
        if known not in self._constants:
            self._alive.append(tensor)
            self._constants[known] = Constant(shape, stride, dtype, tensor=tensor)
        return self._constants[known]

    def _store(self, target: Tensor, source: Any) -> None:
        memory = self._memories[_key(target)]
        whole, (shape, stride, dtype) = memory.current, _layout(target)
        offset = int(target.storage_offset()) - memory.offset
        last = offset + sum((n - 1) * t for n, t in zip(shape, stride, strict=True))
        if dtype != whole.dtype:
            raise CaptureError(f"it writes {whole.dtype} as {dtype}")
        if offset < 0 or last >= _numel(whole.shape):
            raise CaptureError("it writes rows of its state that are not its own")
        window = Window(shape, dense(shape), dtype, whole, stride, offset)
        memory.current = Scatter(whole.shape, whole.stride, whole.dtype, whole, source, window)


def replaced_tensors(nested: Any, by: Callable[[Tensor], Any]) -> Any:
    """Return arguments with each tensor replaced."""
    if isinstance(nested, Tensor):
        return by(nested)
    if isinstance(nested, dict):
        return {key: replaced_tensors(each, by) for key, each in nested.items()}
    if isinstance(nested, (list, tuple)):
        return type(nested)(replaced_tensors(each, by) for each in nested)
    return replaced(nested, lambda value: value)


def _tensors(nested: Any) -> list[Tensor]:
    found: list[Tensor] = []
    replaced_tensors(nested, found.append)
    return found


def _parts(result: Any) -> list[tuple[int | None, Tensor]]:
    if isinstance(result, Tensor):
        return [(None, result)]
    if isinstance(result, (list, tuple)):
        return [(n, each) for n, each in enumerate(result) if isinstance(each, Tensor)]
    return []


def _written(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> list[Tensor]:
    """Return the tensors that an operator changes, as its schema says."""
    found: list[Tensor] = []
    for place, argument in enumerate(func._schema.arguments):
        if argument.alias_info is None or not argument.alias_info.is_write:
            continue
        value = args[place] if place < len(args) else kwargs.get(argument.name)
        found += _tensors(value)
    return found


def _is_leaf(func: Any) -> bool:
    """Say whether an operator has a kernel of its own, whatever else it could be made of."""
    return bool(torch._C._dispatch_has_kernel_for_dispatch_key(func.name(), "CPU"))


def _drawing(func: Any, args: Any, kwargs: Any) -> Callable[[], Tensor]:
    def draw() -> Tensor:
        drawn: Tensor = func(*args, **kwargs)
        return drawn

    return draw


def _layout(tensor: Tensor) -> tuple[Shape, Shape, torch.dtype]:
    return tuple(tensor.shape), tuple(tensor.stride()), tensor.dtype


def _key(tensor: Tensor) -> int:
    return int(tensor.untyped_storage()._cdata)


def _same(shape: Shape, one: Shape, other: Shape) -> bool:
    return all(n == 1 or a == b for n, a, b in zip(shape, one, other, strict=True))


def _numel(shape: Shape) -> int:
    product = 1
    for size in shape:
        product *= size
    return product
