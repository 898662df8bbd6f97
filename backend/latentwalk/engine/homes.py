"""Which shard a session plays on: it stays there, and finds it again for a while."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from latentwalk.engine.pool import KEPT_S

PRUNED_EVERY = 1024  # blocks


class Homes:
    """Places sessions on shards; whoever plays is never moved.

    Args:
        block_s: What a block lasts: time is counted in blocks.
    """

    def __init__(self, block_s: float) -> None:
        self._kept_blocks = round(KEPT_S / block_s)
        self._shard: dict[int, int] = {}
        self._seen: dict[int, int] = {}  # the last block of each session
        self._block = 0

    def find(
        self, sessions: Sequence[int], rows: Sequence[int], room: Sequence[int]
    ) -> NDArray[np.intp]:
        """Return the shard of each session of one block.

        Who played in the last block stays. Who comes back finds their old shard while it
        has room: what they left is there. Who is new goes where most room is.

        Args:
            sessions: Ids, each once, length S.
            rows: Decode rows each takes, length S.
            room: Rows each shard carries.

        Returns:
            Places in ``room``, shape [S].
        """
        free, before = list(room), self._block
        self._block += 1
        homes = [-1] * len(sessions)
        coming: list[int] = []
        for lane, session in enumerate(sessions):
            if self._seen.get(session) == before:
                homes[lane] = self._shard[session]
                free[homes[lane]] -= rows[lane]
            else:
                coming.append(lane)
        coming.sort(key=lambda lane: sessions[lane] not in self._shard)  # who returns chooses first
        for lane in coming:
            old = self._shard.get(sessions[lane])
            is_free = old is not None and free[old] >= rows[lane]
            homes[lane] = old if old is not None and is_free else free.index(max(free))
            self._shard[sessions[lane]] = homes[lane]
            free[homes[lane]] -= rows[lane]
        self._seen.update(dict.fromkeys(sessions, self._block))
        if self._block % PRUNED_EVERY == 0:
            self._prune()
        return np.array(homes, np.intp)

    def _prune(self) -> None:
        since = self._block - self._kept_blocks
        for session in [session for session, seen in self._seen.items() if seen < since]:
            del self._seen[session], self._shard[session]
