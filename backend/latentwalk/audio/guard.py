"""The last defence of state and ears against NaN and infinity."""

import math

import numpy as np

from latentwalk.domain.block import Samples

_FEW, _PIECE = 2_000, 480


def finite(x: Samples) -> tuple[Samples, int]:
    """Replace values that are not finite by zero.

    Args:
        x: Any shape, float32.

    Returns:
        ``x`` itself where all is well, else a mended copy; and how many values were mended.
    """
    # A sum of squares is finite only if every term is: one pass, no mask, in the usual case.
    # Not a dot product: on whole ticks BLAS would wake threads and wait for them.
    flat = x.reshape(-1)
    if len(flat) <= _FEW:  # a piece at a time NumPy keeps the interpreter
        pieces = [flat[at : at + _PIECE] for at in range(0, len(flat), _PIECE)]
        power = sum(float(np.einsum("i,i->", piece, piece)) for piece in pieces)
    else:
        power = float(np.einsum("i,i->", flat, flat))
    if math.isfinite(power):
        return x, 0
    is_good = np.isfinite(x)
    return np.where(is_good, x, np.float32(0.0)), int(x.size - np.count_nonzero(is_good))
