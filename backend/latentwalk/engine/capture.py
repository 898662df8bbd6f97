"""One call of an export, recorded as a flat graph (DESIGN §5.3).

The call runs for real, on real tensors, while every operator it uses is watched. Memory it
writes is told apart by whose it is: a state buffer's (then it is state, made explicit), its own
(then it was a way of computing), or anybody else's (then the call cannot be recorded). Draws
become inputs. What a call decides by looking at numbers must follow from weights alone.
"""

from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor
from torch.utils._python_dispatch import TorchDispatchMode

from latentwalk.engine.calls import CALL_ERRORS
from latentwalk.engine.dice import law_of
from latentwalk.engine.graph import Drawn, Given, Graph, Op, Remembered, Value, dense, is_dense
from latentwalk.engine.operands import replaced_tensors, results_in, tensors_in, written_by
from latentwalk.engine.state import StateBuffer
from latentwalk.engine.storages import CaptureError as CaptureError
from latentwalk.engine.storages import Storages, layout_of

# Whole operators that lowering knows; every other composite one is recorded by its parts.
WHOLE = {"aten.conv1d", "aten.conv_transpose1d", "aten.linear"}
DRAWS = {"rand", "randn", "rand_like", "randn_like", "normal", "uniform", "bernoulli", "randint"}
DRAWS |= {"normal_", "uniform_", "bernoulli_", "random_", "exponential_", "cauchy_", "multinomial"}
DRAWS |= {"log_normal_", "geometric_", "randperm", "randint_like", "poisson", "binomial"}
DRAWS |= {"native_dropout"}
RETYPED = {"aten.view_as_complex", "aten.view_as_real"}
LOOKS = {"aten._local_scalar_dense", "aten.item", "aten.is_nonzero", "aten.equal", "aten.nonzero"}
LOOKS |= {"aten.masked_select", "aten.unique"}


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


