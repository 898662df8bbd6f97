"""Who comes in now and who waits, from all that decides it. Owned by the event loop."""

from collections.abc import Callable

from latentwalk.domain.ids import ResumeToken
from latentwalk.domain.setting import Door
from latentwalk.session.admission import Capacity
from latentwalk.session.ground import Ground
from latentwalk.session.lead_in import LeadIn
from latentwalk.session.registry import Registry
from latentwalk.session.session import Session
from latentwalk.session.waiting_line import Waiter, WaitingLine


class Entrance:
    """The one way in.

    Args:
        registry: Who walks.
        carried: Tells what the server carries now.
        line: Who waits.
    """

    def __init__(
        self, registry: Registry, carried: Callable[[], Capacity], line: WaitingLine | None = None
    ) -> None:
        self.registry = registry
        self.carried = carried
        self.line = WaitingLine() if line is None else line

    def come(
        self, ground: Ground, door: Door, token: ResumeToken | None, now_s: float
    ) -> Session | Waiter:
        """Take in who says hello.

        A walker who comes back never waits; who waited has the place they had; who is new
        walks at once where there is room and nobody of the same walk waits for it.

        Args:
            ground: The walk they ask for.
            door: How they come in.
            token: Of an earlier welcome or wait.
            now_s: Media time.

        Raises:
            JoinRefusedError: If too many wait already.
        """
        known = None if token is None else self.registry.resume(token)
        if known is not None:
            return known
        waited = None if token is None else self.line.resume(token)
        if waited is not None and waited.walk == ground.walk.id:
            return waited
        if waited is not None:  # a place in one walk's line is none in another's
            self.line.leave(waited)
        if self._is_first(ground) and self._full(ground, now_s) is None:
            return self.registry.join(ground, door)
        return self.line.join(ground.walk.id, ground.models, door)

    def next_in(self, now_s: float) -> list[Waiter]:
        """Take those out of the line who can walk now, in order; each of them shall enter."""
        if not len(self.line):
            return []
        return self.line.admit(self.carried(), self.registry.crowd(now_s))

    def enter(self, waiter: Waiter, ground: Ground, lead_in: LeadIn | None) -> Session:
        """Let in who was taken out of the line; the token they have resumes the session."""
        return self.registry.join(ground, waiter.door, waiter.token, lead_in)

    def expire(self, now_s: float) -> None:
        """Forget walkers and waiters who are gone for long."""
        self.registry.expire(now_s)
        self.line.expire(now_s)

    def most(self, ground: Ground, now_s: float) -> tuple[int, str]:
        """Return how many may walk a walk at once, and what limits them: walkers, or a model."""
        return self.carried().most(ground.models, self.registry.crowd(now_s))

    def _is_first(self, ground: Ground) -> bool:
        walk = ground.walk.id
        return not any(w.walk == walk and w.detached_at_s is None for w in self.line)

    def _full(self, ground: Ground, now_s: float) -> str | None:
        return self.carried().full(ground.models, self.registry.crowd(now_s))
