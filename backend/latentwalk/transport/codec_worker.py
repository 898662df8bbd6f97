"""The codec process: ``python -m latentwalk.transport.codec_worker CONNECTION MEMORY``.

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
    counted,
    packets_bytes,
    read_undecoded,
)
from latentwalk.transport.codec_memory import CodecMemory
from latentwalk.transport.coders import Coders, Coding


def main() -> None:
    """Serve on two inherited descriptors."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when we stop
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold voices
    raise_session()
    serve(Connection(int(sys.argv[1])), CodecMemory(int(sys.argv[2])), Coders())


def serve(connection: Connection, memory: CodecMemory, coders: Coding) -> None:
    """Answer until the other side closes."""
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            answer = answered(connection.recv_bytes(), memory, coders)
            if answer is not None:
                connection.send_bytes(answer)


def answered(request: bytes, memory: CodecMemory, coders: Coding) -> bytes | None:
    """Return the answer to one request; ``None`` where none is awaited."""
    reader = Reader(request)
    match Task(reader.counts(1)[0]):
        case Task.DECODE:
            parts = [part for decoded in coders.decode(read_undecoded(reader)) for part in decoded]
            memory.write_mic(parts)
            return counted([len(part) for part in parts])
        case Task.ENCODE:
            numbers = reader.counts(reader.counts(1)[0])
            return packets_bytes(coders.encode(numbers, list(memory.stereo[: len(numbers)])))
        case Task.FORGET:
            coders.forget(reader.counts(1)[0])
            return None


if __name__ == "__main__":
    main()
