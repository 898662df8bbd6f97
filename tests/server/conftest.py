"""A real server process with the shipped model on a free port, one for all tests of this room."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
WALKS = ("--walks-dir", str(REPOSITORY / "tests/data/server-walks"), "--walk", "two-grounds")


@dataclass(frozen=True)
class RunningServer:
    url: str
    process: subprocess.Popen[str]

    @property
    def socket_url(self) -> str:
        return self.url.replace("http", "ws", 1) + "/ws"

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.url + path, timeout=10) as answer:
            return json.load(answer)

    def engine_pids(self) -> list[int]:
        """Return the engine processes, oldest first."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        pids = [int(pid) for pid in children.split()]
        tasks = Path(f"/proc/{self.process.pid}/task")
        for task in tasks.iterdir():
            pids += [int(pid) for pid in (task / "children").read_text().split()]
        lines = {pid: Path(f"/proc/{pid}/cmdline").read_text() for pid in set(pids)}
        return sorted(pid for pid, line in lines.items() if "engine.worker" in line)


def start_server(*options: str) -> RunningServer:
    """Start ``latentwalk serve`` and wait until it says that it listens."""
    command = [sys.executable, "-m", "latentwalk", "serve", "--port", "0", "--no-lan", *options]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY / "backend"), "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if found := re.search(r"http://localhost:(\d+)", line):
            return RunningServer(f"http://127.0.0.1:{found[1]}", process)
    raise AssertionError(f"the server ended before it listened:\n{''.join(said)}")


def stop_server(server: RunningServer) -> None:
    """Ask the server to end, and insist that it does."""
    server.process.send_signal(signal.SIGINT)
    server.process.communicate(timeout=30)


@pytest.fixture(scope="session")
def server() -> Iterator[RunningServer]:
    running = start_server(*WALKS, "--walkers", "8")
    yield running
    stop_server(running)
