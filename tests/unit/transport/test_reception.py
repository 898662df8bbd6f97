"""Those who wait: who is told what, who hears which bytes, and what ends when they go."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import cast

import numpy as np

from latentwalk.domain.block import TICK_FRAMES
from latentwalk.domain.ids import ModelId
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.session.admission import Capacity
from latentwalk.session.entrance import Entrance
from latentwalk.session.ground import Ground
from latentwalk.session.lead_in import deliver
from latentwalk.session.registry import Registry
from latentwalk.session.session import Session
from latentwalk.session.waiting_line import Waiter
from latentwalk.transport.carrier import Carrier
from latentwalk.transport.codec_link import CodecLink
from latentwalk.transport.codec_round import encode_all
from latentwalk.transport.codec_threads import CodecThreads
from latentwalk.transport.coders import Coders
from latentwalk.transport.foyer_stream import SENT_TOGETHER
from latentwalk.transport.frames import frame
from latentwalk.transport.reception import LEFT_OPEN_S, Reception
from latentwalk.transport.server_messages import ServerMessage, WaitMessage
from latentwalk.transport.waiting import TOLD_EVERY_S, Waiting
from latentwalk.transport.wire import Codec, start_frame_of
from tests.fakes.pool import wire_contract
from tests.fakes.walks import walk_of

GROUND = Ground(walk_of(), {ModelId("wire"): wire_contract()})


class OneThread:
    """Codecs in the test's own thread, which encode when told to."""

    def __init__(self) -> None:
        self.links: dict[CodecLink, Callable[[list[bytes]], None]] = {}
        self.encoded = 0
        self._coders = Coders()

    def open(
        self, link: CodecLink, deliver: Callable[[list[bytes]], None], fail: object, post: object
    ) -> None:
        self.links[link] = deliver

    def close(self, link: CodecLink) -> None:
        self.links.pop(link, None)

    def flush(self) -> None:
        for link, give in list(self.links.items()):
            (packets,) = encode_all(self._coders, [link])
            self.encoded += len(packets)
            if packets:
                give(packets)


class Listening:
    """An ear that keeps what it is given."""

    def __init__(self) -> None:
        self.packets: list[bytes] = []
        self.frames: list[bytes] = []

    def hear(self, packets: list[bytes], frames: bytes) -> None:
        self.packets += packets
        self.frames.append(frames)


class Visitor:
    """A connected visitor who notes what happens."""

    def __init__(self, server: "Served") -> None:
        self._server = server
        self.places: list[int] = []
        self.session: Session | None = None
        self.was_replaced = False

    def replace(self) -> None:
        self.was_replaced = True

    def tell(self, place: int, now_s: float) -> None:
        self.places.append(place)

    def enter(self, waiter: Waiter) -> None:
        self.session = self._server.reception.entrance.enter(waiter, GROUND, None)


class Served:
    """A reception whose clock, figures and ticks a test turns."""

    def __init__(self, walkers: int = 1) -> None:
        self.now_s, self._tick = 0.0, 0
        self.registry, self.codecs = Registry(walkers), OneThread()
        entrance = Entrance(self.registry, lambda: Capacity(walkers, {}))
        self.reception = Reception(entrance, cast("CodecThreads", self.codecs), lambda: self.now_s)

    def come(self) -> tuple[Session | Waiter, Visitor]:
        come = self.reception.entrance.come(GROUND, Door.INDOOR, None, self.now_s)
        visitor = Visitor(self)
        self.reception.arrive(come.token, visitor)
        return come, visitor

    async def turn(self, ticks: int) -> None:
        """Sound noise for some ticks."""
        for _ in range(ticks):
            sounding = self.registry.sounding
            noise = np.random.default_rng(self._tick).normal(0.0, 0.1, (2, TICK_FRAMES))
            stereo = np.repeat(noise[None].astype(np.float32), len(sounding), axis=0)
            deliver(sounding, self._tick * TICK_FRAMES, stereo)
            self._tick += 1
            self.codecs.flush()
            for _ in range(8):
                await asyncio.sleep(0.0)


def run(scene: Callable[[Served], Coroutine[None, None, None]], walkers: int = 1) -> None:
    """Play a scene in an event loop."""
    asyncio.run(scene(Served(walkers)))


