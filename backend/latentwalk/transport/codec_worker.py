"""The codec process: ``python -m latentwalk.transport.codec_worker CONNECTION``.

It answers requests until the pipe closes: when the server dies, this process ends too.
"""

import contextlib
import resource
import signal
import sys
from multiprocessing.connection import Connection

from latentwalk.engine.priority import raise_session
from latentwalk.transport.codec_bytes import (
    Reader,
    Task,
    decoded_bytes,
    packets_bytes,
    read_sound,
    read_undecoded,
)
from latentwalk.transport.coders import Coders, Coding


def main() -> None:
    """Serve on an inherited descriptor."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when we stop
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold voices
    raise_session()
    serve(Connection(int(sys.argv[1])), Coders())


def serve(connection: Connection, coders: Coding) -> None:
    """Answer until the other side closes."""
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            answer = answered(connection.recv_bytes(), coders)
            if answer is not None:
                connection.send_bytes(answer)


def answered(request: bytes, coders: Coding) -> bytes | None:
    """Return the answer to one request; ``None`` where none is awaited."""
    reader = Reader(request)
    match Task(reader.counts(1)[0]):
        case Task.DECODE:
            return decoded_bytes(coders.decode(read_undecoded(reader)))
        case Task.ENCODE:
            return packets_bytes(coders.encode(*read_sound(reader)))
        case Task.FORGET:
            coders.forget(reader.counts(1)[0])
            return None


if __name__ == "__main__":
    main()
