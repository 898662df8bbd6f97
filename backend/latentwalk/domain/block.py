"""Array aliases and the one audio grid of the server (DESIGN §4)."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.errors import BlockSizeError

SAMPLE_RATE_HZ = 48_000
TICK_FRAMES = 1024  # 21.3 ms at 48 kHz: one turn of the server's clock
TICK_S = TICK_FRAMES / SAMPLE_RATE_HZ
PACKET_FRAMES = 960  # 20 ms at 48 kHz: one Opus packet

Samples = NDArray[np.float32]
Latents = NDArray[np.float32]
Weights = NDArray[np.float32]
Metres = NDArray[np.float64]
Lanes = NDArray[np.intp]  # of walkers: where each one's streaming state lies


def exact_div(numerator: int, denominator: int) -> int:
    """Divide and refuse a remainder.

    Raises:
        BlockSizeError: If ``denominator`` does not divide ``numerator``.
    """
    quotient, remainder = divmod(numerator, denominator)
    if remainder:
        raise BlockSizeError(f"expected a multiple of {denominator}, got {numerator}")
    return quotient


def check_shape(name: str, array: NDArray[np.generic], expected: Sequence[int | None]) -> None:
    """Refuse an array whose shape is not ``expected`` (``None`` matches any length).

    Raises:
        BlockSizeError: With the name, the expected and the actual shape.
    """
    shape = array.shape
    if shape == tuple(expected):
        return
    fits = len(shape) == len(expected)
    for want, got in zip(expected, shape, strict=False):
        fits = fits and (want is None or want == got)
    if not fits:
        wanted = ["any" if n is None else n for n in expected]
        raise BlockSizeError(f"{name}: expected shape {wanted}, got {list(shape)}")
