"""How much one walker may send: token buckets over a time that is passed in."""

from dataclasses import dataclass, field

from latentwalk.domain.errors import FloodError
from latentwalk.transport.wire import Packet, PosePacket

MIC_PER_S = 100.0  # twice what 20 ms packets need
POSE_PER_S = 50.0
JSON_PER_S = 20.0
BURST_S = 2.0  # what a stalled network may deliver at once


@dataclass(slots=True)
class TokenBucket:
    """Lets ``burst`` pass at once and ``rate_per_s`` in the long run; starts full.

    In any span of t seconds at most ``burst + rate_per_s * t`` are taken.

    Attributes:
        rate_per_s: Tokens that come back each second, > 0.
        burst: Tokens it holds, at least 1.
        last_s: Monotonic seconds up to which it has been filled.
    """

    rate_per_s: float
    burst: float
    last_s: float = 0.0
    _tokens: float = field(init=False)

    def __post_init__(self) -> None:
        self.reset(self.last_s)

    def take(self, now_s: float) -> bool:
        """Take one token if there is one.

        Args:
            now_s: Monotonic seconds; a time before the last one counts as the last one.

        Returns:
            Whether there was one.
        """
        passed_s = max(0.0, now_s - self.last_s)
        self.last_s = max(now_s, self.last_s)
        self._tokens = min(self.burst, self._tokens + passed_s * self.rate_per_s)
        has_one = self._tokens >= 1.0
        if has_one:
            self._tokens -= 1.0
        return has_one

    def reset(self, now_s: float) -> None:
        """Fill it."""
        self.last_s = now_s
        self._tokens = self.burst


class SessionLimits:
    """The rates of one connection; sizes are refused by the decoders.

    Args:
        start_s: Monotonic seconds at which the connection began.
    """

    def __init__(self, start_s: float) -> None:
        self._mic = _bucket(MIC_PER_S, start_s)
        self._pose = _bucket(POSE_PER_S, start_s)
        self._messages = _bucket(JSON_PER_S, start_s)

    def admit_packet(self, packet: Packet, now_s: float) -> None:
        """Count a packet among those of its kind.

        Raises:
            FloodError: If they come too fast.
        """
        if isinstance(packet, PosePacket):
            _take(self._pose, "pose", now_s)
        else:
            _take(self._mic, "mic", now_s)

    def admit_message(self, now_s: float) -> None:
        """Count a JSON message.

        Raises:
            FloodError: If they come too fast.
        """
        _take(self._messages, "JSON", now_s)


def _bucket(rate_per_s: float, start_s: float) -> TokenBucket:
    return TokenBucket(rate_per_s, rate_per_s * BURST_S, start_s)


def _take(bucket: TokenBucket, name: str, now_s: float) -> None:
    if not bucket.take(now_s):
        raise FloodError(
            f"{name}: expected at most {bucket.rate_per_s:g} a second "
            f"(and {bucket.burst:g} at once), got more. Slow down"
        )
