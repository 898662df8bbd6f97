"""Jobs in a process beside the server: answered, refused, stopped, begun again."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from latentwalk.app.relief import Grid
from latentwalk.app.relief_desk import ReliefDesk
from latentwalk.app.settings import REPOSITORY
from latentwalk.app.side_process import SideProcess
from latentwalk.domain.errors import RequestError

GRID = Grid(0, 0, 4, 4, 2, 2)


@pytest.fixture
def echo(monkeypatch: pytest.MonkeyPatch) -> Iterator[SideProcess]:
    monkeypatch.setenv("PYTHONPATH", str(REPOSITORY))
    process = SideProcess("tests.unit.app.side_echo")
    yield process
    process.stop()


def test_a_job_tells_how_far_it_is_and_is_answered_behind_everybody(echo: SideProcess) -> None:
    told: list[float] = []
    assert echo.ask({"name": "é"}, told.append) == {"job": "é", "nice": 19}
    assert told == [0.5]
    assert echo.ask({"name": 2})["job"] == 2


def test_a_job_that_cannot_be_done_says_why_and_the_next_is_done(echo: SideProcess) -> None:
    with pytest.raises(RequestError, match="name"):
        echo.ask({})
    assert echo.ask({"name": 1})["job"] == 1


def test_a_process_that_dies_is_begun_again(echo: SideProcess) -> None:
    with pytest.raises(RequestError, match="Ask again"):
        echo.ask({"name": 1, "die": True})
    assert echo.ask({"name": 1})["job"] == 1


def test_stopping_ends_the_job_it_is_at(echo: SideProcess) -> None:
    begun = threading.Event()
    caught: list[BaseException] = []

    def ask() -> None:
        try:
            echo.ask({"name": 1, "hang": True}, lambda share: begun.set())
        except RequestError as error:
            caught.append(error)

    asking = threading.Thread(target=ask)
    asking.start()
    assert begun.wait(20.0)
    echo.stop()
    asking.join(20.0)
    assert len(caught) == 1
    assert echo.ask({"name": 3})["job"] == 3


class SlowProcess:
    """Answers when a test lets it; counts what was stopped."""

    def __init__(self) -> None:
        self.jobs: list[Any] = []
        self.stops = 0
        self.is_free, self.is_stopped = threading.Event(), threading.Event()
        self.has_begun, self.lock = threading.Event(), threading.Lock()

    def ask(self, job: Any, on_progress: Any) -> Any:
        with self.lock:
            return self._do(job, on_progress)

    def _do(self, job: Any, on_progress: Any) -> Any:
        self.jobs.append(job)
        on_progress(0.25)
        self.has_begun.set()
        while not self.is_free.wait(0.01):
            if self.is_stopped.is_set():
                self.is_stopped.clear()
                raise RequestError(409, "stopped")
        return {"loudness_db": [[0.0]]}

    def stop(self) -> None:
        self.stops += 1
        self.is_stopped.set()


def test_the_same_order_is_made_once_and_a_newer_one_stops_it() -> None:
    process = SlowProcess()
    desk = ReliefDesk(process)  # type: ignore[arg-type]  # as asked
    first = desk.order("{}", "a.geojson", GRID)
    assert process.has_begun.wait(5.0)
    assert desk.order("{}", "a.geojson", GRID) == first
    assert desk.state(first) | {"job": ""} == {
        "job": "", "state": "running", "share": 0.25, "columns": 2, "rows": 2,
        "cell_m": [2.0, 2.0],
    }  # fmt: skip
    second = desk.order("{ }", "a.geojson", GRID)
    assert desk.wait(first, 5.0)
    assert desk.state(first)["state"] == "failed"
    process.is_free.set()
    assert desk.wait(second, 5.0)
    assert desk.state(second)["loudness_db"] == [[0.0]]
    assert process.stops == 1
    assert desk.order("{ }", "a.geojson", GRID) == second
    assert len(process.jobs) == 2
    assert desk.order("{}", "a.geojson", GRID) == first  # what was stopped is made anew
    assert desk.wait(first, 5.0)


def test_an_order_nobody_gave_is_refused() -> None:
    with pytest.raises(RequestError) as refused:
        ReliefDesk(SlowProcess()).state("x")  # type: ignore[arg-type]  # never asked
    assert refused.value.status == 404
