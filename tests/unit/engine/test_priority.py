"""Who asks for more of the machine asks for nobody else."""

import os
import threading
from collections.abc import Callable

import pytest

from latentwalk.engine import priority


@pytest.fixture
def weighed(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    asked: list[int] = []
    monkeypatch.setattr(priority, "_weigh_group", asked.append)
    return asked


@pytest.mark.parametrize(
    ("leader", "expected"),
    [(os.getpid, [priority.PRIORITY]), (os.getppid, [])],
    ids=["a service", "in a terminal"],
)
def test_a_session_is_weighed_only_by_who_leads_it(
    weighed: list[int],
    monkeypatch: pytest.MonkeyPatch,
    leader: Callable[[], int],
    expected: list[int],
) -> None:
    monkeypatch.setattr("os.getsid", lambda process: leader())
    priority.raise_led_session()
    assert weighed == expected


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="a policy of Linux")
def test_an_idle_thread_is_idle_alone() -> None:
    found: list[int] = []

    def work() -> None:
        priority.idle_thread()
        found.append(os.sched_getscheduler(0))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert found == [os.SCHED_IDLE]
    assert os.sched_getscheduler(0) != os.SCHED_IDLE
