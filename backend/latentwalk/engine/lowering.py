"""A method of an export, captured, laid out and proved for every number of rows (DESIGN §5.3).

What fails to be recorded, laid out or proved is told, and plays as plain TorchScript.
"""

import logging
import math
import time
from dataclasses import dataclass, field

import torch
from torch import Tensor

from latentwalk.engine.assembly import Assembler, LoweringError, Program
from latentwalk.engine.calls import CALL_ERRORS, Method
from latentwalk.engine.capture import CaptureError, capture
from latentwalk.engine.gemm import Weights
from latentwalk.engine.graph import Graph, Op, Remembered, Window
from latentwalk.engine.options import Precision
from latentwalk.engine.product import Product, with_products
from latentwalk.engine.state import MethodState, StateBuffer, StateRecord
from latentwalk.engine.tuning import Tuning, has_bf16

PREPARED_ROWS = (1, 2, 4, 8, 16, 32, 64)  # a call is padded to the next of them
PROOF_BLOCKS, WARM_BLOCKS = 16, 3
EXACT_DB, HALF_DB = 80.0, 40.0
LOUD, LONG = 0.1, 256  # of sound; what has fewer steps is latents, of variance one
TINY = 1e-30
LATE = 2.0  # more rows than take so many blocks are of no use to anybody
NARROW = 64  # products this narrow stay in single precision: filter banks are among them
log = logging.getLogger(__name__)


class ProofError(Exception):
    """A lowered graph differs from the export; the text gives the figure."""


@dataclass(frozen=True, slots=True)
class Lowered:
    """One method, ready for calls of up to ``max_rows`` rows.

    Attributes:
        state: What its rows remember, apart from the export's own buffers.
        programs: By the number of rows.
        precision: ``fp32`` or ``bf16``.
        error_db: The least signal-to-error ratio that was proved.
    """

    state: MethodState
    programs: dict[int, Program]
    precision: str
    error_db: float

    @property
    def max_rows(self) -> int:
        """Rows of the largest program."""
        return max(self.programs)

    def call(self, given: Tensor) -> Tensor:
        """Let rows 0..B-1 go on, block by block; what pads them is silence.

        Raises:
            ValueError: If what is given is not whole blocks.
        """
        block = next(iter(self.programs.values())).given.shape[2]
        if given.shape[2] == block:
            return self._call(given)
        if given.shape[2] % block:
            raise ValueError(f"expected a multiple of {block} steps, got {given.shape[2]}")
        return torch.cat([self._call(part) for part in torch.split(given, block, dim=2)], dim=2)

    def _call(self, given: Tensor) -> Tensor:
        rows = len(given)
        program = self.programs[next(n for n in self.programs if n >= rows)]
        if rows < len(program.given):
            given = torch.cat([given, given.new_zeros(len(program.given) - rows, *given.shape[1:])])
        return program.run(given)[:rows].clone()


@dataclass(slots=True)
class Lowering:
    """Lowers the methods of one export.

    Attributes:
        module: The export; its state stays as it was.
        sha256: Its file's hash.
        max_rows: Most rows that are wanted.
        block_s: What a call has time for.
        precision: How exact it must be.
    """

    module: torch.nn.Module
    sha256: str
    max_rows: int
    block_s: float
    precision: Precision
    _weights: dict[tuple[object, ...], Weights] = field(default_factory=dict)
    _origins: list[Tensor] = field(default_factory=list)  # or a freed one's address comes again

    def lower(
        self, name: str, method: Method, state: MethodState, shape: tuple[int, ...]
    ) -> Lowered | str:
        """Return the method lowered, or why it cannot be.

        Args:
            name: For the log.
            method: One call, [B, ...] to [B, ...], batched.
            state: What it remembers.
            shape: Of what one row is given, without the rows.
        """
        is_half = self.precision is Precision.AUTO and has_bf16()
        story = ""
        for half in [True, False] if is_half else [False]:
            fresh = StateRecord(self.module)
            try:
                return self._lower(method, state, shape, half)
            except (CaptureError, LoweringError, ProofError, *CALL_ERRORS) as error:
                story = f"{name} {'in bf16' if half else 'in fp32'}: {error}"
                log.warning("not lowered: %s", story)
            finally:
                fresh.restore()
        return story

    def _lower(
        self, method: Method, state: MethodState, shape: tuple[int, ...], half: bool
    ) -> Lowered:
        tuning = Tuning(self.sha256, self.precision, half)
        programs: dict[int, Program] = {}
        live: MethodState | None = None
        error_db = math.inf
        fresh = StateRecord(self.module)
        for rows in [n for n in PREPARED_ROWS if n <= self.max_rows] or [1]:
            fresh.restore()
            graph = with_products(capture(method, torch.zeros(rows, *shape), state.buffers))
            fresh.restore()
            live = live or _memory(state, graph)
            trial = _memory(state, graph)
            proof = prove(method, state, self._program(graph, trial, tuning), trial, rows)
            floor_db = HALF_DB if half else EXACT_DB
            if not proof.error_db >= floor_db:
                problem = f"of {rows} rows one is {proof.error_db:.1f} dB above its error"
                raise ProofError(f"{problem}, expected at least {floor_db:.0f} dB")
            error_db = min(error_db, proof.error_db)
            programs[rows] = self._program(graph, live, tuning)
            if tuning.is_last(rows, proof.call_s > LATE * self.block_s):
                break
        tuning.save()
        for weights in self._weights.values():
            weights.forget()
        assert live is not None
        return Lowered(live, programs, "bf16" if half else "fp32", error_db)

    def _program(self, graph: Graph, state: MethodState, tuning: Tuning) -> Program:
        states = [buffer.tensor for buffer in state.buffers]
        return Assembler(graph, states, self._layouts, tuning.choose).program()

    def _layouts(self, product: Product) -> Weights:
        origin = product.weight if product.origin is None else product.origin
        key = origin.data_ptr(), tuple(origin.stride()), tuple(product.weight.shape)
        found = self._weights.get(key)
        if found is None:
            is_narrow = min(product.weight.shape) <= NARROW
            found = Weights(product.weight.contiguous(), product.bias, is_narrow)
            self._weights[key] = found
            self._origins.append(origin)
        return found


