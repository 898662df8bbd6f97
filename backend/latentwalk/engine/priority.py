"""A larger share of the machine for the threads that must not be late."""

import contextlib
import os
from pathlib import Path

PRIORITY = -10  # what comes late is concealed, so it is worth asking


def raise_thread() -> None:
    """Ask for more of the machine than its neighbours for the calling thread; no is an answer."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)


def raise_session() -> None:
    """Ask the same for the whole session of a process that leads one."""
    raise_thread()
    with contextlib.suppress(OSError):  # Linux weighs sessions first, then threads in them
        Path("/proc/self/autogroup").write_text(str(PRIORITY))
