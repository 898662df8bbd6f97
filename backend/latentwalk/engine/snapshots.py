"""What absent sessions' rows remember, kept a while in memory: never on disk, never for others."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from latentwalk.engine.model import Model
from latentwalk.engine.pool import KEPT_S
from latentwalk.engine.rows import EARS, RowPlan, RowTable
from latentwalk.engine.streams import Memory

MOST_SNAPSHOTS = 128  # of RAVE v2 that is 45 MB


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows of one session when it was last played.

    Attributes:
        left_at: The block it first missed.
        encode: Its microphone's row, ``None`` without one.
        decode: One for each ear it had.
    """

    left_at: int
    encode: Memory | None
    decode: tuple[Memory, ...]


class Snapshots:
    """Memories of sessions that left a pool and may come back to it.

    Full, it gives up the oldest and counts it.

    Args:
        block_s: What a block lasts: time is counted in blocks.
        most: How many are kept.

    Attributes:
        restored: Sessions that went on from theirs.
        dropped: Snapshots given up early.
    """

    def __init__(self, block_s: float, most: int = MOST_SNAPSHOTS) -> None:
        self._kept_blocks, self._most = round(KEPT_S / block_s), most
        self._by_session: OrderedDict[int, Snapshot] = OrderedDict()  # the oldest first
        self._block = self.restored = self.dropped = 0

    def __len__(self) -> int:
        return len(self._by_session)

    def save(
        self, model: Model, rows: RowTable, sessions: Sequence[int], n_rested: int = 0
    ) -> None:
        """Keep the rows of all who sat and are not among ``sessions``; once a block, first.

        Args:
            model: Whose rows.
            rows: Who sat in the block before.
            sessions: Who plays in this one.
            n_rested: Blocks in between in which nobody played, and none was given.
        """
        self._block += 1 + n_rested
        self._expire()
        present = set(sessions)
        gone = [key for key, ear in rows.decode.seats if ear == 0 and key not in present]
        if not gone:
            return
        encode, decode = rows.encode.rows(), rows.decode.rows()
        for session in gone:
            ears = [(session, ear) for ear in range(EARS) if (session, ear) in decode]
            heard = encode.get((session, 0))
            self._by_session[session] = Snapshot(
                self._block,
                None if heard is None else model.save_row("encode", heard),
                tuple(model.save_row("decode", decode[seat]) for seat in ears),
            )
        while len(self._by_session) > self._most:
            self._by_session.popitem(last=False)
            self.dropped += 1

    def restore(self, model: Model, plan: RowPlan, sessions: Sequence[int]) -> None:
        """Let those who came back go on; their rows are seated and zeroed.

        Who finds no row free keeps their snapshot.
        """
        if not self._by_session:
            return
        for lane, session in enumerate(sessions):
            ears = plan.decode_row[lane].tolist()
            if session not in self._by_session or ears[0] < 0:
                continue
            snapshot = self._by_session.pop(session)
            for row, memory in zip(ears, snapshot.decode, strict=False):
                if row >= 0:
                    model.load_row("decode", row, memory)
            listens = int(plan.encode_row[lane])
            if listens >= 0 and snapshot.encode is not None:
                model.load_row("encode", listens, snapshot.encode)
            self.restored += 1

    def clear(self) -> None:
        """Forget all."""
        self._by_session.clear()

    def _expire(self) -> None:
        while self._by_session:
            session, oldest = next(iter(self._by_session.items()))
            if self._block - oldest.left_at < self._kept_blocks:
                return
            del self._by_session[session]
