"""What a carrier needs of the server around it."""

from dataclasses import dataclass
from typing import Protocol

from pydantic import JsonValue

from latentwalk.session.ground import Ground
from latentwalk.session.registry import Registry
from latentwalk.transport.codec_threads import CodecThreads
from latentwalk.transport.pacing import Pacer
from latentwalk.transport.reception import Reception


class Walks(Protocol):
    """The walks that are open."""

    def admit(self, walk_id: str, access_code: str | None) -> None:
        """Open a walk to who asks; may take long, so not in the event loop.

        Raises UnknownWalkError or AccessCodeError.
        """
        ...

    def ground(self, walk_id: str) -> Ground:
        """Return an open walk; raises UnknownWalkError."""
        ...

    def public(self, walk_id: str) -> dict[str, JsonValue]:
        """Return what a client may know of it; raises UnknownWalkError."""
        ...


@dataclass(slots=True)
class Host:
    """The running server as carriers see it.

    Attributes:
        walks: What can be walked.
        registry: Who walks.
        reception: Lets in, or lets wait.
        codecs: The codec threads.
        pacer: Media time.
        latency_frames: Mic to stereo inside the server, declared.
    """

    walks: Walks
    registry: Registry
    reception: Reception
    codecs: CodecThreads
    pacer: Pacer
    latency_frames: int
