"""The way into the event loop: done there, waited for, and its errors come back."""

import asyncio
import threading

import pytest

from latentwalk.app.event_loop import EventLoop


def test_before_the_loop_runs_things_are_done_where_they_are_called() -> None:
    done: list[int] = []
    EventLoop().run(lambda: done.append(threading.get_ident()))
    assert done == [threading.get_ident()]


def test_a_worker_thread_has_it_done_in_the_loop_and_waits() -> None:
    loop, seen = EventLoop(), []

    async def serve() -> None:
        loop.bind()
        await asyncio.to_thread(loop.run, lambda: seen.append(threading.get_ident()))
        loop.run(lambda: seen.append(0))  # in the loop itself there is nothing to wait for

    asyncio.run(serve())
    assert seen == [threading.get_ident(), 0]


def test_what_goes_wrong_in_the_loop_is_raised_in_the_thread() -> None:
    loop = EventLoop()

    def fail() -> None:
        raise KeyError("walk")

    async def serve() -> None:
        loop.bind()
        with pytest.raises(KeyError, match="walk"):
            await asyncio.to_thread(loop.run, fail)

    asyncio.run(serve())
