"""Opus in a process of its own, as one thread of the server sees it (DESIGN §2).

Two hundred calls of a codec a tick, each of which lets go of the interpreter and asks for it
again, hold up the tick thread far more than they compute. Here they are three exchanges.
"""

import contextlib
import logging
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection, Pipe

from latentwalk.domain.block import Samples
from latentwalk.domain.errors import TruncatedMessageError
from latentwalk.engine.child import GONE, child_environment
from latentwalk.transport.codec_bytes import (
    Task,
    counted,
    read_decoded,
    read_packets,
    sound_bytes,
    undecoded_bytes,
)
from latentwalk.transport.coders import Decoded, Undecoded

WORKER = "latentwalk.transport.codec_worker"
END_S = 5.0
log = logging.getLogger(__name__)


class CodecProcess:
    """Codecs by number in a child; see :class:`latentwalk.transport.coders.Coding`.

    Each exchange waits for its answer. When the child is gone another is started at once: what
    was being exchanged is lost, codecs begin anew, nobody is disconnected.

    Attributes:
        restarts: Children replaced.
    """

    def __init__(self) -> None:
        self.restarts = 0
        self._process, self._connection = _start()

    @property
    def process_id(self) -> int:
        """The system's number of the child."""
        return self._process.pid

    def decode(self, packets: Sequence[Undecoded]) -> list[Decoded]:
        """Decode mic packets in order; an empty list when they were lost."""
        if not packets:
            return []
        answer = self._exchange(undecoded_bytes(packets))
        try:
            return [] if answer is None else read_decoded(answer, len(packets))
        except TruncatedMessageError:
            self._replace()
            return []

    def encode(self, numbers: Sequence[int], sound: Sequence[Samples]) -> list[bytes]:
        """Encode stereo in order, [2, 960] each; an empty list when it was lost."""
        if not numbers:
            return []
        answer = self._exchange(sound_bytes(numbers, sound))
        try:
            return [] if answer is None else read_packets(answer, len(numbers))
        except TruncatedMessageError:
            self._replace()
            return []

    def forget(self, number: int) -> None:
        """Drop one's codecs."""
        with contextlib.suppress(*GONE):
            self._connection.send_bytes(counted([Task.FORGET, number]))

    def close(self) -> None:
        """End the child."""
        self._connection.close()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _exchange(self, request: bytes) -> bytes | None:
        try:
            self._connection.send_bytes(request)
            return self._connection.recv_bytes()
        except GONE:
            self._replace()
            return None

    def _replace(self) -> None:
        log.warning("a codec process is gone; another takes over")
        self.restarts += 1
        self._process.kill()
        self.close()
        self._process, self._connection = _start()


def _start() -> tuple[subprocess.Popen[bytes], Connection]:
    ours, theirs = Pipe()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", WORKER, str(theirs.fileno())],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=child_environment(),
        pass_fds=(theirs.fileno(),),
        start_new_session=True,  # a Ctrl-C is the server's to handle
    )
    theirs.close()  # or the child's death would not end the pipe
    return process, ours
