"""One engine process as the server sees it: started, spoken to, buried. Without torch."""

import contextlib
import json
import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection, Pipe
from pathlib import Path
from typing import Any

from latentwalk.domain.errors import (
    ContractError,
    DeviceError,
    EngineClosedError,
    LatentwalkError,
    ModelFileError,
    ModelHashError,
)
from latentwalk.engine.arena import SLOTS, Answer, Arena, ArenaLayout, open_memory
from latentwalk.engine.contract import Contract
from latentwalk.engine.number import pack_number, pack_warm, unpack_number
from latentwalk.engine.order import Order
from latentwalk.engine.pool import Block, Keys

WORKER = "latentwalk.engine.worker"
LOAD_S = 180.0  # torch from a cold disk and a large model's proofs
LOOK_S = 0.1
MAPPED_BYTES = 8 << 20  # glibc gives larger pieces back when they are freed, here always
GONE = (EOFError, BrokenPipeError, ConnectionResetError, OSError)
REFUSALS = (ModelFileError, ContractError, ModelHashError, DeviceError)
ERRORS: dict[str, Callable[..., LatentwalkError]] = {kind.__name__: kind for kind in REFUSALS}


class EngineProcess:
    """A child with one model; starting it does not wait for it.

    A fresh interpreter is started, not forked: the server's threads would leave locks held.

    Args:
        order: What it loads, and how.
        is_awaited: Whether somebody waits for it; a standby loads behind everybody else.
    """

    def __init__(self, order: Order, is_awaited: bool = True) -> None:
        self._path = order.manifest.path
        self._memory = open_memory()
        self._connection, theirs = Pipe()
        self._poll = _poll_of(self._connection)
        self._arena: Arena | None = None
        self._newest = self._answered = self._collected = 0
        haste = "now" if is_awaited else "later"
        command = [sys.executable, "-P", "-m", WORKER]
        command += [str(theirs.fileno()), str(self._memory), haste]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            env=child_environment(),
            pass_fds=(theirs.fileno(), self._memory),
            start_new_session=True,  # a Ctrl-C is the server's to handle; a share of its own
        )
        theirs.close()  # or the child's death would not end the pipe
        with contextlib.suppress(*GONE):  # `wait_ready` tells of it
            self._connection.send_bytes(order.model_dump_json().encode())

    @property
    def process_id(self) -> int:
        """The system's number of the process."""
        return self._process.pid

    def wait_ready(self, stop: threading.Event | None = None, limit_s: float = LOAD_S) -> Contract:
        """Wait until the model is loaded, proved and warm.

        Raises:
            ModelFileError: As the child raised it, or when it died or took too long.
            DeviceError: As the child raised it.
            EngineClosedError: When ``stop`` is set meanwhile.
        """
        for _ in range(int(limit_s / LOOK_S)):
            if stop is not None and stop.is_set():
                raise EngineClosedError("the pool closed while a process was loading")
            if self._poll(LOOK_S * 1000.0):
                return self._read_contract()
        raise ModelFileError(self._path, "", f"took more than {limit_s:.0f} s to load")

    def _read_contract(self) -> Contract:
        try:
            said = json.loads(self._connection.recv_bytes())
        except GONE as error:
            problem = f"the engine process died while loading it (exit {self._process.wait()})"
            remedy = "See the log above; it may lack memory"
            raise ModelFileError(self._path, "", problem, remedy) from error
        if "error" in said:
            raise ERRORS[said["error"]](*said["story"])
        contract = Contract.from_json(said["contract"])
        self._arena = Arena(self._memory, ArenaLayout.of(contract))
        os.close(self._memory)
        self._memory = -1
        return contract

    @property
    def is_choked(self) -> bool:
        """Whether the next block has no free slot: the child is that far behind."""
        return self._newest + 1 - self._answered >= SLOTS

    @property
    def answered(self) -> int:
        """Number of the last block it answered; 0 at first."""
        return self._answered

    @property
    def is_idle(self) -> bool:
        """Whether every block was answered."""
        return self._newest == self._answered

    def submit(self, block: Block, generations: Keys, n_rested: int = 0) -> None:
        """Hand one block over; it must not be choked.

        Args:
            block: What is played.
            generations: Whose seats those are, shape [S].
            n_rested: Blocks without anybody that were left out before this one.

        Raises:
            EOFError, OSError: When the child is gone.
        """
        assert self._arena is not None
        self._newest += 1
        self._arena.write_block(self._newest, block, generations, n_rested)
        self._connection.send_bytes(pack_number(self._newest))

    def warm(self, rows: int) -> None:
        """Have it get ready for calls of so many rows, while nobody hears it.

        Raises:
            EOFError, OSError: When the child is gone.
        """
        self._connection.send_bytes(pack_warm(rows))

    def collect(self) -> Answer | None:
        """Return the answer to the newest block if it is there, once; never wait.

        Raises:
            EOFError, OSError: When the child is gone.
        """
        while self._poll(0.0):
            self._answered = unpack_number(self._connection.recv_bytes())
        if self._collected == self._newest or not self.is_idle:
            return None
        self._collected = self._newest
        assert self._arena is not None
        return self._arena.read_answer(self._newest)

    def wait_answer(self, limit_s: float) -> bool:
        """Wait for the newest block's answer without taking it; not for the tick thread."""
        try:
            while not self.is_idle and self._poll(limit_s * 1000.0):
                self._answered = unpack_number(self._connection.recv_bytes())
        except GONE:
            return False
        return self.is_idle

    def kill(self) -> None:
        """End it at once."""
        self._process.kill()

    def close(self) -> None:
        """End it and bury it; it holds nothing that would need a farewell."""
        self._connection.close()
        if self._memory >= 0:
            os.close(self._memory)
            self._memory = -1
        self._process.kill()
        self._process.wait()

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process.poll() is None


def _poll_of(connection: Connection) -> Callable[[float], list[tuple[int, int]]]:
    """Return how to wait, milliseconds, for something to read or the other side's end.

    ``Connection.poll`` makes a selector for every look, and there are six a tick.
    """
    poller = select.poll()
    poller.register(connection.fileno(), select.POLLIN)
    return poller.poll


def child_environment() -> dict[str, str]:
    """Return ours, one thread for each numeric library, freed memory given back, our package."""
    package_root = str(Path(__file__).resolve().parents[2])
    known = os.environ.get("PYTHONPATH")
    numeric: dict[str, Any] = dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
    numeric["MALLOC_MMAP_THRESHOLD_"] = str(MAPPED_BYTES)
    path = os.pathsep.join([package_root, known] if known else [package_root])
    return {**os.environ, **numeric, "PYTHONPATH": path}
