"""What a carrier does for one who walks: packets to the session, sound and news back."""

import asyncio

from latentwalk.domain.errors import WireError
from latentwalk.domain.setting import MicSetting
from latentwalk.session.audition import Audition
from latentwalk.session.session import Session
from latentwalk.transport.carrier import Carrier
from latentwalk.transport.client_messages import (
    AuditionMessage,
    ClientMessage,
    MicMessage,
    StatsMessage,
)
from latentwalk.transport.codec_link import CodecLink
from latentwalk.transport.handover import Handover
from latentwalk.transport.host import Host
from latentwalk.transport.report import event_messages, state_message
from latentwalk.transport.server_messages import WelcomeMessage
from latentwalk.transport.wire import Codec, Packet, PosePacket


class Walking:
    """One connection of one session.

    Args:
        host: The server.
        carrier: Where it is sent.
        session: Whose.
        codec_down: How the walker wants stereo.
        handover: From what they heard while they waited.
    """

    def __init__(
        self,
        host: Host,
        carrier: Carrier,
        session: Session,
        codec_down: Codec,
        handover: Handover | None = None,
    ) -> None:
        self.session = session
        self._host, self._carrier, self._handover = host, carrier, handover
        self._link = CodecLink(session, codec_down)
        post = asyncio.get_running_loop().call_soon_threadsafe
        host.codecs.open(self._link, self._put_packets, carrier.fail, post)

    def welcome(self, is_resumed: bool) -> None:
        """Say that the walk begins, or goes on."""
        session, host = self.session, self._host
        self._carrier.put_message(
            WelcomeMessage(
                session=f"{session.id:016x}",
                resume=session.token,
                resumed=is_resumed,
                walk=host.walks.public(session.ground.walk.id),
                latency_frames=host.latency_frames,
            )
        )

    def receive_packet(self, packet: Packet, now_s: float) -> None:
        """Take a pose, or mic sound if it may be heard."""
        if isinstance(packet, PosePacket):
            self.session.receive_pose(packet.pose, now_s)
        elif self.session.mic_setting is MicSetting.SOUND:
            self._host.codecs.receive(self._link, packet, now_s)

    def receive_message(self, message: ClientMessage) -> None:
        """Take what a walker says; what is no matter of a walk is ignored."""
        match message:
            case MicMessage():
                self.session.set_mic(message.setting)
            case AuditionMessage():
                check_audition(self.session.ground.is_draft)
                values = message.values
                self.session.audition = None if values is None else Audition(message.model, values)
            case StatsMessage():
                self.session.client_concealed_ratio = message.concealed_ratio
            case _:
                pass

    def report(self, now_s: float) -> None:
        """Say what the server knows of the walker, and what has happened."""
        for event in event_messages(self.session):
            self._carrier.put_message(event)
        message = state_message(self.session, now_s)
        if message is not None:
            self._carrier.put_message(message)

    def end(self) -> None:
        """Stop encoding."""
        self._host.codecs.close(self._link)

    def detach(self, now_s: float) -> None:
        """The walker may come back."""
        self._host.registry.detach(self.session, now_s)

    def leave(self) -> None:
        """The walker is gone for good."""
        self._host.registry.leave(self.session)

    def _put_packets(self, packets: list[bytes]) -> None:
        if self._handover is not None:
            packets = self._handover.own(packets)
        if packets:
            self._carrier.put_packets(packets)


def check_audition(is_draft: bool) -> None:
    """Refuse auditions elsewhere than on a draft; raises WireError."""
    if not is_draft:
        raise WireError("audition: expected on a draft only, got it on a published walk")
