"""A larger share of the machine for the threads that must not be late."""

import contextlib
import os
from pathlib import Path

PRIORITY = -10  # what comes late is concealed, so it is worth asking
BACKGROUND = 15  # a standby that loads must not be heard


def raise_thread() -> None:
    """Ask for more of the machine than its neighbours for the calling thread; no is an answer."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)


def idle_thread() -> None:
    """Take only what nobody else wants, from now on, in the calling thread.

    Niceness alone would not do: whoever wakes waits for the end of a nice thread's slice, some
    milliseconds, but never for an idle one's.
    """
    with contextlib.suppress(OSError, AttributeError):  # the policy is Linux's
        os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))


def raise_session() -> None:
    """Ask the same for the whole session of a process that leads one."""
    _weigh_session(PRIORITY)


def raise_led_session() -> None:
    """Ask it for our session where we lead it, as a service does: a terminal's is not ours."""
    if os.getsid(0) == os.getpid():
        _weigh_group(PRIORITY)


def yield_session() -> None:
    """Stand back behind everybody, unless there would be no way up again."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, PRIORITY)
    except OSError:
        return
    _weigh_session(BACKGROUND)


def stand_back() -> None:
    """Stand behind everybody for good: nobody is waiting to hear what comes of it."""
    _weigh_session(BACKGROUND)


def _weigh_session(priority: int) -> None:
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, priority)
    _weigh_group(priority)


def _weigh_group(priority: int) -> None:
    with contextlib.suppress(OSError):  # Linux weighs sessions first, then threads in them
        Path("/proc/self/autogroup").write_text(str(priority))
