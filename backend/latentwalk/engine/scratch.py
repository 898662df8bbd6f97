"""Memory for what lives only within a call: taken, given back, taken again."""

from dataclasses import dataclass, field

import torch
from torch import Tensor

CPU = torch.device("cpu")
ALIGNED = 64  # bytes: one cache line
WASTE = 2  # a piece may be this much larger than what is asked for


@dataclass(slots=True)
class Scratch:
    """Pieces of memory of one graph; what is given back is handed out first, warm.

    Attributes:
        n_bytes: All that was ever taken from the system.
        device: Where it lies.
    """

    n_bytes: int = 0
    device: torch.device = CPU
    _free: list[Tensor] = field(default_factory=list)

    def take(self, n_bytes: int) -> Tensor:
        """Return a piece of at least so many bytes, uint8."""
        asked = max(1, -(-n_bytes // ALIGNED)) * ALIGNED
        fits = [p for p in self._free if asked <= p.numel() <= WASTE * asked]
        if fits:
            piece = min(fits, key=Tensor.numel)
            self._free = [p for p in self._free if p is not piece]
            return piece
        self.n_bytes += asked
        return torch.zeros(asked, dtype=torch.uint8, device=self.device)

    def give_back(self, piece: Tensor) -> None:
        """Let others have it."""
        self._free.append(piece)


def shaped(
    piece: Tensor, shape: tuple[int, ...], order: tuple[int, ...], dtype: torch.dtype
) -> Tensor:
    """Return a piece as a dense tensor whose dimensions lie in ``order``, outermost first."""
    size = 1
    for n in shape:
        size *= n
    flat = piece[: size * dtype.itemsize].view(dtype)
    laid = flat.view([shape[dim] for dim in order])
    return laid.permute([order.index(dim) for dim in range(len(shape))])
