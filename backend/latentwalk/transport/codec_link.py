"""One walker's codecs: mic packets to samples, ticks of stereo to packets.

Lives on one codec thread from birth to end; the C code in it frees the GIL.
"""

from latentwalk.audio.opus import OpusDecoder, OpusEncoder
from latentwalk.domain.block import PACKET_FRAMES, Samples
from latentwalk.domain.errors import WireError
from latentwalk.session.session import Session
from latentwalk.transport.pcm import decode_pcm16, encode_pcm16
from latentwalk.transport.wire import AudioPacket, Codec, Kind, encode_packet

UP_BITRATE_BPS = 64_000
DOWN_BITRATE_BPS = 128_000
DOWN_COMPLEXITY = 4  # three quarters of what 5 costs; each band's level within 0.3 dB of it
MOST_BRIDGED = (
    5  # missing packets that Opus is asked to bridge; a longer gap is the jitter buffer's
)


class CodecLink:
    """Codec state of one connection.

    Args:
        session: Whose sound it is.
        codec_down: How the walker wants stereo.
    """

    def __init__(self, session: Session, codec_down: Codec) -> None:
        self.session = session
        self._codec_down = codec_down
        is_opus = codec_down is Codec.OPUS
        self._encoder = OpusEncoder(2, DOWN_BITRATE_BPS, DOWN_COMPLEXITY) if is_opus else None
        self._decoder: OpusDecoder | None = None
        self._expected: int | None = None
        self._sequence_number = 0

    def receive(self, packet: AudioPacket, now_s: float) -> None:
        """Decode one mic packet into the session.

        Raises:
            WireError: If the payload is not what its codec says.
        """
        if packet.codec is Codec.PCM16:
            samples = decode_pcm16(packet.payload, packet.channels)
        else:
            samples = self._decode(packet, now_s)
        self.session.receive_mic(packet.start_frame, samples[0], now_s)

    def next_packets(self) -> list[bytes]:
        """Encode every whole packet that the session's downlink holds."""
        packets = []
        while (taken := self.session.downlink.next_packet()) is not None:
            start_frame, stereo = taken
            packets.append(self._encode(start_frame, stereo))
        return packets

    def _decode(self, packet: AudioPacket, now_s: float) -> Samples:
        if self._decoder is None:
            self._decoder = OpusDecoder(1)
        if self._expected is not None:
            missing = (packet.start_frame - self._expected) // PACKET_FRAMES
            if 0 < missing <= MOST_BRIDGED:
                bridge = self._decoder.conceal(missing * PACKET_FRAMES)
                start_frame = packet.start_frame - bridge.shape[1]
                self.session.receive_mic(start_frame, bridge[0], now_s)
        self._expected = packet.start_frame + PACKET_FRAMES
        samples = self._decoder.decode(packet.payload)
        if samples.shape[1] != packet.n_frames:
            raise WireError(
                f"Opus payload: expected {packet.n_frames} frames, got {samples.shape[1]}"
            )
        return samples

    def _encode(self, start_frame: int, stereo: Samples) -> bytes:
        payload = encode_pcm16(stereo) if self._encoder is None else self._encoder.encode(stereo)
        packet = AudioPacket(
            Kind.STEREO,
            self._codec_down,
            2,
            self._sequence_number,
            start_frame,
            PACKET_FRAMES,
            payload,
        )
        self._sequence_number = (self._sequence_number + 1) % 2**32
        return encode_packet(packet)
