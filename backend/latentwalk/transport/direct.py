"""A short way for packets: from the socket to the connection and back, past queues and tasks.

A carrier under our own server offers itself in the ASGI scope; elsewhere (tests, another server)
there is none, and packets go through ASGI as any message does.
"""

from collections.abc import Callable, Sequence
from typing import Protocol

from starlette.requests import HTTPConnection

EXTENSION = "latentwalk.direct"

TakePacket = Callable[[bytes], None]


class Direct(Protocol):
    """A WebSocket that hands over and takes whole binary messages; all on the event loop."""

    def receive_with(self, take: TakePacket | None) -> None:
        """Give every binary message to ``take``, in its order among all messages.

        What ``take`` raises is lost; ``None`` goes back to ASGI.
        """
        ...

    @property
    def is_writable(self) -> bool:
        """Whether what is sent now leaves soon; else it is better kept where it can be dropped."""
        ...

    def send_packets(self, packets: Sequence[bytes]) -> None:
        """Send binary messages in one write; ignored once the socket closes."""
        ...

    def send_frames(self, frames: bytes) -> None:
        """Send what ``frames.frame`` made of them: the same bytes may go to many."""
        ...


def direct_of(connection: HTTPConnection) -> Direct | None:
    """Return the short way of this connection, if its server has one."""
    offered: Direct | None = connection.scope.get("extensions", {}).get(EXTENSION)
    return offered
