"""What a synthetic walker says and what it saw: sound encoded once, arrivals judged at the end."""

from dataclasses import dataclass, field

import numpy as np

from latentwalk.audio.opus import OpusDecoder, OpusEncoder
from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ, Samples

TARGET_S = 0.040  # the client's playout target on loopback (DESIGN §13)


def encode_mic(sound: Samples) -> list[bytes]:
    """Encode mono [n] once, so that many walkers can send it at no further cost."""
    encoder = OpusEncoder(1)
    whole = len(sound) // PACKET_FRAMES * PACKET_FRAMES
    blocks = sound[:whole].reshape(-1, 1, PACKET_FRAMES)
    return [encoder.encode(block) for block in blocks]


@dataclass(slots=True)
class Arrival:
    """One stereo packet: when it came, and where it lies in media time."""

    at_s: float
    start_frame: int
    payload: bytes


@dataclass(slots=True)
class WalkReport:
    """What one synthetic walker saw.

    Attributes:
        began_s: Monotonic time of mic frame 0.
        arrivals: Stereo packets in order of arrival.
        missed_blocks: The server's last word on blocks its model missed.
        mic_concealed_ratio: The server's last word on the mic stream.
        was_closed: Whether the server ended it early, and why.
        is_admitted: Whether it was let in, at once or later.
        is_waiting: Whether it was last told to wait.
        came_s: Monotonic time of the server's first answer, 0 before it.
        waited_s: How long it waited, at last with a place, or until it was let in.
    """

    began_s: float = 0.0
    arrivals: list[Arrival] = field(default_factory=list)
    missed_blocks: int = 0
    mic_concealed_ratio: float = 0.0
    was_closed: str | None = None
    is_admitted: bool = False
    is_waiting: bool = False
    came_s: float = 0.0
    waited_s: float = 0.0


def concealed_ratio(arrivals: list[Arrival]) -> float:
    """Return the share of sound a client with the loopback target would have to conceal.

    A packet is concealed when it never comes, or comes later than the target
    behind the earliest one of its schedule.
    """
    if len(arrivals) < 2:
        return 1.0
    frames = np.array([a.start_frame for a in arrivals])
    lateness_s = np.array([a.at_s for a in arrivals]) - frames / SAMPLE_RATE_HZ
    expected = (frames.max() - frames.min()) // PACKET_FRAMES + 1
    in_time = int((lateness_s - lateness_s.min() <= TARGET_S).sum())
    return float(1.0 - in_time / expected)


def decode(arrivals: list[Arrival]) -> tuple[Samples, int]:
    """Decode what arrived, gaps left silent; return mono [n] and its first media frame."""
    decoder = OpusDecoder(2)
    first = arrivals[0].start_frame
    sound = np.zeros(arrivals[-1].start_frame - first + PACKET_FRAMES, dtype=np.float32)
    for arrival in arrivals:
        at = arrival.start_frame - first
        block = decoder.decode(arrival.payload).mean(axis=0)
        sound[at : at + PACKET_FRAMES] = block[: len(sound) - at]
    return sound, first
