"""How the owner opens their pages from another device: a link that works once.

The link's token is exchanged for a cookie; both live in memory only and end with the
server. Comparisons take the same time whatever is guessed.
"""

import secrets

from latentwalk.domain.clock import Clock

TOKEN_VALID_S = 3600.0
COOKIE_VALID_S = 12 * 3600.0


class OwnerPass:
    """One token, spent once within an hour, and the one cookie it buys.

    Args:
        clock: Monotonic.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.token = secrets.token_urlsafe(24)
        self._token_ends_s = clock.now_s() + TOKEN_VALID_S
        self._cookie: str | None = None
        self._cookie_ends_s = 0.0

    def redeem(self, token: str) -> str | None:
        """Return a new cookie for the right token in time, once; ``None`` for any other."""
        now_s = self._clock.now_s()
        is_right = _is_same(token, self.token)
        if not is_right or self._cookie is not None or now_s >= self._token_ends_s:
            return None
        self._cookie, self._cookie_ends_s = secrets.token_urlsafe(32), now_s + COOKIE_VALID_S
        return self._cookie

    def admits(self, cookie: str) -> bool:
        """Say whether ``cookie`` was bought here and is still valid."""
        if self._cookie is None or self._clock.now_s() >= self._cookie_ends_s:
            return False
        return _is_same(cookie, self._cookie)


def _is_same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "replace"), expected.encode())
