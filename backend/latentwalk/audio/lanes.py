"""What every multi-lane stage asks of its input, checked once at the room's border."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Samples, check_shape
from latentwalk.domain.errors import BlockSizeError

Lanes = NDArray[np.intp]


def check_lanes(
    name: str, x: Samples, lanes: Lanes, capacity: int, axes: Sequence[int | None]
) -> None:
    """Refuse a block whose shape does not fit its lanes.

    Args:
        name: What the block is called in the error.
        x: The block, one row a lane, ``[W, *axes]``.
        lanes: Distinct active lanes, ``[W]``, each in ``0..capacity-1``.
        capacity: Lanes the stage was built for.
        axes: The expected lengths of the axes after the first; ``None`` fits any.

    Raises:
        BlockSizeError: With what was expected and what came.
    """
    check_shape(name, x, [len(lanes), *axes])
    if len(lanes) and (int(lanes.min()) < 0 or int(lanes.max()) >= capacity):
        raise BlockSizeError(f"{name}: expected lanes in 0..{capacity - 1}, got {lanes.tolist()}")
