"""One weight matrix in the layouts that products want, each made once."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch
from torch import Tensor

from latentwalk.engine.scratch import CPU

PACKED_ROWS = 32  # what packed weights are laid out for; all row counts share one copy


@dataclass(eq=False, slots=True)
class Weights:
    """One weight matrix and its layouts, made when first used and shared by all graphs.

    Attributes:
        shape: K, O.
        bias: Shape [O], or ``None``.
        is_exact: Whether it stays in single precision.
        device: Where its layouts lie.
    """

    shape: tuple[int, int]
    bias: Tensor | None
    is_exact: bool = False
    device: torch.device = CPU
    _made: dict[str, Tensor] = field(default_factory=dict)
    _kept: set[str] = field(default_factory=set)

    def offer(self, matrix: Tensor) -> None:
        """Give the matrix [K, O], from which layouts are made until :meth:`settle`."""
        if "plain" not in self._made:
            with torch.inference_mode(False), torch.no_grad():  # it may become the export's own
                copied = matrix.clone(memory_format=torch.contiguous_format)
                self._made["plain"] = copied.to(self.device)

    @property
    def kept_plain(self) -> Tensor | None:
        """The matrix itself where a program keeps it."""
        return self.plain if "plain" in self._kept else None

    @property
    def plain(self) -> Tensor:
        """Shape [K, O], contiguous."""
        return self._made["plain"]

    @property
    def bf16(self) -> Tensor:
        """Shape [K, O], half as long."""
        return self._once("bf16", lambda: self.plain.to(torch.bfloat16))

    @property
    def packed(self) -> Tensor:
        """Laid out as oneDNN wants it."""
        return self._once("packed", lambda: _pack(self.plain.t().contiguous()))

    @property
    def packed_bf16(self) -> Tensor:
        """The same in bf16."""
        half = torch.bfloat16
        return self._once("packed bf16", lambda: _pack(self.plain.t().contiguous().to(half)))

    def abreast(self, taps: int, channels: int, count: int) -> Tensor:
        """Return the matrix of ``count`` successive results at once, [(K + count - 1) · C, …]."""

        def make() -> Tensor:
            taps_first = self.plain.view(taps, channels, -1)  # [K, C, O]
            wide = self.plain.new_zeros(taps + count - 1, channels, count, taps_first.shape[2])
            for at in range(count):
                wide[at : at + taps, :, at] = taps_first
            return wide.view((taps + count - 1) * channels, -1)

        return self._once(f"abreast {count}", make)

    def wide_bias(self, count: int) -> Tensor | None:
        """Return the bias, ``count`` times."""
        bias = self.bias
        if bias is None:
            return None
        return self._once(f"bias {count}", lambda: bias.repeat(count))

    def _once(self, name: str, make: Callable[[], Tensor]) -> Tensor:
        if name not in self._made:
            self._made[name] = make()
        return self._made[name]

    def keep(self, way: str) -> None:
        """Note that a program goes this way."""
        self._kept.update(_layouts_of(way))

    def is_extra(self, way: str) -> bool:
        """Say whether going this way would keep a layout that no program keeps yet."""
        return bool(self._kept) and not self._kept.issuperset(_layouts_of(way))

    def settle(self) -> None:
        """Free the layouts that were only tried."""
        for name in self._made.keys() - self._kept:
            del self._made[name]


def _layouts_of(way: str) -> set[str]:
    """Return the names of what a way keeps of the weights."""
    kind, _, count = way.partition(" ")
    match kind, count:
        case "plain" | "taps", _:
            return {"plain"}
        case "half", _:
            return {"packed bf16" if count else "bf16"}
        case "abreast", _:
            return {way, f"bias {count}"}
    return {way}


def _pack(weight: Tensor) -> Tensor:
    with torch.inference_mode(False), torch.no_grad():  # it refuses inference tensors
        packed: Tensor = torch.ops.mkldnn._reorder_linear_weight(weight.clone(), PACKED_ROWS)
    return packed
