"""How one method of an export becomes programs: recorded, laid out, proved (DESIGN §5.3)."""

import logging
from dataclasses import dataclass

import torch

from latentwalk.engine.assembly import Assembler
from latentwalk.engine.budget import ROWS, SPARE_DB, Budget, keep_half, wide_products
from latentwalk.engine.calls import CALL_ERRORS, Method
from latentwalk.engine.capture import capture
from latentwalk.engine.gemm import HALF, Job
from latentwalk.engine.graph import Graph
from latentwalk.engine.memory import give_back, memory_like, moving
from latentwalk.engine.operators import Step
from latentwalk.engine.product import with_products
from latentwalk.engine.program import Program, as_one_call
from latentwalk.engine.proof import HALF_DB, Proof, prove, require_exact
from latentwalk.engine.scratch import CPU
from latentwalk.engine.shared_weights import SharedWeights
from latentwalk.engine.state import MethodState
from latentwalk.engine.tuning import Tuning

TIGHTER_DB = (0.0, 0.8, 1.6)  # more spare where a proof failed, before bf16 is given up
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Recipe:
    """How one method of an export becomes programs.

    Attributes:
        name: Of the method.
        method: One call, [B, ...] to [B, ...], batched.
        theirs: What the export remembers in it, as in a fresh model; so it stays.
        shape: Of what one row is given, without the rows.
        max_rows: Most rows that the export carries.
        block_s: What a call has time for.
        half: Whether bf16 may be used.
        tuning: Which way each product goes.
        weights: Layouts of weights, shared by all programs of the export.
        safer: What sizes are made by that this one fails to make.
    """

    name: str
    method: Method
    theirs: MethodState
    shape: tuple[int, ...]
    max_rows: int
    block_s: float
    half: bool
    tuning: Tuning
    weights: SharedWeights
    safer: "Recipe | None" = None

    def memory(self) -> MethodState:
        """Return memory for all rows, laid out as programs read it.

        Raises:
            CaptureError, LoweringError: If the method cannot be recorded, or not be tried.
        """
        graph = self._graph(1)
        if self.half:
            if self.tuning.noted(self._kept) is None:
                self._spend(HALF_DB + SPARE_DB)
            self._keep(graph)
        return memory_like(self.theirs, graph, device=self.weights.device)

    @property
    def _kept(self) -> str:
        return f"{self.name}: kept exact"

    def _spend(self, floor_db: float) -> None:
        """Decide which products stay exact although bf16 may be used, and note it."""
        graph = self._graph(min(ROWS, self.max_rows))
        trial = memory_like(self.theirs, graph, graph.given.shape[0], self.weights.device)
        before = (self.tuning.noted(self._kept) or "").split()
        kept = map(str, Budget(graph, trial, self.weights, floor_db).kept_exact())
        self.tuning.note(self._kept, " ".join(dict.fromkeys([*before, *kept])))

    def _keep(self, graph: Graph) -> None:
        kept = (self.tuning.noted(self._kept) or "").split()
        for at, product in enumerate(wide_products(graph)):
            if str(at) in kept:
                self.weights.of(product).is_exact = True

    def make(self, rows: int, live: MethodState) -> tuple[Program, Proof]:
        """Return a proved program on live memory, which stays as it is.

        Raises:
            CaptureError, LoweringError, ProofError: If it cannot be.
        """
        if self.safer is None:
            return self._make(rows, live)
        name = f"{self.name}: {rows} rows"
        for tighter_db in TIGHTER_DB if self.tuning.noted(name) is None else ():
            try:
                if tighter_db:
                    self._spend(HALF_DB + SPARE_DB + tighter_db)
                return self._make(rows, live)
            except CALL_ERRORS as error:
                log.log(
                    logging.INFO if tighter_db < TIGHTER_DB[-1] else logging.WARNING,
                    *("%s not in bf16: %s", name, error),
                )
        self.tuning.note(name, "refused")
        self.tuning.save()
        return self.safer.make(rows, live)

    def _make(self, rows: int, live: MethodState) -> tuple[Program, Proof]:
        graph = self._graph(rows)
        if self.half:
            self._keep(graph)
            keep_half(graph, lambda product: self.weights.of(product).is_exact)
        is_half = any(value.dtype is torch.bfloat16 for value in graph.values())
        device = self.weights.device
        trial = memory_like(self.theirs, graph, rows, device)
        program = self._assembled(graph, trial)
        if self.tuning.is_changed:  # what was only tried took memory too
            program = self._assembled(graph, trial)
        whole = as_one_call(program) if device == CPU else None
        if whole is not None:
            program.bind(whole)
        fresh = self.theirs.save()
        try:
            proof = prove(self.method, self.theirs, program, trial, rows)
        finally:
            self.theirs.load(fresh)
        require_exact(proof, rows, is_half or program.precision == "bf16")
        if whole is not None:
            program.move(whole, moving(trial, live))
        else:  # what a device is told returns at once, so the steps need not be one call
            program = self._assembled(graph, live)
        self.tuning.save()
        self.weights.settle()
        del graph, trial
        give_back()
        return program, proof

    def _graph(self, rows: int) -> Graph:
        fresh = self.theirs.save()
        try:
            recorded = capture(self.method, torch.zeros(rows, *self.shape), self.theirs.buffers)
        finally:
            self.theirs.load(fresh)
        return with_products(recorded)

    def _assembled(self, graph: Graph, state: MethodState) -> Program:
        """Lay a graph out on a memory; its precision is that of what was multiplied."""
        went: set[str | None] = set()

        def choose(signature: str, job: Job) -> list[Step]:
            steps = self.tuning.choose(signature, job)
            went.add(self.tuning.noted(signature))
            return steps

        states = [buffer.tensor for buffer in state.buffers]
        program = Assembler(graph, states, self.weights.of, choose, self.weights.device).program()
        program.precision = "bf16" if went & HALF.keys() else "fp32"
        return program
