"""The Opus state of many walkers, each under a number; where it lives is another's business."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

import numpy as np

from latentwalk.audio.opus import OpusDecoder, OpusEncoder
from latentwalk.domain.block import PACKET_FRAMES, Samples
from latentwalk.domain.errors import WireError

DOWN_BITRATE_BPS = 128_000
# Four fifths of what 5 costs (.088 of .112 ms a packet). The mean error of a band's level is
# .29 dB on tones instead of .15, and what is added lies at -24.2 dB of noise instead of -29.6.
DOWN_COMPLEXITY = 4
MOST_BRIDGED = 5  # missing packets that Opus bridges; a longer gap is the jitter buffer's

NOTHING: Samples = np.zeros(0, np.float32)


class Undecoded(NamedTuple):
    """A mic packet to decode.

    Attributes:
        number: Whose.
        n_missing: Packets lost before it that Opus shall bridge.
        payload: One Opus packet.
    """

    number: int
    n_missing: int
    payload: bytes


class Decoded(NamedTuple):
    """What became of one.

    Attributes:
        bridge: In place of the packets lost before it, mono [n], often empty.
        samples: Mono [n]; empty where the payload was no Opus.
    """

    bridge: Samples
    samples: Samples


class Coding(Protocol):
    """Codecs by number, each made when it is first asked for."""

    def decode(self, packets: Sequence[Undecoded]) -> list[Decoded]:
        """Decode mic packets in order."""
        ...

    def encode(self, numbers: Sequence[int], sound: Sequence[Samples]) -> list[bytes]:
        """Encode a packet of stereo for each of ``numbers`` in order, [2, 960] each."""
        ...

    def forget(self, number: int) -> None:
        """Drop one's codecs."""
        ...


class Coders:
    """Codecs in the caller's process and thread."""

    def __init__(self) -> None:
        self._decoders: dict[int, OpusDecoder] = {}
        self._encoders: dict[int, OpusEncoder] = {}

    def decode(self, packets: Sequence[Undecoded]) -> list[Decoded]:
        """Decode mic packets in order."""
        return [self._decode(packet) for packet in packets]

    def encode(self, numbers: Sequence[int], sound: Sequence[Samples]) -> list[bytes]:
        """Encode a packet of stereo for each of ``numbers`` in order, [2, 960] each."""
        return [
            self._encoder(number).encode(stereo)
            for number, stereo in zip(numbers, sound, strict=True)
        ]

    def forget(self, number: int) -> None:
        """Drop one's codecs."""
        self._decoders.pop(number, None)
        self._encoders.pop(number, None)

    def _encoder(self, number: int) -> OpusEncoder:
        encoder = self._encoders.get(number)
        if encoder is None:
            encoder = OpusEncoder(2, DOWN_BITRATE_BPS, DOWN_COMPLEXITY)
            self._encoders[number] = encoder
        return encoder

    def _decode(self, packet: Undecoded) -> Decoded:
        decoder = self._decoders.get(packet.number)
        if decoder is None:
            decoder = self._decoders[packet.number] = OpusDecoder(1)
        bridge = NOTHING
        if packet.n_missing:
            bridge = decoder.conceal(packet.n_missing * PACKET_FRAMES)[0]
        try:
            return Decoded(bridge, decoder.decode(packet.payload)[0])
        except WireError:
            return Decoded(bridge, NOTHING)
