"""A process beside the server that computes for the artist and is never in a walker's way.

One job a line of JSON goes in; lines come back, the last of which says that it is done. The
process keeps its models, so that the next job is quick, and ends when the server does.
"""

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable

from pydantic import JsonValue

from latentwalk.domain.errors import RequestError
from latentwalk.engine.child import child_environment

Json = dict[str, JsonValue]
TRIES = 2  # one that was idle may end just when it is asked


class SideProcess:
    """Starts ``python -m module`` when it is first asked, and again after it ended.

    Args:
        module: Answers jobs by :mod:`latentwalk.app.side_jobs`.
        arguments: Of its command line.
    """

    def __init__(self, module: str, *arguments: str) -> None:
        self._command = [sys.executable, "-P", "-m", module, *arguments]
        self._process: subprocess.Popen[str] | None = None
        self._is_stopped = False
        self._lock = threading.Lock()  # one job at a time

    def ask(self, job: Json, on_progress: Callable[[float], None] = lambda share: None) -> Json:
        """Have a job done; waits for it.

        Args:
            job: What to do.
            on_progress: Told the share that is done, 0..1.

        Raises:
            RequestError: If it cannot be done, or was stopped.
        """
        with self._lock:
            for _ in range(TRIES):
                answer = self._try(job, on_progress)
                if answer is not None:
                    return _told(answer)
                if self._is_stopped:
                    break
        raise RequestError(409, "this was stopped because another was asked for. Ask again")

    def _try(self, job: Json, on_progress: Callable[[float], None]) -> Json | None:
        """Return the answer to a job, ``None`` if the process ended before it."""
        process, self._is_stopped = self._running(), False
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            process.stdin.write(json.dumps(job) + "\n")
            process.stdin.flush()
            for line in process.stdout:
                answer: Json = json.loads(line)
                if "share" not in answer:
                    return answer
                on_progress(float(str(answer["share"])))
        except (OSError, ValueError):
            pass  # it ended in the middle of a word
        self._bury(process)
        return None

    def stop(self) -> None:
        """End the process and the job it is at; harmless if there is none."""
        process = self._process
        if process is not None:
            self._is_stopped = True
            process.kill()
            with self._lock:  # whoever waited for the job has been told
                self._bury(process)

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is not None:
            self._bury(self._process)
        if self._process is None:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env=child_environment(),
                start_new_session=True,  # a Ctrl-C is the server's; a share of the machine its own
            )
        return self._process

    def _bury(self, process: subprocess.Popen[str]) -> None:
        """Wait for a process that is to end, and close what led to it."""
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # what was still to be said
                    pipe.close()
        if self._process is process:
            self._process = None


def _told(answer: Json) -> Json:
    if "error" in answer:
        raise RequestError(422, str(answer["error"]))
    return answer
