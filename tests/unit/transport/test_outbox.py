import asyncio

import pytest

from latentwalk.domain.errors import FloodError
from latentwalk.transport.outbox import MOST_MESSAGES, MOST_PACKETS, Outbox


async def _take(outbox: Outbox, count: int) -> list[bytes | str]:
    return [await asyncio.wait_for(outbox.next(), 1.0) for _ in range(count)]


def test_words_go_before_sound_and_each_keeps_its_order() -> None:
    async def run() -> list[bytes | str]:
        outbox = Outbox()
        outbox.put_packet(b"1")
        outbox.put_message("a")
        outbox.put_packet(b"2")
        outbox.put_message("b")
        return await _take(outbox, 4)

    assert asyncio.run(run()) == ["a", "b", b"1", b"2"]


def test_a_slow_reader_loses_the_oldest_sound_and_it_is_counted() -> None:
    async def run() -> tuple[int, list[bytes | str]]:
        outbox = Outbox()
        for number in range(MOST_PACKETS + 3):
            outbox.put_packet(bytes([number]))
        return outbox.dropped_packets, await _take(outbox, 1)

    assert asyncio.run(run()) == (3, [bytes([3])])


def test_a_reader_who_takes_no_words_is_closed() -> None:
    async def run() -> None:
        outbox = Outbox()
        for _ in range(MOST_MESSAGES):
            outbox.put_message("state")
        with pytest.raises(FloodError):
            outbox.put_message("state")

    asyncio.run(run())


def test_an_empty_outbox_waits_until_something_comes() -> None:
    async def run() -> bytes | str:
        outbox = Outbox()
        waiting = asyncio.create_task(outbox.next())
        await asyncio.sleep(0)
        assert not waiting.done()
        outbox.put_packet(b"1")
        return await asyncio.wait_for(waiting, 1.0)

    assert asyncio.run(run()) == b"1"