class _Recorder(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's own
    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Say no: nothing is compiled here, and torch's compiler takes seconds to import."""
        return False

    def __init__(self, given: Tensor, states: Sequence[StateBuffer], rows: int) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # torch's own
        self.failure: CaptureError | None = None
        self._storages = Storages()
        self._drawn: list[Drawn] = []
        self._states = states
        self.given_tensor = given.clone(memory_format=torch.contiguous_format)
        self._given = Given(*layout_of(self.given_tensor))
        self._storages.own(self.given_tensor, self._given)
        self._remembered = tuple(
            self._remember(index, buffer, rows) for index, buffer in enumerate(states)
        )
        self._tensors = [buffer.tensor for buffer in states]

    def _remember(self, index: int, buffer: StateBuffer, rows: int) -> Remembered:
        tensor = buffer.tensor
        if not tensor.is_contiguous() or self._storages.is_tracked(tensor):
            raise CaptureError(f"its buffer {buffer.path!r} shares memory with another")
        mine = tensor[: rows * buffer.per_row]
        value = Remembered(*layout_of(mine), index=index)
        self._storages.own(mine, value)
        return value

    def graph(self, answer: Tensor) -> Graph:
        """Return what was recorded, once the call has answered."""
        renewed: list[Value] = []
        for buffer, tensor, before in zip(
            self._states, self._tensors, self._remembered, strict=True
        ):
            live = buffer.tensor
            if not self._storages.is_in_one_of(live, [tensor]):
                raise CaptureError(f"it replaces its buffer {buffer.path!r} instead of writing it")
            renewed.append(self._storages.current(tensor))
            if renewed[-1].shape != before.shape:
                raise CaptureError(f"its buffer {buffer.path!r} changes its shape")
        read = self._storages.read(answer)
        return Graph(self._given, read, self._remembered, tuple(renewed), tuple(self._drawn))

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
        written = written_by(func, args, kwargs)
        if written and not any(tensor.numel() for tensor in written):
            return func(*args, **kwargs)  # most of RAVE's caches have no width
        if name.removeprefix("aten.") in DRAWS:
            return self._draw(func, written, args, kwargs)
        if name in LOOKS and any(self._storages.is_tracked(t) for t in tensors_in(args)):
            raise CaptureError(f"it decides by what it hears ({name})")
        if written:
            return self._write(func, written, args, kwargs)
        result = func(*args, **kwargs)
        if name in RETYPED:  # one memory as two types; as values they are two
            result = result.clone()
        for part, tensor in results_in(result):
            self._note(func, part, tensor, args, kwargs)
        return result

    def _note(self, func: Any, part: int | None, tensor: Tensor, args: Any, kwargs: Any) -> None:
        """Remember what one result is: a look at old memory, a constant, or a new value."""
        self._storages.keep(tensor)
        if self._storages.is_tracked(tensor):
            return  # a view: its window is taken when it is read
        inputs = list(tensors_in((args, kwargs)))
        if self._storages.is_in_one_of(tensor, inputs):
            return  # a view of a constant
        if not any(self._storages.is_tracked(t) for t in inputs):
            self._storages.note_fresh(tensor)
            return  # follows from weights alone
        shape, stride, dtype = layout_of(tensor)
        if not is_dense(shape, stride):
            raise CaptureError(f"{func} answers with memory that has holes")
        new_args, new_kwargs = replaced_tensors((list(args), dict(kwargs)), self._storages.read)
        value = Op(shape, stride, dtype, func, tuple(new_args), new_kwargs, part)
        self._storages.own(tensor, value)

    def _draw(
        self, func: Any, written: list[Tensor], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        if not func.overloadpacket.__name__.endswith("_like"):  # those take a shape alone
            meets = [t for t in tensors_in((args, kwargs)) if not any(t is w for w in written)]
            if any(self._storages.is_tracked(t) for t in meets):
                raise CaptureError(f"it draws by what it hears ({func})")
        result = func(*args, **kwargs)
        law = law_of(str(func.overloadpacket), args, kwargs)
        if not written:
            self._drawn.append(
                Drawn(*layout_of(result), draw=_drawing(func, args, kwargs), law=law)
            )
            self._storages.own(result, self._drawn[-1])
            return result
        target = written[0]
        if not self._storages.is_tracked(target):
            self._storages.adopt(target)
        shape, stride, dtype = layout_of(target)  # numbers come in the order of memory
        again = torch.empty_strided(shape, stride, dtype=dtype)
        draw = _drawing(func, (again, *args[1:]), kwargs)
        self._drawn.append(Drawn(shape, dense(shape), dtype, draw=draw, law=law))
        self._storages.store(target, self._drawn[-1])
        return result

    def _write(
        self, func: Any, written: list[Tensor], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        """Say by a new value what the call says by writing."""
        if len(written) != 1:
            raise CaptureError(f"{func} writes {len(written)} tensors at once")
        target = written[0]
        if not self._storages.is_tracked(target):
            self._storages.adopt(target)
        source = self._source(func, target, args, kwargs)
        result = func(*args, **kwargs)
        self._storages.store(target, source)
        return result

    def _source(
        self, func: Any, target: Tensor, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> Any:
        name = func.overloadpacket.__name__
        if name == "copy_":
            return self._storages.read(args[1])
        if name == "zero_":
            return 0.0
        if name == "fill_":
            return args[1] if not isinstance(args[1], Tensor) else self._storages.read(args[1])
        packet = getattr(torch.ops.aten, name.rstrip("_"), None)
        if packet is None or not name.endswith("_") or args[0] is not target:
            raise CaptureError(f"it writes with {func}, which has no form that does not")
        functional = getattr(packet, func._overloadname)
        with torch.utils._python_dispatch._disable_current_modes():
            result = functional(*args, **kwargs)
        values = replaced_tensors((list(args), dict(kwargs)), self._storages.read)
        self._storages.keep(result)
        value = Op(*layout_of(result), functional, tuple(values[0]), values[1])
        self._storages.own(result, value)
        return value


def _is_leaf(func: Any) -> bool:
    """Say whether an operator has a kernel of its own, whatever else it could be made of."""
    return bool(torch._C._dispatch_has_kernel_for_dispatch_key(func.name(), "CPU"))


def _drawing(func: Any, args: Any, kwargs: Any) -> Callable[[], Tensor]:
    def draw() -> Tensor:
        drawn: Tensor = func(*args, **kwargs)
        return drawn

    return draw
