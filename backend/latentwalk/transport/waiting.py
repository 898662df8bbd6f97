"""What a carrier does for one who waits: their place in the line, and the walk's common ground."""

from latentwalk.domain.setting import MicSetting
from latentwalk.session.ground import Ground
from latentwalk.session.waiting_line import Waiter
from latentwalk.transport.carrier import Carrier
from latentwalk.transport.client_messages import AuditionMessage, ClientMessage, MicMessage
from latentwalk.transport.foyer_stream import FoyerStream
from latentwalk.transport.handover import Handover
from latentwalk.transport.reception import Reception
from latentwalk.transport.server_messages import WaitMessage
from latentwalk.transport.walking import check_audition
from latentwalk.transport.wire import Codec, Packet

TOLD_EVERY_S = 1.0  # at most


class Waiting:
    """One connection of one waiter, and for a moment of the walker they become.

    Args:
        reception: Where they wait.
        carrier: Where it is sent.
        waiter: Who.
        ground: Of their walk.
        codec_down: How they want stereo.
        mic: What may be heard of the mic once they walk.

    Attributes:
        waiter: As given.
        mic: As they last said.
        handover: To the walker's own stream; shared with who they become.
    """

    def __init__(
        self,
        reception: Reception,
        carrier: Carrier,
        waiter: Waiter,
        ground: Ground,
        codec_down: Codec,
        mic: MicSetting,
    ) -> None:
        self.waiter, self.mic, self.handover = waiter, mic, Handover()
        self._reception, self._carrier, self._ground = reception, carrier, ground
        self._codec_down = codec_down
        self._told, self._told_s = 0, 0.0
        self.stream: FoyerStream | None = reception.listen(ground, codec_down, self)

    def tell(self, place: int, now_s: float) -> None:
        """Say the place when it has changed, at most once a second."""
        if self.stream is None:
            self.stream = self._reception.listen(self._ground, self._codec_down, self)
        if place == self._told or (self._told and now_s - self._told_s < TOLD_EVERY_S):
            return
        self._told, self._told_s = place, now_s
        stage_deg = None if self.stream is None else self.stream.foyer.stage_deg
        message = WaitMessage(place=place, resume=self.waiter.token, stage_deg=stage_deg)
        self._carrier.put_message(message)

    def hear(self, packets: list[bytes], frames: bytes) -> None:
        """Send what the foyer sounds, until the walker's own stream has taken over."""
        if self.handover.has_begun:
            kept = self.handover.common(packets)
            if kept:
                self._carrier.put_packets(kept)
        else:
            self._carrier.put_shared(packets, frames)
        if self.handover.is_over:
            self.end()

    def receive_packet(self, packet: Packet, now_s: float) -> None:
        """Ignore it: nobody is anywhere yet."""

    def receive_message(self, message: ClientMessage) -> None:
        """Keep how the mic is set; the rest is of no matter yet."""
        match message:
            case MicMessage():
                self.mic = message.setting
            case AuditionMessage():
                check_audition(self._ground.is_draft)
            case _:
                pass

    def end(self) -> None:
        """Stop listening."""
        if self.stream is not None:
            self._reception.unlisten(self.stream, self)

    def detach(self, now_s: float) -> None:
        """The waiter may come back, and has the place for a while."""
        self.waiter.detached_at_s = now_s

    def leave(self) -> None:
        """The waiter is gone for good."""
        self._reception.entrance.line.leave(self.waiter)
