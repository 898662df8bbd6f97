"""Who asks for more of the machine asks for nobody else."""

import os
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
