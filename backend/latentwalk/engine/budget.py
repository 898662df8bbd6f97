"""Where bf16 may round: so little in all that a proof holds, and never where it gains least.

Each product of a method is tried alone in bf16. What saves least arithmetic for the error it adds
stays exact, until the worst row of the others together is within the budget.
"""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from latentwalk.engine.assembly import Assembler
from latentwalk.engine.gemm import HALF, Job, ways
from latentwalk.engine.graph import Graph
from latentwalk.engine.operators import Step
from latentwalk.engine.product import Product
from latentwalk.engine.program import Program
from latentwalk.engine.proof import TINY, noise_of
from latentwalk.engine.shared_weights import SharedWeights
from latentwalk.engine.state import MethodState

ROWS = 8
BLOCKS, WARM_BLOCKS = 6, 3
SPREAD = 3.0  # standard deviations above the mean: the worst of many rows must hold
SPARE_DB = 0.3  # between what is expected of that row and what the proof asks
Shares = npt.NDArray[np.float64]  # of the answer's power, shape [rows]


def wide_products(graph: Graph) -> list[Product]:
    """Return the products that could go in bf16, in the order of the call."""
    return [v for v in graph.values() if isinstance(v, Product) and not v.is_narrow]


def keep_half(graph: Graph, is_exact: Callable[[Product], bool]) -> None:
    """Let what only products in bf16 make and read stand in bf16 between them.

    Args:
        graph: With its products made; changed.
        is_exact: Tells which stay in single precision.
    """
    uses = graph.uses()
    half = [v for v in graph.values() if isinstance(v, Product) and not is_exact(v)]
    read = Counter(value.base for value in half)
    for value in half:
        if 0 < read[value] == uses[value]:
            value.dtype = torch.bfloat16


def worst_db(errors: Shares) -> float:
    """Return the signal-to-error ratio that the worst of many such rows has."""
    return -10 * math.log10(float(errors.mean() + SPREAD * errors.std()) + TINY)


@dataclass(slots=True)
class Budget:
    """Spends what a proof allows.

    Attributes:
        graph: Of :data:`ROWS` rows or fewer; all of it in single precision.
        trial: Memory for so many rows, as in a fresh model; played over.
        weights: Shared layouts.
        floor_db: What the worst row must reach.
    """

    graph: Graph
    trial: MethodState
    weights: SharedWeights
    floor_db: float
    _blocks: list[Tensor] = field(default_factory=list)
    _start: list[Tensor] = field(default_factory=list)
    _expected: Tensor = field(default_factory=lambda: torch.empty(0))

    def __post_init__(self) -> None:
        blocks = noise_of(tuple(self.graph.given.shape), WARM_BLOCKS + BLOCKS)
        exact = self._program(())
        for block in blocks[:WARM_BLOCKS]:
            exact.run(block)
        self._blocks = blocks[WARM_BLOCKS:]
        self._start = [buffer.tensor.clone() for buffer in self.trial.buffers]
        self._expected = self._answer(exact)

    def kept_exact(self) -> list[int]:
        """Return which of :func:`wide_products` stay exact, ascending."""
        products = wide_products(self.graph)
        together = self.errors(products)
        if worst_db(together) >= self.floor_db:
            return []
        alone = [float(self.errors([product]).mean()) + TINY for product in products]
        order = sorted(range(len(products)), key=lambda at: _work(products[at]) / alone[at])
        for count in range(1, len(order)):
            left = sum(alone[at] for at in order[count:]) / sum(alone)
            if worst_db(left * together) < self.floor_db:
                continue  # it need not be tried
            half = [product for at, product in enumerate(products) if at in order[count:]]
            if worst_db(self.errors(half)) >= self.floor_db:
                return sorted(order[:count])
        return sorted(order)

    def errors(self, half: Sequence[Product]) -> Shares:
        """Play with some products in bf16 and all others in single precision."""
        answer = self._answer(self._program(half))
        error = (answer - self._expected).square().flatten(1).sum(1)
        shares: Shares = (error / self._expected.square().flatten(1).sum(1).clamp_min(TINY)).numpy()
        return shares

    def _answer(self, program: Program) -> Tensor:
        """Return what is heard from the same start, [rows, blocks, ...]."""
        for buffer, then in zip(self.trial.buffers, self._start, strict=True):
            buffer.tensor.copy_(then)
        with torch.random.fork_rng(devices=[], enabled=bool(program.draws)):
            if program.draws:
                torch.default_generator.manual_seed(0)
            heard = [program.run(block).to("cpu", copy=True) for block in self._blocks]
        return torch.stack(heard, dim=1).double()

    def _program(self, half: Sequence[Product]) -> Program:
        chosen = [self.weights.of(product) for product in half]

        def choose(_: str, job: Job) -> list[Step]:
            names = [*HALF, "plain"] if job.weights in chosen else ["plain"]
            return next(steps for _, steps in ways(job, names))

        states = [buffer.tensor for buffer in self.trial.buffers]
        parts = self.graph, states, self.weights.of, choose, self.weights.device
        return Assembler(*parts).program()


def _work(product: Product) -> int:
    """Return how many multiplications a product takes."""
    sizes = [n for dim, n in enumerate(product.shape) if dim != product.channel_dim]
    return product.weight.numel() * math.prod(sizes)
