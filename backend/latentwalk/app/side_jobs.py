"""The inside of a side process: jobs from standard input, answers to standard output."""

import json
import os
import select
import signal
import sys
from collections.abc import Callable

from pydantic import JsonValue

from latentwalk.domain.errors import LatentwalkError

Json = dict[str, JsonValue]
Say = Callable[[Json], None]
NICENESS = 19  # walkers come first
IDLE_S = 300.0  # models cost memory; the next job starts another process
MALFORMED = (KeyError, TypeError, ValueError)


def serve_jobs(do: Callable[[Json, Say], Json]) -> None:
    """Do jobs one after another until the server closes the pipe, or asks no more for a while.

    Args:
        do: Does one job; may say how far it is.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the server decides when we stop
    os.nice(NICENESS)
    out = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what libraries print is no answer

    def say(answer: Json) -> None:
        out.write(json.dumps(answer, allow_nan=False) + "\n")
        out.flush()

    while select.select([sys.stdin], [], [], IDLE_S)[0]:
        line = sys.stdin.readline()
        if not line:
            break
        try:
            say(do(json.loads(line), say))
        except (LatentwalkError, *MALFORMED) as error:
            say({"error": str(error)})
    os._exit(0)  # torch's own teardown is slow and holds nothing of ours


def share(done: int, of: int) -> Json:
    """Return what says how far a job is."""
    return {"share": done / max(of, 1)}
