"""One walker's packets on either side of the codecs: what to decode, what to encode, numbered.

Lives on one codec thread from birth to end.
"""

from itertools import count

from latentwalk.domain.block import PACKET_FRAMES, Samples
from latentwalk.domain.errors import WireError
from latentwalk.session.downlink import Downlink
from latentwalk.session.session import Session
from latentwalk.transport.coders import MOST_BRIDGED, Decoded, Undecoded
from latentwalk.transport.pcm import decode_pcm16
from latentwalk.transport.wire import AudioPacket, Codec, stereo_bytes

_numbers = count(1)


class CodecLink:
    """Packet state of one connection.

    Args:
        session: Whose sound it is.
        codec_down: How the walker wants stereo.
        downlink: Where the stereo is taken from; by default the session's own.

    Attributes:
        number: Of its codecs, never used again.
    """

    def __init__(
        self, session: Session, codec_down: Codec, downlink: Downlink | None = None
    ) -> None:
        self.session = session
        self._downlink = downlink or session.downlink
        self.number = next(_numbers)
        self.codec_down = codec_down
        self._expected: int | None = None
        self._sequence_number = 0

    def undecoded(self, packet: AudioPacket) -> Undecoded:
        """Say what Opus has to do for a mic packet."""
        n_missing = 0
        if self._expected is not None:
            missing = (packet.start_frame - self._expected) // PACKET_FRAMES
            n_missing = missing if 0 < missing <= MOST_BRIDGED else 0
        self._expected = packet.start_frame + PACKET_FRAMES
        return Undecoded(self.number, n_missing, packet.payload)

    def take(self, packet: AudioPacket, decoded: Decoded, now_s: float) -> None:
        """Give the session what a mic packet became.

        Raises:
            WireError: If the payload is not what its codec says.
        """
        bridge, samples = decoded
        if len(bridge):
            self.session.receive_mic(packet.start_frame - len(bridge), bridge, now_s)
        if len(samples) != packet.n_frames:
            raise WireError(
                f"Opus payload: expected a packet of {packet.n_frames} frames, "
                f"got {len(samples) or 'no Opus'}"
            )
        self.session.receive_mic(packet.start_frame, samples, now_s)

    def take_pcm16(self, packet: AudioPacket, now_s: float) -> None:
        """Give the session a mic packet that is not encoded."""
        samples = decode_pcm16(packet.payload, packet.channels)
        self.session.receive_mic(packet.start_frame, samples[0], now_s)

    def next_blocks(self) -> list[tuple[int, Samples]]:
        """Take every whole packet of stereo that the session's downlink holds, [2, 960]."""
        blocks = []
        while (taken := self._downlink.next_packet()) is not None:
            blocks.append(taken)
        return blocks

    def packet_of(self, start_frame: int, payload: bytes) -> bytes:
        """Return a numbered stereo packet."""
        packet = stereo_bytes(self.codec_down, self._sequence_number, start_frame, payload)
        self._sequence_number = (self._sequence_number + 1) % 2**32
        return packet
