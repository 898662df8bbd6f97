"""Those for whom there is no room yet, in order of arrival."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass

from latentwalk.domain.errors import JoinRefusedError
from latentwalk.domain.ids import ResumeToken, WalkId
from latentwalk.domain.setting import Door
from latentwalk.session.admission import Capacity, Crowd, Models

MOST_WAITING = 1000
KEPT_S = 120.0  # so long a waiter whose network is gone keeps the place


@dataclass(eq=False, slots=True)
class Waiter:
    """One who waits.

    Attributes:
        token: What brings back the place, and resumes the session it becomes.
        walk: Which walk.
        models: Those it can sound with.
        door: How they come in.
        detached_at_s: Since when the network is gone; ``None`` while it is there.
    """

    token: ResumeToken
    walk: WalkId
    models: Models
    door: Door
    detached_at_s: float | None = None


class WaitingLine:
    """At most ``most`` waiters; beyond that nobody is taken in.

    Args:
        most: How many.
    """

    def __init__(self, most: int = MOST_WAITING) -> None:
        self._most = most
        self._waiters: dict[ResumeToken, Waiter] = {}  # in order of arrival

    def __len__(self) -> int:
        return len(self._waiters)

    def __iter__(self) -> Iterator[Waiter]:
        return iter(self._waiters.values())

    def join(self, walk: WalkId, models: Models, door: Door) -> Waiter:
        """Take somebody in, behind all others.

        Raises:
            JoinRefusedError: If the line is full.
        """
        if len(self._waiters) >= self._most:
            raise JoinRefusedError(
                f"all places are taken and {self._most} wait already, as many as this server "
                "lets wait; try again in a few minutes"
            )
        token = ResumeToken(secrets.token_urlsafe(24))
        waiter = self._waiters[token] = Waiter(token, walk, tuple(models), door)
        return waiter

    def resume(self, token: ResumeToken) -> Waiter | None:
        """Give a place in the line back, or ``None`` if it was given up."""
        waiter = self._waiters.get(token)
        if waiter is not None:
            waiter.detached_at_s = None
        return waiter

    def leave(self, waiter: Waiter) -> None:
        """Take somebody out; leaving twice is harmless."""
        self._waiters.pop(waiter.token, None)

    def expire(self, now_s: float) -> None:
        """Give up the places of those gone for long."""
        for waiter in list(self):
            at_s = waiter.detached_at_s
            if at_s is not None and now_s - at_s > KEPT_S:
                self.leave(waiter)

    def places(self) -> dict[ResumeToken, int]:
        """Return everybody's place, from 1; so many, itself counted, stand before what is free."""
        return {token: place for place, token in enumerate(self._waiters, start=1)}

    def admit(self, capacity: Capacity, crowd: Crowd) -> list[Waiter]:
        """Take out those for whom there is room, in order.

        Nobody overtakes another of the same walk, but who is gone is passed over and keeps
        the place. A walk without room holds up no other.

        Args:
            capacity: What the server carries.
            crowd: Who walks; those admitted are added.
        """
        admitted: list[Waiter] = []
        full: set[WalkId] = set()
        for waiter in self:
            if waiter.detached_at_s is not None or waiter.walk in full:
                continue
            if capacity.full(waiter.models, crowd) is not None:
                full.add(waiter.walk)
                continue
            crowd.add(waiter.models)
            admitted.append(waiter)
        for waiter in admitted:
            self.leave(waiter)
        return admitted
