"""Opus in a process of its own, as one thread of the server sees it (DESIGN §2).

Two hundred calls of a codec a tick, each of which lets go of the interpreter and asks for it
again, hold up the tick thread far more than they compute. Here they are three exchanges.
"""

import contextlib
import logging
import os
import subprocess
import sys
from collections.abc import Sequence
from multiprocessing.connection import Connection, Pipe

from latentwalk.domain.block import Samples
from latentwalk.domain.errors import TruncatedMessageError
from latentwalk.engine.arena import open_memory
from latentwalk.engine.child import GONE, child_environment
from latentwalk.transport.codec_bytes import (
    Reader,
    Task,
    counted,
    read_packets,
    undecoded_bytes,
)
from latentwalk.transport.codec_memory import CodecMemory
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
        self._shared = open_memory()
        self._memory = CodecMemory(self._shared)
        self._process, self._connection = _start(self._shared)

    @property
    def process_id(self) -> int:
        """The system's number of the child."""
        return self._process.pid

    def decode(self, packets: Sequence[Undecoded]) -> list[Decoded]:
        """Decode at most ``MOST_PACKETS`` in order; an empty list when they were lost.

        The sound is good until the next exchange.
        """
        answer = self._exchange(undecoded_bytes(packets)) if packets else None
        try:
            if answer is None:
                return []
            parts = iter(self._memory.read_mic(Reader(answer).counts(2 * len(packets))))
        except TruncatedMessageError:
            self._replace()
            return []
        return [Decoded(bridge, samples) for bridge, samples in zip(parts, parts, strict=True)]

    def encode(self, numbers: Sequence[int], sound: Sequence[Samples]) -> list[bytes]:
        """Encode at most ``MOST_PACKETS`` in order, [2, 960] each; an empty list when lost."""
        if not numbers:
            return []
        self._memory.write_stereo(sound)
        answer = self._exchange(counted([Task.ENCODE, len(numbers), *numbers]))
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
        self._end()
        os.close(self._shared)

    def _end(self) -> None:
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
        self._end()
        self._process, self._connection = _start(self._shared)


def _start(shared: int) -> tuple[subprocess.Popen[bytes], Connection]:
    ours, theirs = Pipe()
    passed = theirs.fileno(), shared
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", WORKER, *map(str, passed)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        env=child_environment(),
        pass_fds=passed,
        start_new_session=True,  # a Ctrl-C is the server's to handle
    )
    theirs.close()  # or the child's death would not end the pipe
    return process, ours
