"""Straight lines between one block's latents and the next, so that nothing clicks."""

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Latents, check_shape

Lanes = NDArray[np.integer]


class Ramp:
    """Per lane, a line from the last block's final value to the next target.

    The target is reached exactly on the block's last latent step. A lane's first block
    after ``reset`` stays at its target, for there is nothing to come from.

    Args:
        capacity: Number of lanes.
        latent_size: Values a lane, K.
    """

    def __init__(self, capacity: int, latent_size: int) -> None:
        self._last = np.zeros((capacity, latent_size), np.float32)
        self._is_fresh = np.ones(capacity, np.bool_)

    def reset(self, lane: int) -> None:
        """Forget where ``lane`` was."""
        self._last[lane] = 0.0
        self._is_fresh[lane] = True

    def ramp(self, lanes: Lanes, target: Latents, n_steps: int) -> Latents:
        """Move ``lanes`` to ``target`` in ``n_steps`` equal steps.

        Args:
            lanes: Lane of each row, shape [W], each at most once.
            target: Values to reach, shape [W, K].
            n_steps: Latent steps of the block, N ≥ 1.

        Returns:
            Values at each step, shape [W, K, N], float32; ``[..., -1]`` is ``target``.

        Raises:
            BlockSizeError: If ``target`` does not fit the lanes.
        """
        check_shape("ramp target", target, [len(lanes), self._last.shape[1]])
        start = np.where(self._is_fresh[lanes, None], target, self._last[lanes])
        share = np.arange(1, n_steps + 1, dtype=np.float32) / np.float32(n_steps)
        line = start[..., None] + (target - start)[..., None] * share  # [W, K] → [W, K, N]
        line[..., -1] = target  # rounding must not accumulate from block to block
        self._last[lanes] = target
        self._is_fresh[lanes] = False
        return np.asarray(line, np.float32)
