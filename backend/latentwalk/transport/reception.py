"""Where visitors are let in or wait, and what those who wait hear. Lives on the event loop."""

import asyncio
from collections.abc import Callable
from typing import Protocol

from latentwalk.domain.ids import ResumeToken
from latentwalk.session.entrance import Entrance
from latentwalk.session.foyer import Foyer
from latentwalk.session.ground import Ground
from latentwalk.session.lead_in import LeadIn
from latentwalk.session.waiting_line import Waiter
from latentwalk.transport.codec_threads import CodecThreads
from latentwalk.transport.foyer_stream import Ear, FoyerStream
from latentwalk.transport.wire import Codec

LEFT_OPEN_S = 2.0  # a foyer sounds on for those on their way in, longer than that takes
TOLD_TOGETHER = 16  # waiters: in between the event loop does what is more urgent


class Visiting(Protocol):
    """A connected visitor."""

    def replace(self) -> None:
        """Close, because they came back elsewhere."""
        ...

    def tell(self, place: int, now_s: float) -> None:
        """Say where in the line they stand, unless they know or were told just now."""
        ...

    def enter(self, waiter: Waiter) -> None:
        """Go in: there is room."""
        ...


class Reception:
    """One for all carriers of a server.

    Args:
        entrance: Decides.
        codecs: Encode what those who wait hear.
        now_s: Tells the media time.

    Attributes:
        entrance: As given.
        visits: Who is connected, by the token that resumes them.
    """

    def __init__(
        self, entrance: Entrance, codecs: CodecThreads, now_s: Callable[[], float]
    ) -> None:
        self.entrance = entrance
        self.visits: dict[ResumeToken, Visiting] = {}
        self._codecs, self._now_s = codecs, now_s
        self._foyers = entrance.registry.foyers
        self._streams: dict[tuple[Foyer, Codec], FoyerStream] = {}
        self._entered_s: dict[Foyer, float] = {}

    @property
    def waiting(self) -> int:
        """How many wait, those whose network is gone included."""
        return len(self.entrance.line)

    def arrive(self, token: ResumeToken, visit: Visiting) -> None:
        """Note who is connected; an older connection of theirs closes."""
        older = self.visits.get(token)
        if older is not None:
            older.replace()
        self.visits[token] = visit

    def depart(self, token: ResumeToken, visit: Visiting) -> bool:
        """Note that a connection is gone; say whether it was the newest of its visitor."""
        if self.visits.get(token) is not visit:
            return False
        del self.visits[token]
        return True

    def place_of(self, token: ResumeToken) -> int:
        """Return somebody's place, from 1; they wait."""
        return self.entrance.line.places()[token]

    def listen(self, ground: Ground, codec: Codec, ear: Ear) -> FoyerStream | None:
        """Let somebody hear a walk's common ground; ``None`` while too many walks have waiters."""
        foyer = self._foyers.open(ground)
        if foyer is None:
            return None
        stream = self._streams.get((foyer, codec))
        if stream is None:
            stream = self._streams[foyer, codec] = FoyerStream(foyer, codec, self._codecs)
        stream.ears[ear] = None
        return stream

    def unlisten(self, stream: FoyerStream, ear: Ear) -> None:
        """Let them hear it no longer; what nobody hears ends. Twice is harmless."""
        stream.ears.pop(ear, None)
        if not stream.ears and self._streams.pop((stream.foyer, stream.codec), None) is not None:
            stream.close()

    def lead_in(self, stream: FoyerStream) -> LeadIn:
        """Return the way from a stream into the walk."""
        self._entered_s[stream.foyer] = self._now_s()
        return LeadIn(stream.foyer, stream.line)

    def admit(self) -> None:
        """Let in those for whom there is room."""
        for waiter in self.entrance.next_in(self._now_s()):
            self.visits[waiter.token].enter(waiter)

    async def attend(self) -> None:
        """Forget who is gone, let in whom there is room for, tell the others; twice a second."""
        self.entrance.expire(self._now_s())
        self.admit()
        self._close_foyers()
        for number, (token, place) in enumerate(self.entrance.line.places().items()):
            if number % TOLD_TOGETHER == TOLD_TOGETHER - 1:
                await asyncio.sleep(0.0)
            visit = self.visits.get(token)
            if visit is not None:
                visit.tell(place, self._now_s())

    def _close_foyers(self) -> None:
        busy = {foyer for foyer, _ in self._streams}
        for foyer in self._foyers.active:
            entered_s = self._entered_s.get(foyer, -LEFT_OPEN_S)
            if foyer not in busy and self._now_s() - entered_s >= LEFT_OPEN_S:
                self._foyers.close(foyer)
                self._entered_s.pop(foyer, None)
