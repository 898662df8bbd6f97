"""The weights of an export, laid out for its programs, each layout once in memory."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from latentwalk.engine.product import Product
from latentwalk.engine.scratch import CPU
from latentwalk.engine.weights import Weights

Key = tuple[int, tuple[int, ...], tuple[int, ...], int]


@dataclass(eq=False, slots=True)
class _Source:
    """Where a matrix comes from.

    Attributes:
        weights: Its layouts.
        origin: The export's own weight; kept, or its address would come again.
        as_origin: Shows the matrix in the origin's shape.
        is_shared: Whether the origin is a look at the matrix already.
    """

    weights: Weights
    origin: Tensor
    as_origin: Callable[[Tensor], Tensor]
    is_shared: bool = False


@dataclass(slots=True)
class SharedWeights:
    """Layouts of an export's weights, by the weight they come from.

    Where programs keep a weight as a plain matrix the export's own becomes a look at it.

    Attributes:
        device: Where the programs compute.
    """

    device: torch.device = CPU
    _sources: dict[Key, _Source] = field(default_factory=dict)

    def of(self, product: Product) -> Weights:
        """Return the layouts of a product's matrix."""
        origin = product.weight if product.origin is None else product.origin
        shape = int(product.weight.shape[0]), int(product.weight.shape[1])
        key = _key(origin, shape, product.bias)
        source = self._sources.get(key)
        if source is None:
            bias = None if product.bias is None else product.bias.to(self.device)
            weights = Weights(shape, bias, product.is_narrow, self.device)
            source = self._sources[key] = _Source(weights, origin, product.as_origin)
        source.weights.offer(product.weight)
        return source.weights

    def settle(self) -> None:
        """Free what was only tried, and what lies in memory twice."""
        for key, source in list(self._sources.items()):
            source.weights.settle()
            matrix = source.weights.kept_plain
            if matrix is None or source.is_shared or self.device != CPU:
                continue
            shown = source.as_origin(matrix)
            if shown.shape == source.origin.shape:
                source.origin.data = shown
                source.is_shared = True
                del self._sources[key]  # that address is free now
                self._sources[_key(source.origin, source.weights.shape, source.weights.bias)] = (
                    source
                )


def _key(origin: Tensor, shape: tuple[int, ...], bias: Tensor | None) -> Key:
    return origin.data_ptr(), tuple(origin.stride()), shape, 0 if bias is None else bias.data_ptr()
