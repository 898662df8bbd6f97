"""A few threads that bring packets to codec processes and back (DESIGN §2), for everybody.

A walker's link stays on one thread, so its state needs no lock. A thread is woken twice a tick,
not once a packet, and its process does the computing: few exchanges a tick leave the
interpreter to the tick thread. Queues are bounded: a thread that falls behind loses mic packets,
which the jitter buffer conceals, and counts them.
"""

import contextlib
import queue
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from latentwalk.domain.errors import LatentwalkError
from latentwalk.transport.codec_link import CodecLink
from latentwalk.transport.codec_memory import MOST_PACKETS
from latentwalk.transport.codec_process import CodecProcess
from latentwalk.transport.codec_round import Received, decode_all, encode_all
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


_COLLECT = object()
_FLUSH = object()
_STOP = object()


class _Worker:
    """One codec thread and its process."""

    def __init__(self, name: str) -> None:
        self.dropped = 0
        self.seats: dict[CodecLink, _Seat] = {}
        self._coders = CodecProcess()
        self._lock = threading.Lock()
        self._received: deque[Received] = deque()  # filled on the event loop
        self._gone: deque[CodecLink] = deque()
        self._wakes: queue.SimpleQueue[object] = queue.SimpleQueue()  # all in C: cheap to wake
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    @property
    def restarts(self) -> int:
        return self._coders.restarts

    @property
    def process_id(self) -> int:
        return self._coders.process_id

    def seat(self, seat: _Seat) -> None:
        with self._lock:
            self.seats[seat.link] = seat

    def unseat(self, link: CodecLink) -> None:
        with self._lock:
            if self.seats.pop(link, None) is not None:
                self._gone.append(link)

    def receive(self, received: Received) -> None:
        if len(self._received) < QUEUED_PACKETS:
            self._received.append(received)
        else:
            self.dropped += 1

    def wake(self, why: object) -> None:
        if self._wakes.qsize() < QUEUED_WAKES:  # else those that wait do this one's work too
            self._wakes.put(why)

    def stop(self) -> None:
        self._wakes.put(_STOP)
        self._thread.join()
        self._coders.close()

    def _run(self) -> None:
        while (why := self._wakes.get()) is not _STOP:
            if why is _FLUSH:
                self._flush()
            else:
                self._collect()

    def _collect(self) -> None:
        """Decode what has come."""
        while self._gone:
            self._coders.forget(self._gone.popleft().number)
        while self._received:
            some = min(len(self._received), MOST_PACKETS)
            received = [self._received.popleft() for _ in range(some)]
            for link, error in decode_all(self._coders, received):
                seat = self.seats.get(link)
                if seat is not None:
                    _post(seat.post, partial(seat.fail, error))

    def _flush(self) -> None:
        """Encode what the last tick brought; mic sound for the next one does not wait behind it."""
        with self._lock:
            seats = list(self.seats.values())
        for first in range(0, len(seats), SENT_TOGETHER):
            some = seats[first : first + SENT_TOGETHER]
            posts: dict[Post, list[tuple[Deliver, list[bytes]]]] = {}
            packets = encode_all(self._coders, [seat.link for seat in some])
            for seat, theirs in zip(some, packets, strict=True):
                if theirs:
                    posts.setdefault(seat.post, []).append((seat.deliver, theirs))
            for post, deliveries in posts.items():  # one wake-up for many of a loop's walkers
                _post(post, partial(_deliver, deliveries))
            if not self._wakes.empty():
                self._collect()


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
        self._of: dict[CodecLink, _Worker] = {}

    @property
    def dropped(self) -> int:
        """Mic packets lost because a thread was too far behind."""
        return sum(worker.dropped for worker in self._workers)

    @property
    def restarts(self) -> int:
        """Codec processes that were replaced."""
        return sum(worker.restarts for worker in self._workers)

    @property
    def process_ids(self) -> list[int]:
        """The system's numbers of the processes."""
        return [worker.process_id for worker in self._workers]

    def open(self, link: CodecLink, deliver: Deliver, fail: Fail, post: Post) -> None:
        """Give ``link`` a thread.

        Args:
            link: Whose codecs.
            deliver: Takes packets that are ready to be sent.
            fail: Takes the error of a packet that could not be decoded.
            post: Has a call made on the thread where both of these belong.
        """
        worker = min(self._workers, key=lambda w: len(w.seats))
        worker.seat(_Seat(link, deliver, fail, post))
        self._of[link] = worker

    def close(self, link: CodecLink) -> None:
        """Take the thread away; closing twice is harmless."""
        worker = self._of.pop(link, None)
        if worker is not None:
            worker.unseat(link)

    def receive(self, link: CodecLink, packet: AudioPacket, now_s: float) -> None:
        """Queue a mic packet that arrived at media time ``now_s`` until the next waking."""
        worker = self._of.get(link)
        if worker is not None:
            worker.receive(Received(link, packet, now_s))

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
