"""One visitor from hello to close: they walk, or wait until they walk; the socket stays."""

import asyncio
from typing import assert_never

from starlette.websockets import WebSocket

from latentwalk.domain.errors import LatentwalkError, ReplacedError, WireError
from latentwalk.domain.ids import ResumeToken
from latentwalk.domain.setting import Door, MicSetting
from latentwalk.session.session import Session
from latentwalk.session.waiting_line import Waiter
from latentwalk.transport.carrier import Carrier, LeftError
from latentwalk.transport.client_messages import (
    AuditionMessage,
    ByeMessage,
    ClientMessage,
    HelloMessage,
    MicMessage,
    PingMessage,
    StatsMessage,
)
from latentwalk.transport.host import Host
from latentwalk.transport.server_messages import PongMessage
from latentwalk.transport.waiting import Waiting
from latentwalk.transport.walking import Walking
from latentwalk.transport.wire import Packet

STATE_EVERY_S = 0.25


class Visit:
    """One accepted socket after its hello.

    Args:
        socket: Accepted.
        host: The server, as this visitor may see it.
        hello: What they asked for; the walk is open to them.
    """

    def __init__(self, socket: WebSocket, host: Host, hello: HelloMessage) -> None:
        self._host, self._hello = host, hello
        self._now_s = host.pacer.media_time_s
        self._carrier = Carrier(socket, self._now_s, self._take_packet, self._take_message)
        self._is_in = asyncio.Event()
        self._token: ResumeToken | None = None
        self._waiting: Waiting | None = None
        self._walking: Walking | None = None

    async def run(self) -> None:
        """Serve until either side ends; raises what ended it.

        Raises:
            JoinRefusedError: If there is no room and too many wait already.
        """
        try:
            self._come()
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._carrier.run())
                tasks.create_task(self._report())
        finally:
            self._depart()

    def replace(self) -> None:
        """Close, because the visitor came back elsewhere."""
        self._carrier.fail(
            ReplacedError("the walk goes on in another window or on another network")
        )

    def tell(self, place: int, now_s: float) -> None:
        """Say where in the line they stand."""
        if self._waiting is None:
            return
        try:
            self._waiting.tell(place, now_s)
        except LatentwalkError as error:  # their device takes nothing
            self._carrier.fail(error)

    def enter(self, waiter: Waiter) -> None:
        """Go in: who waited walks from now on, on the same socket and the same media time."""
        waiting, reception = self._waiting, self._host.reception
        assert waiting is not None
        lead_in = None if waiting.stream is None else reception.lead_in(waiting.stream)
        try:
            ground = self._host.walks.ground(self._hello.walk)
            session = reception.entrance.enter(waiter, ground, lead_in)
            self._walk(session, waiting.mic, is_resumed=False)
        except LatentwalkError as error:  # the walk was closed meanwhile
            self._carrier.fail(error)

    def leave(self) -> None:
        """Forget the visitor: nothing can be resumed, and others may come in."""
        if self._role is not None:
            self._role.leave()

    @property
    def _role(self) -> Walking | Waiting | None:
        return self._walking or self._waiting

    def _come(self) -> None:
        host, hello, now_s = self._host, self._hello, self._now_s()
        ground = host.walks.ground(hello.walk)
        come = host.reception.entrance.come(ground, hello.door, hello.resume, now_s)
        self._token = come.token
        host.reception.arrive(come.token, self)
        if isinstance(come, Session):
            self._walk(come, hello.mic, is_resumed=come.token == hello.resume)
            return
        self._waiting = Waiting(
            host.reception, self._carrier, come, ground, hello.codec_down, hello.mic
        )
        self.tell(host.reception.place_of(come.token), now_s)

    def _walk(self, session: Session, mic: MicSetting, is_resumed: bool) -> None:
        session.set_mic(mic)
        # Outdoors the delayed mic is never heard through the server (DESIGN §4).
        session.dry_gain = self._hello.dry_gain if session.door is Door.INDOOR else 0.0
        has_heard = self._waiting is not None and self._waiting.stream is not None
        handover = self._waiting.handover if self._waiting is not None and has_heard else None
        codec = self._hello.codec_down
        self._walking = Walking(self._host, self._carrier, session, codec, handover)
        self._walking.welcome(is_resumed)
        self._is_in.set()

    def _depart(self) -> None:
        for role in (self._waiting, self._walking):
            if role is not None:
                role.end()
        if self._token is None or not self._host.reception.depart(self._token, self):
            return
        if self._role is not None:
            self._role.detach(self._now_s())

    def _take_packet(self, packet: Packet, now_s: float) -> None:
        if self._role is not None:
            self._role.receive_packet(packet, now_s)

    def _take_message(self, message: ClientMessage, now_s: float) -> None:
        match message:
            case PingMessage():
                pong = PongMessage(time_ms=message.time_ms, server_time_ms=now_s * 1000.0)
                self._carrier.put_message(pong)
            case ByeMessage():
                raise LeftError(said_bye=True)
            case HelloMessage():
                raise WireError("hello: expected once, as the first message, got another")
            case MicMessage() | AuditionMessage() | StatsMessage():
                if self._role is not None:
                    self._role.receive_message(message)
            case _:
                assert_never(message)

    async def _report(self) -> None:
        await self._is_in.wait()
        while self._walking is not None:
            await asyncio.sleep(STATE_EVERY_S)
            self._walking.report(self._now_s())
