"""Recorded graphs laid out as the engine does it, each product by a way that a test names."""

from collections.abc import Callable, Sequence

from torch import Tensor

from latentwalk.engine.assembly import Assembler, Chooser
from latentwalk.engine.gemm import Job, plain, ways
from latentwalk.engine.graph import Graph
from latentwalk.engine.operators import Step
from latentwalk.engine.product import Product, with_products
from latentwalk.engine.weights import Weights


def weights_of(product: Product) -> Weights:
    rows, columns = product.weight.shape
    weights = Weights((int(rows), int(columns)), product.bias)
    weights.offer(product.weight)
    return weights


def going(name: str) -> Chooser:
    """Choose one way for every product that can go it, and the plain one for the others."""

    def choose(signature: str, job: Job) -> list[Step]:
        for _, steps in ways(job, [name]):
            return steps
        steps_ = plain(job)
        assert steps_ is not None
        return steps_

    return choose


def assembler(graph: Graph, states: Sequence[Tensor] = (), way: str = "plain") -> Assembler:
    return Assembler(with_products(graph), states, weights_of, going(way))


def assembled(
    graph: Graph, states: Sequence[Tensor] = (), way: str = "plain"
) -> Callable[[Tensor], Tensor]:
    """Return the call of a graph on that memory."""
    return assembler(graph, states, way).program().run