@dataclass(frozen=True, slots=True)
class Proof:
    """What a comparison with the export showed.

    Attributes:
        error_db: Least signal-to-error ratio of any row, over all blocks.
        call_s: Median time of a lowered call.
    """

    error_db: float
    call_s: float


def prove(
    method: Method, state: MethodState, program: Program, trial: MethodState, rows: int
) -> Proof:
    """Play the same noise through the export and the program, from states that noise reached.

    Args:
        method: The export's call; its state is advanced.
        state: What it remembers.
        program: For ``rows`` rows, on the memory of ``trial``.
        trial: The program's memory.
        rows: How many.
    """
    noise = torch.Generator().manual_seed(rows)
    shape = tuple(program.given.shape)
    level = LOUD if shape[2] > LONG else 1.0
    blocks = [level * torch.randn(shape, generator=noise) for _ in range(PROOF_BLOCKS)]
    for block in blocks[:WARM_BLOCKS]:
        method(block)
    for theirs, mine in zip(state.buffers, trial.buffers, strict=True):
        mine.tensor.copy_(theirs.tensor)
    signal, error = torch.zeros(rows).double(), torch.zeros(rows).double()
    times_s: list[float] = []
    for number, block in enumerate(blocks):
        with torch.random.fork_rng(devices=[]):
            torch.default_generator.manual_seed(number)
            expected = method(block)
            torch.default_generator.manual_seed(number)
            started_s = time.perf_counter()
            got = program.run(block)
            times_s.append(time.perf_counter() - started_s)
        signal += expected.double().square().flatten(1).sum(1)
        error += (expected - got).double().square().flatten(1).sum(1)
    if not bool((torch.isfinite(signal) & torch.isfinite(error)).all()):
        return Proof(-math.inf, 0.0)
    ratio = (signal + TINY) / (error + TINY)
    return Proof(10 * math.log10(float(ratio.min())), sorted(times_s)[len(times_s) // 2])


class _Holder(torch.nn.Module):
    """Keeps the memory of a lowered method, as the export's modules keep theirs."""


def _memory(state: MethodState, graph: Graph) -> MethodState:
    """Return memory like the export's own now, laid out as its programs read it."""
    orders = _orders(graph)
    buffers: list[StateBuffer] = []
    for index, buffer in enumerate(state.buffers):
        theirs, holder = buffer.tensor, _Holder()
        order = orders.get(index, tuple(range(theirs.dim())))
        mine = (
            theirs.permute(order).contiguous().permute([order.index(d) for d in range(len(order))])
        )
        holder.register_buffer("memory", mine.clone(memory_format=torch.preserve_format))
        buffers.append(StateBuffer(buffer.path, holder, "memory", buffer.per_row, buffer.initial))
    return MethodState(tuple(buffers))


def _orders(graph: Graph) -> dict[int, tuple[int, ...]]:
    """Return, for memory that new sound is put behind, a layout with time before channels."""
    orders: dict[int, tuple[int, ...]] = {}
    for value in graph.values():
        if not isinstance(value, Op) or value.name != "aten.cat":
            continue
        dim = (int(value.args[1]) if len(value.args) > 1 else 0) % len(value.shape)
        for part in value.args[0]:
            base = part.base if isinstance(part, Window) else part
            if isinstance(base, Remembered) and len(base.shape) == len(value.shape) and dim > 0:
                rest = [d for d in range(1, len(value.shape)) if d != dim]
                orders[base.index] = (0, dim, *rest)
    return orders
