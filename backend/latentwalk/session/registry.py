"""Who walks: join, detach, resume, leave, and the token that brings a walker back.

Owned by the event loop. The tick thread reads :attr:`Registry.sounding`, made of tuples
that are replaced whole and never changed.
"""

import secrets

from latentwalk.domain.errors import JoinRefusedError
from latentwalk.domain.ids import ResumeToken, SessionId
from latentwalk.domain.setting import Door
from latentwalk.latent.noise import session_key
from latentwalk.session.admission import Crowd
from latentwalk.session.foyer import Foyers
from latentwalk.session.ground import Ground
from latentwalk.session.lead_in import LeadIn
from latentwalk.session.session import Session

SOUNDS_ON_S = 2.0  # after this silence a detached walker's rows are freed (DESIGN §5.2)
FORGOTTEN_S = 120.0  # after this the session is gone for good
GIVEN_UP_S = 30.0  # so long who is gone keeps the place before somebody who waits gets it


class Registry:
    """All sessions of this server.

    Args:
        capacity: Most sessions, detached ones included: one lane each.

    Attributes:
        active: Those who walk, the lately silent included.
        foyers: The hidden listeners of those who wait, in lanes of their own.
    """

    def __init__(self, capacity: int) -> None:
        self.active: tuple[Session, ...] = ()
        self.foyers = Foyers(capacity)
        self._capacity = capacity
        self._free = list(range(capacity))[::-1]
        self._by_token: dict[ResumeToken, Session] = {}
        self._joined = 0

    def __len__(self) -> int:
        return len(self._by_token)

    @property
    def sounding(self) -> tuple[Session, ...]:
        """All for whom a tick is turned: those who walk, then the foyers."""
        return (*self.active, *self.foyers.active)

    @property
    def everyone(self) -> tuple[Session, ...]:
        """All sessions, those that may still resume and the foyers included."""
        return (*self._by_token.values(), *self.foyers.active)

    def crowd(self, now_s: float) -> Crowd:
        """Count who walks, for admission; who is back soon keeps the place."""
        return Crowd.of_all(
            session.ground.models
            for session in self._by_token.values()
            if session.detached_at_s is None or now_s - session.detached_at_s <= GIVEN_UP_S
        )

    def join(
        self,
        ground: Ground,
        door: Door,
        token: ResumeToken | None = None,
        lead_in: LeadIn | None = None,
    ) -> Session:
        """Let a walker in; whoever has been gone longest makes room for one who is here.

        Args:
            ground: The walk they are on.
            door: How they came in.
            token: What resumes the session, where the walker was given one before.
            lead_in: From what they have heard so far.

        Raises:
            JoinRefusedError: If every lane is taken by somebody who is here.
        """
        if not self._free:
            self._evict()
        if not self._free:
            raise JoinRefusedError(
                f"{self._capacity} walkers are here already, as many as this server carries; "
                "try again in a minute or start it with a larger --walkers"
            )
        self._joined += 1
        token = token or ResumeToken(secrets.token_urlsafe(24))
        # The low half counts, so an id is never reused; the high half cannot be guessed.
        session_id = SessionId((secrets.randbits(31) << 32) | self._joined)
        lane = self._free.pop()
        key = session_key(ground.walk.seed, self._joined)
        session = Session(session_id, token, lane, ground, door, key)
        session.lead_in = lead_in
        self._by_token[token] = session
        self._publish()
        return session

    def resume(self, token: ResumeToken) -> Session | None:
        """Give a walker their session back, or ``None`` if it was forgotten."""
        session = self._by_token.get(token)
        if session is not None:
            session.detached_at_s = None
            session.downlink.clear()
            self._publish()
        return session

    def detach(self, session: Session, now_s: float) -> None:
        """Note that the carrier is gone; the walker may come back."""
        session.detached_at_s = now_s

    def leave(self, session: Session) -> None:
        """Forget a walker at once; leaving twice is harmless."""
        if self._by_token.pop(session.token, None) is not None:
            self._free.append(session.lane)
            self._publish()

    def expire(self, now_s: float) -> None:
        """Free the rows of those silent for long, and forget those gone for longer."""
        for session in list(self._by_token.values()):
            at_s = session.detached_at_s
            if at_s is not None and now_s - at_s > FORGOTTEN_S:
                self.leave(session)
        self._publish(now_s)

    def _evict(self) -> None:
        gone = [s for s in self._by_token.values() if s.detached_at_s is not None]
        if gone:
            self.leave(min(gone, key=lambda s: s.detached_at_s or 0.0))

    def _publish(self, now_s: float | None = None) -> None:
        self.active = tuple(
            s
            for s in self._by_token.values()
            if s.detached_at_s is None or now_s is None or now_s - s.detached_at_s <= SOUNDS_ON_S
        )
