"""The last defence of state and ears against NaN and infinity."""

import numpy as np

from latentwalk.domain.block import Samples


def finite(x: Samples) -> tuple[Samples, int]:
    """Replace values that are not finite by zero.

    Args:
        x: Any shape, float32.

    Returns:
        ``x`` itself where all is well, else a mended copy; and how many values were mended.
    """
    # A sum is finite only if every term is: one pass, no mask, in the usual case.
    with np.errstate(invalid="ignore"):
        total = np.sum(x, dtype=np.float64)
    if np.isfinite(total):
        return x, 0
    is_good = np.isfinite(x)
    return np.where(is_good, x, np.float32(0.0)), int(x.size - np.count_nonzero(is_good))
