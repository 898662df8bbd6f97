"""The engine process: ``python -m latentwalk.engine.worker CONNECTION MEMORY HASTE``.

It loads one model, says so, then answers block numbers until the pipe closes: when the
server dies, however it dies, this process ends too.
"""

import contextlib
import json
import os
import resource
import signal
import sys
from multiprocessing.connection import Connection

import torch

from latentwalk.domain.errors import DeviceError, InputFileError
from latentwalk.engine.arena import Answer, Arena, ArenaLayout
from latentwalk.engine.local import LocalPool
from latentwalk.engine.number import pack_number, rows_to_warm, unpack_number
from latentwalk.engine.order import Order
from latentwalk.engine.pool import KEPT_S
from latentwalk.engine.priority import raise_session, yield_session
from latentwalk.engine.timing import require_speed, time_pool

SWITCH_S = 0.0005  # who plays never waits longer for the interpreter than so
UNHURRIED = "later"  # nobody waits for this process yet


def main() -> None:
    """Serve one model on two inherited descriptors."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when we stop
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold voices
    torch.set_num_threads(1)
    sys.setswitchinterval(SWITCH_S)
    if sys.argv[3] == UNHURRIED:
        yield_session()
    connection, memory = Connection(int(sys.argv[1])), int(sys.argv[2])
    with contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError):
        pool = _load(connection)
        if pool is not None:
            raise_session()
            pool.prepare_aside()
            arena = Arena(memory, ArenaLayout.of(pool.contract))
            _say(connection, {"contract": pool.contract.to_json()})
            serve(connection, arena, pool)
    os._exit(0)  # torch's own teardown is slow and holds nothing of ours


def _load(connection: Connection) -> LocalPool | None:
    order = Order.model_validate_json(connection.recv_bytes())
    try:
        pool = LocalPool(order.manifest, options=order.options)
        if order.is_timed:
            time_pool(pool)
            require_speed(pool, order.manifest)
        return pool
    except InputFileError as error:
        story: tuple[str, ...] = (error.file, error.place, error.problem, error.remedy)
        _say(connection, {"error": type(error).__name__, "story": story})
    except DeviceError as error:
        _say(connection, {"error": type(error).__name__, "story": (str(error),)})
    return None


def _say(connection: Connection, message: dict[str, object]) -> None:
    connection.send_bytes(json.dumps(message).encode())


def serve(connection: Connection, arena: Arena, pool: LocalPool) -> None:
    """Answer blocks until the pipe closes.

    Only the newest block waiting is played: the answer to any other would be late already.
    When none comes for as long as a session may be absent, nobody is left to come back, and
    no microphone's memory stays.

    Raises:
        EOFError: When the server closes the pipe.
    """
    number = 0
    while True:
        if not connection.poll(KEPT_S):
            pool.forget()
        number = _newest(connection, pool, is_reserve=number == 0)
        block, generations = arena.read_block(number)
        stepped = pool.play(block, arena.read_rested(number))
        times = *pool.last_rows, pool.last_call_time_s
        answer = Answer(stepped, generations, pool.totals, *times)
        arena.write_answer(number, answer)
        connection.send_bytes(pack_number(number))


def _newest(connection: Connection, pool: LocalPool, is_reserve: bool) -> int:
    """Wait for a block and return the newest there is; a reserve gets ready meanwhile if asked."""
    newest = 0
    while not newest or connection.poll():
        number = unpack_number(connection.recv_bytes())
        rows = rows_to_warm(number)
        if not rows:
            newest = number
        elif is_reserve:  # whoever plays sees for itself what it needs
            yield_session()
            pool.expect(rows)
    if is_reserve:
        raise_session()
    return newest


if __name__ == "__main__":
    main()
