"""The streaming state of a loaded model: which buffers, which rows, and how to move them.

Exports keep one entry per row in buffers named ``*.pad`` and ``*.cache``. A name says that
it is state, never whose: which method writes a buffer, and how many of its entries one row
takes, is found by running the method.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import torch
from torch import Tensor

STATE_NAMES = ("pad", "cache")  # "first dimension 64" would match a BatchNorm too


@dataclass(frozen=True, slots=True)
class StateBuffer:
    """One buffer that a method writes.

    Attributes:
        path: Its full name.
        owner: The submodule that holds it; asked each time, as some exports replace theirs.
        name: The buffer's own name in it.
        per_row: Entries of the first dimension that one row takes.
        initial: Value of one row in a fresh model, shape [per_row, …]; ``None`` is zeros.
    """

    path: str
    owner: torch.nn.Module
    name: str
    per_row: int = 1
    initial: Tensor | None = None

    @property
    def tensor(self) -> Tensor:
        """The live buffer."""
        value = getattr(self.owner, self.name)
        assert isinstance(value, Tensor)
        return value

    def _span(self, row: int) -> slice:
        return slice(row * self.per_row, (row + 1) * self.per_row)

    def reset(self, row: int) -> None:
        """Make one row as in a fresh model."""
        target = self.tensor[self._span(row)]
        if self.initial is None:
            target.zero_()
        else:
            target.copy_(self.initial)

    def is_finite(self, row: int) -> bool:
        """Say whether one row holds neither NaN nor infinity."""
        return bool(torch.isfinite(self.tensor[self._span(row)]).all())

    def save_row(self, row: int) -> Tensor:
        """Return a copy of one row, shape [per_row, …]."""
        return self.tensor[self._span(row)].clone()

    def load_row(self, row: int, saved: Tensor) -> None:
        """Set one row to what :meth:`save_row` returned."""
        self.tensor[self._span(row)].copy_(saved)

    def copy(self, from_row: int, to_row: int) -> None:
        """Copy one row's state over another's."""
        tensor = self.tensor
        tensor[self._span(to_row)] = tensor[self._span(from_row)].clone()


@dataclass(slots=True)
class MethodState:
    """All state of one method.

    Attributes:
        buffers: What it writes.
        max_rows: Rows the smallest buffer holds; ``None`` for a method without state.
    """

    buffers: tuple[StateBuffer, ...] = ()

    @property
    def max_rows(self) -> int | None:
        return min((b.tensor.shape[0] // b.per_row for b in self.buffers), default=None)

    def reset(self, row: int) -> None:
        """Make one row as in a fresh model."""
        for buffer in self.buffers:
            buffer.reset(row)

    def save(self) -> tuple[Tensor, ...]:
        """Return a copy of all rows."""
        return tuple(buffer.tensor.clone() for buffer in self.buffers)

    def load(self, saved: tuple[Tensor, ...]) -> None:
        """Set all rows back to what :meth:`save` returned."""
        for buffer, values in zip(self.buffers, saved, strict=True):
            buffer.tensor.copy_(values)

    def save_row(self, row: int) -> tuple[Tensor, ...]:
        """Return a copy of one row."""
        return tuple(buffer.save_row(row) for buffer in self.buffers)

    def load_row(self, row: int, saved: tuple[Tensor, ...]) -> None:
        """Set one row to what :meth:`save_row` returned."""
        for buffer, values in zip(self.buffers, saved, strict=True):
            buffer.load_row(row, values)

    def is_finite(self, row: int) -> bool:
        """Say whether one row holds neither NaN nor infinity."""
        return all(buffer.is_finite(row) for buffer in self.buffers)

    def copy(self, from_row: int, to_row: int) -> None:
        """Copy one row's state over another's."""
        for buffer in self.buffers:
            buffer.copy(from_row, to_row)


def all_buffers(module: torch.nn.Module) -> Iterator[tuple[str, torch.nn.Module, str]]:
    """Yield full name, holder and own name of every buffer that is not empty."""
    for path, owner in module.named_modules():
        for name, tensor in owner.named_buffers(recurse=False):
            if tensor.numel() and tensor.ndim:  # most of RAVE's caches have no width
                yield f"{path}.{name}".lstrip("."), owner, name


class StateRecord:
    """Every buffer of a module at one moment.

    Args:
        module: The loaded export.
    """

    def __init__(self, module: torch.nn.Module) -> None:
        self._holders = {path: (owner, name) for path, owner, name in all_buffers(module)}
        self.values = {
            path: getattr(owner, name).clone() for path, (owner, name) in self._holders.items()
        }

    def restore(self) -> None:
        """Set every buffer back to its recorded value."""
        for path, (owner, name) in self._holders.items():
            live, saved = getattr(owner, name), self.values[path]
            if live.shape == saved.shape:
                live.copy_(saved)
            else:
                setattr(owner, name, saved.clone())

    def changed(self, other: "StateRecord") -> dict[str, Tensor]:
        """Return, per buffer that differs from ``other``, which entries do, [entries]."""
        changes: dict[str, Tensor] = {}
        for path, mine in self.values.items():
            theirs = other.values.get(path)
            if theirs is None or theirs.shape != mine.shape:
                continue
            differs = (mine != theirs).reshape(mine.shape[0], -1).any(dim=1)
            if bool(differs.any()):
                changes[path] = differs
        return changes


def zero_named_state(module: torch.nn.Module) -> None:
    """Zero every ``*.pad`` and ``*.cache``: exports are saved with their self-test in them."""
    for _, owner, name in all_buffers(module):
        if name in STATE_NAMES:
            getattr(owner, name).zero_()
