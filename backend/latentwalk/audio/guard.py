"""The last defence of state and ears against NaN and infinity."""

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
    flat = x.reshape(-1)
    step = _PIECE if len(flat) <= _FEW else len(flat)  # piece by piece NumPy keeps the interpreter
    for at in range(0, len(flat), step or 1):
        if not _is_finite(flat[at : at + step]):
            is_good = np.isfinite(x)
            return np.where(is_good, x, np.float32(0.0)), int(x.size - np.count_nonzero(is_good))
    return x, 0


def _is_finite(piece: Samples) -> bool:
    # Looking for a zero byte takes a fifth of what ``all`` does.
    return b"\0" not in np.isfinite(piece).tobytes()
