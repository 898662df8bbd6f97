"""A few threads that run Opus for everybody (DESIGN §2): packets in, packets out, no waiting.

A walker's link stays on one thread, so its codec state needs no lock. A thread is woken twice a
tick, not once a packet: each waking costs the interpreter more than decoding does. Queues are
bounded: a thread that falls behind loses mic packets, which the jitter buffer conceals, and
counts them.
"""

import contextlib
import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from latentwalk.domain.errors import LatentwalkError, WireError
from latentwalk.transport.codec_link import CodecLink
from latentwalk.transport.wire import AudioPacket

QUEUED_PACKETS = 1024
QUEUED_WAKES = 16  # eight ticks: a thread further behind flushes all of them at once
SENT_TOGETHER = 16  # walkers: nobody's packets wait for all the others to be encoded

Deliver = Callable[[list[bytes]], None]
Fail = Callable[[LatentwalkError], None]
Post = Callable[[Callable[[], None]], object]  # an event loop's call_soon_threadsafe


@dataclass(eq=False, slots=True)
class _Seat:
    link: CodecLink
    deliver: Deliver
    fail: Fail
    post: Post


@dataclass(frozen=True, slots=True)
class _Received:
    seat: _Seat
    packet: AudioPacket
    now_s: float


_COLLECT = object()
_FLUSH = object()
_STOP = object()


class _Worker:
    """One codec thread."""

    def __init__(self, name: str) -> None:
        self.dropped = 0
        self.seats: set[_Seat] = set()
        self._lock = threading.Lock()
        self._received: deque[_Received] = deque()  # filled on the event loop
        self._wakes: queue.Queue[object] = queue.Queue(QUEUED_WAKES)
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def seat(self, seat: _Seat) -> None:
        with self._lock:
            self.seats.add(seat)

    def unseat(self, seat: _Seat) -> None:
        with self._lock:
            self.seats.discard(seat)

    def receive(self, received: _Received) -> None:
        if len(self._received) < QUEUED_PACKETS:
            self._received.append(received)
        else:
            self.dropped += 1

    def wake(self, why: object) -> None:
        with contextlib.suppress(queue.Full):  # those that wait do this one's work too
            self._wakes.put_nowait(why)

    def stop(self) -> None:
        self._wakes.put(_STOP)
        self._thread.join()

    def _run(self) -> None:
        while (why := self._wakes.get()) is not _STOP:
            self._collect()
            if why is _FLUSH:
                self._flush()

    def _collect(self) -> None:
        """Decode what has come."""
        while self._received:
            received = self._received.popleft()
            try:
                received.seat.link.receive(received.packet, received.now_s)
            except WireError as error:
                _post(received.seat.post, partial(received.seat.fail, error))

    def _flush(self) -> None:
        """Encode what the last tick brought; what comes meanwhile need not wait for the end."""
        with self._lock:
            seats = list(self.seats)
        for first in range(0, len(seats), SENT_TOGETHER):
            posts: dict[Post, list[tuple[Deliver, list[bytes]]]] = {}
            for seat in seats[first : first + SENT_TOGETHER]:
                packets = seat.link.next_packets()
                if packets:
                    posts.setdefault(seat.post, []).append((seat.deliver, packets))
                self._collect()
            for post, deliveries in posts.items():  # one wake-up for many of a loop's walkers
                _post(post, partial(_deliver, deliveries))


def _post(post: Post, call: Callable[[], None]) -> None:
    with contextlib.suppress(RuntimeError):  # the loop has closed: the server is going down
        post(call)


def _deliver(deliveries: list[tuple[Deliver, list[bytes]]]) -> None:
    for deliver, packets in deliveries:
        deliver(packets)


class CodecThreads:
    """All codec threads of the server.

    Args:
        count: How many; two carry a hundred walkers.
    """

    def __init__(self, count: int = 2) -> None:
        self._workers = [_Worker(f"codec-{i}") for i in range(count)]
        self._of: dict[CodecLink, tuple[_Worker, _Seat]] = {}

    @property
    def dropped(self) -> int:
        """Mic packets lost because a thread was too far behind."""
        return sum(worker.dropped for worker in self._workers)

    def open(self, link: CodecLink, deliver: Deliver, fail: Fail, post: Post) -> None:
        """Give ``link`` a thread.

        Args:
            link: Whose codecs.
            deliver: Takes packets that are ready to be sent.
            fail: Takes the error of a packet that could not be decoded.
            post: Has a call made on the thread where both of these belong.
        """
        worker = min(self._workers, key=lambda w: len(w.seats))
        seat = _Seat(link, deliver, fail, post)
        worker.seat(seat)
        self._of[link] = (worker, seat)

    def close(self, link: CodecLink) -> None:
        """Take the thread away; closing twice is harmless."""
        worker, seat = self._of.pop(link, (None, None))
        if worker is not None and seat is not None:
            worker.unseat(seat)

    def receive(self, link: CodecLink, packet: AudioPacket, now_s: float) -> None:
        """Queue a mic packet that arrived at media time ``now_s`` until the next waking."""
        place = self._of.get(link)
        if place is not None:
            worker, seat = place
            worker.receive(_Received(seat, packet, now_s))

    def collect(self) -> None:
        """Have what has come decoded; called by the tick thread, a little before it reads."""
        for worker in self._workers:
            worker.wake(_COLLECT)

    def flush(self) -> None:
        """Ask every thread to send what the last tick brought; called by the tick thread."""
        for worker in self._workers:
            worker.wake(_FLUSH)

    def stop(self) -> None:
        """End all threads after what is queued."""
        for worker in self._workers:
            worker.stop()
