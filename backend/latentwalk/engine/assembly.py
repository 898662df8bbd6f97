"""From a graph to a list of calls on memory that stays (DESIGN §5.3).

Every value gets a place in memory, and every operator becomes one call that writes there.
Sequences lie time first, ``[T, B, C]``: what is new stands behind what is remembered, a tap of a
convolution is one plain matrix, and nothing is turned round on the way. Parts of a
concatenation are computed where they will stand.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial

import torch
from torch import Tensor

from latentwalk.engine.gemm import Job
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
from latentwalk.engine.look import Look, joined, look, split
from latentwalk.engine.operators import ELEMENTWISE, Step, writing, writing_part
from latentwalk.engine.plan import Plan, cat_dim, is_several
from latentwalk.engine.product import Product, Spread
from latentwalk.engine.program import Draw, Program
from latentwalk.engine.scratch import CPU, Scratch, shaped
from latentwalk.engine.spreading import spreading
from latentwalk.engine.weights import Weights

Chooser = Callable[[str, Job], list[Step]]


@dataclass(slots=True)
class Assembler:
    """Builds one program.

    Attributes:
        graph: With its products made.
        states: Memory of each state buffer, all rows, shape as the export's.
        weights: Shared layouts, by the identity of a product's matrix.
        choose: Decides which way a product goes.
        device: Where the program computes.
        plan: What lies where, and how long.
    """

    graph: Graph
    states: Sequence[Tensor]
    weights: Callable[[Product], Weights]
    choose: Chooser
    device: torch.device = CPU
    steps: list[Step] = field(default_factory=list)
    plan: Plan = field(init=False)
    _scratch: Scratch = field(default_factory=Scratch)
    _places: dict[Value, Tensor] = field(default_factory=dict)
    _pieces: dict[Value, Tensor] = field(default_factory=dict)
    _draws: list[Draw] = field(default_factory=list)
    _given: Tensor | None = None

    def __post_init__(self) -> None:
        self.plan = Plan(self.graph)
        self._scratch.device = self.device

    def program(self) -> Program:
        """Lay everything out."""
        for at, value in enumerate(self.plan.ordered):
            self._emit(value)
            self._release(at)
        self._bring_home()
        output = self._tensor(self.graph.output)
        return Program(
            self._place_of_given(), output, self.steps, self._draws, self._scratch.n_bytes
        )

    def _release(self, at: int) -> None:
        for root in [r for r in self._pieces if self.plan.last[r] == at]:
            self._scratch.give_back(self._pieces.pop(root))

    # Emitting

    def _emit(self, value: Value) -> None:
        match value:
            case Given():
                self._places[value] = self._place_of_given()
            case Remembered():
                self._places[value] = self.states[value.index][: value.shape[0]]
            case Constant():
                self._places[value] = value.tensor.to(self.device)
            case Drawn():
                place = torch.empty(value.shape, dtype=value.dtype, device=self.device)
                self._draws.append(Draw(place, value.draw, value.law))
                self._places[value] = place
            case Product():
                self._emit_product(value)
            case Spread():
                self._emit_spread(value)
            case Scatter():
                self._emit_scatter(value)
            case Op():
                self._emit_op(value)
            case Window():
                self._emit_window(value)

    def _bring_home(self) -> None:
        """Renew state that was not written where it lies."""
        for before, after in zip(self.graph.remembered, self.graph.renewed, strict=True):
            home, place = self.states[before.index][: before.shape[0]], self._tensor(after)
            if after is not before and place.data_ptr() != home.data_ptr():
                self.steps.append(partial(home.copy_, place))

    def _place_of_given(self) -> Tensor:
        if self._given is None:
            given = self.graph.given
            self._given = torch.zeros(given.shape, dtype=given.dtype, device=self.device)
        return self._given

    def _tensor(self, value: Value) -> Tensor:
        return self._places[value]

    def _allocate(self, value: Value, order: tuple[int, ...]) -> Tensor:
        """Return where a value is computed: in its slot, or in memory of its own."""
        slot = self.plan.slots.get(value)
        if slot is not None:
            home = self._home(slot.home)
            place = home.narrow(slot.dim, slot.at, slot.size)
        else:
            size = value.dtype.itemsize
            for n in value.shape:
                size *= n
            self._pieces[value] = piece = self._scratch.take(size)
            place = shaped(piece, value.shape, order, value.dtype)
        self._places[value] = place
        return place

    def _home(self, home: Op) -> Tensor:
        """Return a concatenation's memory, laid out when its first part is computed."""
        if home not in self._places:
            self._allocate(home, self._cat_order(home))
        return self._places[home]

    def _cat_order(self, home: Op) -> tuple[int, ...]:
        dim = cat_dim(home)
        by_stride = _order_of(home.shape, home.stride)
        if any(isinstance(_source_of(part), Remembered) for part in home.args[0]):
            rest = [d for d in range(len(home.shape)) if d != dim]
            return (dim, *rest)
        placed = [self._places[p] for p in home.args[0] if p in self._places]
        if placed:
            return _order_of(tuple(placed[0].shape), placed[0].stride())
        return by_stride

    def _temporary(self, pieces: list[Tensor]) -> Callable[..., Tensor]:
        def take(shape: tuple[int, ...], dtype: torch.dtype) -> Tensor:
            size = dtype.itemsize
            for n in shape:
                size *= n
            pieces.append(self._scratch.take(size))
            return shaped(pieces[-1], shape, tuple(range(len(shape))), dtype)

        return take

    def _emit_product(self, value: Product) -> None:
        base = self._tensor(value.base)
        whole = Look(value.rows.starts, value.rows.dims + value.reduced.dims)
        seen = split(whole, base)
        row_walks = [len(walks) for walks in value.rows.dims]
        n_rows = sum(row_walks)
        strides = list(seen.stride())
        order = sorted(range(n_rows), key=lambda dim: -strides[dim])
        seen = seen.permute(*order, *range(n_rows, seen.dim()))
        out_rows = [d for d in range(len(value.shape)) if d != value.channel_dim]
        if all(n == 1 for n in row_walks):
            memory_order = tuple(out_rows[dim] for dim in order) + (value.channel_dim,)
            out = self._allocate(value, memory_order).permute(memory_order)
        else:
            out = self._allocate(value, (*out_rows, value.channel_dim))
            out = out.movedim(value.channel_dim, -1)
            sizes = [walk.size for walks in value.rows.dims for walk in walks]
            out = out.view(*sizes, out.shape[-1])
            out = out.permute(*order, n_rows)
        pieces: list[Tensor] = []
        weights = self.weights(value)
        job = Job(seen, n_rows, weights, out, self._temporary(pieces), value.slope)
        self.steps += self.choose(_signature(job), job)
        for piece in pieces:
            self._scratch.give_back(piece)

    def _emit_spread(self, value: Spread) -> None:
        parts = self._tensor(value.parts)  # [B, T, K · O], any layout
        times_first = parts.stride(1) >= parts.stride(0)
        order = (2, 0, 1) if times_first else (0, 2, 1)
        out = self._allocate(value, order).permute(0, 2, 1)  # [B, L, O]
        self.steps += spreading(value, parts, out)

    def _emit_scatter(self, value: Scatter) -> None:
        base = self._tensor(value.base)
        if self.plan.is_read_after(value.base, value) or isinstance(
            value.base, Constant
        ):  # a weight stays for the next call
            base = self._copied(value, base)
        self._places[value] = base
        assert value.window is not None
        seen = look(value.window)
        target = None if seen is None else joined(seen, base)
        if target is None:
            raise LoweringError("it writes where no view of the new layout leads")
        source = value.source
        if isinstance(source, Value):
            self.steps.append(partial(target.copy_, self._tensor(source)))
        else:
            self.steps.append(partial(target.fill_, source))

    def _copied(self, value: Value, base: Tensor) -> Tensor:
        fresh = torch.empty_like(base)
        self.steps.append(partial(fresh.copy_, base))
        return fresh

    def _emit_window(self, value: Window) -> None:
        base = self._tensor(value.base)
        seen = look(value)
        if seen is None:
            raise LoweringError("it reads memory in no regular order")
        view = joined(seen, base)
        if view is None:  # only a copy has this shape
            made = split(seen, base)
            place = torch.empty(value.shape, dtype=value.dtype, device=self.device)
            self.steps.append(partial(place.view(made.shape).copy_, made))
            view = place
        self._places[value] = view

    def _emit_op(self, value: Op) -> None:
        args = replaced(value.args, self._tensor)
        kwargs = {key: replaced(each, self._tensor) for key, each in value.kwargs.items()}
        if kwargs.get("device") is not None:
            kwargs["device"] = self.device
        if is_several(value):
            assert value.part is not None
            out = self._allocate(value, _order_of(value.shape, value.stride))
            self.steps.append(writing_part(value.op, args, kwargs, [(value.part, out)]))
            return
        if value.name == "aten.cat":
            self._emit_cat(value)
            return
        out = self._allocate(value, self._order_for(value))
        self.steps.append(writing(value.op, args, kwargs, out))

    def _emit_cat(self, value: Op) -> None:
        home = self._home(value)
        dim = cat_dim(value)
        at = 0
        for part in value.args[0]:
            size = part.shape[dim]
            slot = self.plan.slots.get(part)
            if slot is None or slot.home is not value:
                target = home.narrow(dim, at, size)
                self.steps.append(partial(target.copy_, self._tensor(part)))
            at += size

    def _order_for(self, value: Op) -> tuple[int, ...]:
        """Lie as the largest input of the same shape does, or as the recorded call did."""
        if value.name in ELEMENTWISE:
            for need in value.needs():
                if need.shape == value.shape:
                    place = self._tensor(need)
                    return _order_of(value.shape, place.stride())
        return _order_of(value.shape, value.stride)


class LoweringError(RuntimeError):
    """A graph cannot be laid out; the text says why, for the log."""


def _source_of(value: Value) -> Value:
    while isinstance(value, Window):
        value = value.base
    return value


def _order_of(shape: tuple[int, ...], stride: Sequence[int]) -> tuple[int, ...]:
    """Return dimensions as they lie in memory, outermost first; small ties stay in order."""
    return tuple(sorted(range(len(shape)), key=lambda dim: (-stride[dim] * (shape[dim] > 1), dim)))


def _signature(job: Job) -> str:
    """Name a product so that its best way can be looked up again."""
    look, out = job.look, job.out
    return (
        f"{tuple(look.shape)}/{tuple(look.stride())} x {job.weights.shape}"
        f" -> {tuple(out.stride())} {'+' if job.weights.bias is not None else ''}"
        f" {'' if job.slope == 1.0 else job.slope} {look.dtype} {out.dtype}"
        f"{' exact' if job.weights.is_exact else ''}"
    )