def test_all_ears_of_a_walk_get_the_very_same_bytes_encoded_once() -> None:
    async def scene(served: Served) -> None:
        ears = [Listening() for _ in range(3 * SENT_TOGETHER + 1)]
        for ear in ears:
            served.reception.listen(GROUND, Codec.OPUS, ear)
        await served.turn(20)
        first = ears[0]
        assert len(first.packets) > 18
        assert served.codecs.encoded == len(first.packets)
        for ear in ears[1:]:
            assert all(a is b for a, b in zip(first.packets, ear.packets, strict=True))
            assert all(a is b for a, b in zip(first.frames, ear.frames, strict=True))
        assert b"".join(first.frames) == b"".join(frame(packet) for packet in first.packets)
        assert len(served.registry.sounding) == 1  # one row for all of them

    run(scene)


def test_each_codec_is_written_once_from_the_same_row_and_ends_with_its_last_ear() -> None:
    async def scene(served: Served) -> None:
        opus, pcm, late = Listening(), Listening(), Listening()
        stream = served.reception.listen(GROUND, Codec.OPUS, opus)
        other = served.reception.listen(GROUND, Codec.PCM16, pcm)
        assert stream is not None
        assert other is not None
        assert served.reception.listen(GROUND, Codec.OPUS, late) is stream
        await served.turn(4)
        assert len(served.codecs.links) == 2
        assert len(set(served.registry.sounding)) == 1
        starts = [start_frame_of(packet) for packet in pcm.packets]
        assert starts == [start_frame_of(packet) for packet in opus.packets]
        served.reception.unlisten(other, pcm)
        served.reception.unlisten(other, pcm)
        served.reception.unlisten(stream, opus)
        assert len(served.codecs.links) == 1
        heard = len(opus.packets)
        await served.turn(4)
        assert len(opus.packets) == heard
        assert len(late.packets) > heard
        served.reception.unlisten(stream, late)
        await served.reception.attend()
        assert not served.registry.sounding

    run(scene)


def test_a_foyer_sounds_on_for_who_is_on_the_way_in() -> None:
    async def scene(served: Served) -> None:
        ear = Listening()
        stream = served.reception.listen(GROUND, Codec.OPUS, ear)
        assert stream is not None
        served.reception.lead_in(stream)
        served.reception.unlisten(stream, ear)
        served.now_s = LEFT_OPEN_S - 0.1
        await served.reception.attend()
        assert served.registry.sounding
        served.now_s = LEFT_OPEN_S
        await served.reception.attend()
        assert not served.registry.sounding

    run(scene)


def test_who_waits_is_told_the_place_and_let_in_in_order() -> None:
    async def scene(served: Served) -> None:
        first, _ = served.come()
        assert isinstance(first, Session)
        waits = [served.come() for _ in range(40)]
        assert served.reception.waiting == 40
        assert served.reception.place_of(waits[2][0].token) == 3
        served.registry.leave(first)
        served.reception.admit()
        await served.reception.attend()
        entered = waits[0][1].session
        assert entered is not None
        assert entered.token == waits[0][0].token
        assert [visitor.places[-1] for _, visitor in waits[1:]] == list(range(1, 40))
        assert waits[0][1].places == []

    run(scene)


def test_a_newer_connection_replaces_the_older_and_is_the_one_that_counts() -> None:
    async def scene(served: Served) -> None:
        come, older = served.come()
        newer = Visitor(served)
        served.reception.arrive(come.token, newer)
        assert older.was_replaced
        assert not served.reception.depart(come.token, older)
        assert served.reception.depart(come.token, newer)

    run(scene)


class Words:
    """A carrier that keeps what is put."""

    def __init__(self) -> None:
        self.said: list[ServerMessage] = []

    def put_message(self, message: ServerMessage) -> None:
        self.said.append(message)


def test_a_place_is_told_at_once_and_then_once_a_second_where_it_has_changed() -> None:
    async def scene(served: Served) -> None:
        served.come()
        waiter, _ = served.come()
        assert isinstance(waiter, Waiter)
        words = Words()
        carrier = cast("Carrier", words)
        waiting = Waiting(served.reception, carrier, waiter, GROUND, Codec.OPUS, MicSetting.OFF)
        for place, now_s in ((9, 0.0), (9, 5.0), (7, 5.2), (6, 5.4), (5, 6.2 + TOLD_EVERY_S)):
            waiting.tell(place, now_s)
        told = [word for word in words.said if isinstance(word, WaitMessage)]
        assert [word.place for word in told] == [9, 7, 5]
        assert {word.resume for word in told} == {waiter.token}
        assert {word.stage_deg for word in told} == {GROUND.walk.outside.stage_deg}
        waiting.end()

    run(scene)
