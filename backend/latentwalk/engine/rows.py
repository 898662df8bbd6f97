"""Who plays on which row: encode, decode and prior rows, each always a prefix 0..B-1."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import check_shape

NO_ROW = -1
EARS = 2

Seat = tuple[int, int]  # session, ear


@dataclass(frozen=True, slots=True)
class LanePlan:
    """What one method's state must undergo before a call.

    Attributes:
        moves: ``(from_row, to_row)``, in this order; state is copied.
        resets: Rows to zero afterwards.
        n_rows: B of the call.
    """

    moves: tuple[tuple[int, int], ...]
    resets: tuple[int, ...]
    n_rows: int


@dataclass(frozen=True, slots=True)
class RowPlan:
    """The rows of one block.

    Attributes:
        encode: Changes of the encoder's state.
        decode: Changes of the decoder's state.
        prior: Changes of the prior's state.
        encode_row: Row of each session, shape [S]; -1 without.
        decode_row: Row of each session and ear, shape [S, 2]; -1 without.
        prior_row: Row of each session, shape [S]; -1 without.
        turned_away: Sessions that asked for the prior in this block and found no room.
    """

    encode: LanePlan
    decode: LanePlan
    prior: LanePlan
    encode_row: NDArray[np.intp]
    decode_row: NDArray[np.intp]
    prior_row: NDArray[np.intp]
    turned_away: int


@dataclass(slots=True)
class Lane:
    """The rows of one method: dense, because a call always runs rows 0..B-1.

    Attributes:
        max_rows: Most rows there are.
        seats: Who sits, row by row.
        room: Rows that may be taken now.
    """

    max_rows: int
    seats: list[Seat] = field(default_factory=list)
    room: int = field(init=False)

    def __post_init__(self) -> None:
        self.room = self.max_rows

    def update(self, wanted: Sequence[Seat]) -> LanePlan:
        """Free what is not wanted, then seat what is; see :class:`RowTable`."""
        moves = self._leave(set(wanted))
        seated = set(self.seats)
        joining = [seat for seat in wanted if seat not in seated]
        first = len(self.seats)
        self.seats += joining[: max(0, self.room - first)]
        return LanePlan(tuple(moves), tuple(range(first, len(self.seats))), len(self.seats))

    def _leave(self, wanted: set[Seat]) -> Iterable[tuple[int, int]]:
        moves: list[tuple[int, int]] = []
        row = 0
        while row < len(self.seats):
            if self.seats[row] in wanted:
                row += 1
                continue
            last = self.seats.pop()  # may itself be leaving: then the hole is looked at again
            if row < len(self.seats):
                self.seats[row] = last
                moves.append((len(self.seats), row))
        return moves

    def rows(self) -> dict[Seat, int]:
        """Return the row of each seat."""
        return {seat: row for row, seat in enumerate(self.seats)}


class RowTable:
    """Seats sessions in the batch of one model.

    A leave moves the last row into the hole; a join takes the next row, zeroed. When rows
    run out, seats named first win and the rest get no row; whoever sits stays seated.

    Who found no room for a prior goes without until they stop asking: a row that came free
    under a walker who hears the stand-in would make their sound leap.

    Args:
        max_rows: Rows encode and decode hold.
        prior_rows: Rows the prior has.
    """

    def __init__(self, max_rows: int, prior_rows: int = 0) -> None:
        self.encode = Lane(max_rows)
        self.decode = Lane(max_rows)
        self.prior = Lane(prior_rows)
        self._without: set[int] = set()

    def limit(self, encode: int, decode: int) -> None:
        """Seat nobody beyond so many rows for now; who sits stays, who waits is seated later."""
        self.encode.room = min(encode, self.encode.max_rows)
        self.decode.room = min(decode, self.decode.max_rows)

    def turn_away(self, session: int) -> None:
        """Leave a session without its prior until it stops asking."""
        self._without.add(session)

    def update(
        self,
        sessions: Sequence[int],
        has_mic: NDArray[np.bool_],
        ears: NDArray[np.integer],
        asks_prior: NDArray[np.bool_],
    ) -> RowPlan:
        """Seat the sessions of one block.

        Args:
            sessions: Keys, each once, length S.
            has_mic: Whether a session is encoded, shape [S].
            ears: Decode rows of a session, 1 or 2, shape [S].
            asks_prior: Whether a session hears the prior, shape [S].

        Returns:
            The plan: moves first, then resets, then the call.

        Raises:
            BlockSizeError: If the arrays are not of shape [S].
        """
        check_shape("has_mic", has_mic, [len(sessions)])
        check_shape("ears", ears, [len(sessions)])
        check_shape("asks_prior", asks_prior, [len(sessions)])
        listening = [(key, 0) for key, on in zip(sessions, has_mic, strict=True) if on]
        left = [(key, 0) for key in sessions]  # every first ear before any second one
        right = [(key, 1) for key, n in zip(sessions, ears, strict=True) if n == EARS]
        encode, decode = self.encode.update(listening), self.decode.update(left + right)
        encode_rows, decode_rows = self.encode.rows(), self.decode.rows()
        encode_row = [encode_rows.get((key, 0), NO_ROW) for key in sessions]
        decode_row = [
            [decode_rows.get((key, ear), NO_ROW) for ear in range(EARS)] for key in sessions
        ]
        asking = [key for key, on in zip(sessions, asks_prior, strict=True) if on]
        prior, turned_away = self._seat_priors([key for key in asking if (key, 0) in decode_rows])
        prior_rows = self.prior.rows()
        return RowPlan(
            encode,
            decode,
            prior,
            np.array(encode_row, np.intp).reshape(-1),
            np.array(decode_row, np.intp).reshape(-1, EARS),
            np.array([prior_rows.get((key, 0), NO_ROW) for key in sessions], np.intp).reshape(-1),
            turned_away,
        )

    def _seat_priors(self, asking: Sequence[int]) -> tuple[LanePlan, int]:
        """Seat who asks and was not turned away; return how many are turned away now."""
        self._without &= set(asking)
        hopeful = [key for key in asking if key not in self._without]
        plan = self.prior.update([(key, 0) for key in hopeful])
        seated = set(self.prior.seats)
        turned_away = [key for key in hopeful if (key, 0) not in seated]
        self._without.update(turned_away)
        return plan, len(turned_away)
