"""One round of the codecs for many walkers: all that came is decoded, all that is due encoded."""

from collections.abc import Sequence
from typing import NamedTuple

from latentwalk.domain.errors import WireError
from latentwalk.transport.codec_link import CodecLink
from latentwalk.transport.coders import Coding
from latentwalk.transport.pcm import encode_pcm16
from latentwalk.transport.wire import AudioPacket, Codec


class Received(NamedTuple):
    """A mic packet and when it came, media time."""

    link: CodecLink
    packet: AudioPacket
    now_s: float


def decode_all(coders: Coding, received: Sequence[Received]) -> list[tuple[CodecLink, WireError]]:
    """Bring mic packets to their sessions, in order; return what was wrong with some."""
    wrong = []
    opus = [each for each in received if each.packet.codec is Codec.OPUS]
    for each in received:
        if each.packet.codec is Codec.PCM16:
            each.link.take_pcm16(each.packet, each.now_s)
    decoded = coders.decode([each.link.undecoded(each.packet) for each in opus])
    for (link, packet, now_s), sound in zip(opus, decoded, strict=False):  # none: all were lost
        try:
            link.take(packet, sound, now_s)
        except WireError as error:
            wrong.append((link, error))
    return wrong


def encode_all(coders: Coding, links: Sequence[CodecLink]) -> list[list[bytes]]:
    """Return the packets that are due to each of ``links``, in order."""
    blocks = [(at, *block) for at, link in enumerate(links) for block in link.next_blocks()]
    opus = [block for block in blocks if links[block[0]].codec_down is Codec.OPUS]
    payloads = coders.encode(
        [links[at].number for at, _, _ in opus], [stereo for _, _, stereo in opus]
    )
    packets: list[list[bytes]] = [[] for _ in links]
    for (at, start_frame, _), payload in zip(opus, payloads, strict=False):  # none: all were lost
        packets[at].append(links[at].packet_of(start_frame, payload))
    for at, start_frame, stereo in blocks:
        if links[at].codec_down is Codec.PCM16:
            packets[at].append(links[at].packet_of(start_frame, encode_pcm16(stereo)))
    return packets
