"""The way from worker threads into the event loop, which owns who walks and what is open."""

import asyncio
from collections.abc import Callable
from concurrent.futures import Future

WAIT_S = 10.0  # a loop that is held up longer has stopped


class EventLoop:
    """Runs short functions in the server's loop; before it runs, where they are called."""

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None

    def bind(self) -> None:
        """Take the running loop."""
        self._loop = asyncio.get_running_loop()

    def run(self, function: Callable[[], None]) -> None:
        """Call ``function`` in the loop and wait until it is done; raises what it raises."""
        if self._loop is None or _running() is self._loop:
            function()
            return
        done: Future[None] = Future()

        def call() -> None:
            try:
                function()
            except BaseException as error:
                done.set_exception(error)
            else:
                done.set_result(None)

        self._loop.call_soon_threadsafe(call)
        done.result(WAIT_S)


def _running() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None
