"""What an export draws while it plays, drawn by us: a function of walker and time (DESIGN §5.4)."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

NORMAL = {"aten.randn", "aten.randn_like", "aten.normal", "aten.normal_"}
UNIFORM = {"aten.rand", "aten.rand_like", "aten.uniform", "aten.uniform_"}
IN_PLACE = {"aten.normal", "aten.normal_", "aten.uniform", "aten.uniform_"}  # take two numbers
GOLDEN = 0x9E3779B97F4A7C15  # 2⁶⁴ by the golden ratio: spreads small numbers over all bits
HEARING = 2  # what stands for the encoder where 0 and 1 are the ears


@dataclass(frozen=True, slots=True)
class Law:
    """A distribution.

    Attributes:
        is_normal: Normal or uniform.
        first: Mean, or lower end.
        second: Standard deviation, or upper end.
    """

    is_normal: bool
    first: float = 0.0
    second: float = 1.0


def law_of(name: str, args: tuple[Any, ...], keywords: dict[str, Any]) -> Law | None:
    """Return what a random operator draws, ``None`` if we cannot draw the like.

    Args:
        name: The operator without its overload, ``aten.rand_like``.
        args: Its arguments.
        keywords: Its keyword arguments.
    """
    is_normal = name in NORMAL
    if not is_normal and name not in UNIFORM:
        return None
    if name not in IN_PLACE:
        return Law(is_normal)
    named = ("mean", "std") if is_normal else ("from", "to")
    given = dict(zip(named, args[1:], strict=False)) | keywords
    numbers = [given.get(name, default) for name, default in zip(named, (0.0, 1.0), strict=True)]
    if not all(isinstance(number, (int, float)) for number in numbers):
        return None
    return Law(is_normal, float(numbers[0]), float(numbers[1]))


@dataclass(frozen=True, slots=True)
class Dice:
    """Whose rows a call plays, and when.

    Attributes:
        keys: Of each row, unsigned 64-bit, [B].
        moments: Number of each row's block in its walk's time, unsigned 64-bit, [B].
    """

    keys: NDArray[np.uint64]
    moments: NDArray[np.uint64]

    def later(self, blocks: int) -> "Dice":
        """Return them so many blocks on."""
        return Dice(self.keys, self.moments + np.uint64(blocks))

    def cast(self, law: Law, number: int, place: Tensor) -> None:
        """Fill the rows of one draw; those beyond B are nobody's and stay as they are.

        Args:
            law: What is drawn.
            number: Which of the call's draws it is.
            place: Shape [rows, ...], contiguous.
        """
        rows = place.numpy() if place.is_cpu else np.empty(tuple(place.shape), np.float32)
        for row, (key, moment) in enumerate(zip(self.keys, self.moments, strict=True)):
            bits = np.random.Philox(key=[key, np.uint64(number)], counter=[0, moment, 0, 0])
            dice = np.random.Generator(bits)
            if law.is_normal:
                drawn = dice.standard_normal(rows[row].shape, np.float32) * law.second + law.first
            else:
                width = law.second - law.first
                drawn = dice.random(rows[row].shape, np.float32) * width + law.first
            rows[row] = drawn
        if not place.is_cpu:
            place[: len(self.keys)].copy_(torch.from_numpy(rows[: len(self.keys)]))


def ear_keys(noise_keys: NDArray[np.uint64], ear: int) -> NDArray[np.uint64]:
    """Return keys that differ by ear.

    Args:
        noise_keys: Of :func:`latentwalk.latent.noise.session_key`, [S].
        ear: 0 left, 1 right, :data:`HEARING` for the encoder.
    """
    return np.asarray(noise_keys, np.uint64) ^ np.uint64(GOLDEN * (ear + 1) % 2**64)


def moments_of(time_s: NDArray[np.float64], block_s: float) -> NDArray[np.uint64]:
    """Return the number of the block that begins at each media time, seconds."""
    return np.rint(np.maximum(np.nan_to_num(time_s), 0.0) / block_s).astype(np.uint64)


def is_by_row(place: Tensor, rows: int) -> bool:
    """Say whether a draw has one part for each row, so that each may have its own."""
    return place.dim() > 0 and len(place) == rows and place.dtype is torch.float32
