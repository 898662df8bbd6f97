"""A phone, a network and a tick clock with made-up time, for the jitter buffer's tests."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

import numpy as np

from latentwalk.audio.jitter import JitterBuffer
from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ, TICK_FRAMES, TICK_S, Samples

Packet = tuple[float, int]  # arrival, seconds; first frame


def voice(start_frame: int, n_frames: int) -> Samples:
    """A sound that is never silent and changes all the time."""
    t_s = (start_frame + np.arange(n_frames)) / SAMPLE_RATE_HZ
    tone = np.sin(2 * np.pi * 220.0 * t_s) + 0.5 * np.sin(2 * np.pi * 331.0 * t_s + 1.0)
    return (0.3 * tone).astype(np.float32)


def packets(
    duration_s: float,
    delay_s: Callable[[int], float | None] = lambda i: 0.05,
    drift_ppm: float = 0.0,
    first_frame: int = 0,
) -> list[Packet]:
    """Packets in order of arrival; ``delay_s(i)`` is None where packet i is lost."""
    period_s = PACKET_FRAMES / SAMPLE_RATE_HZ / (1.0 + drift_ppm * 1e-6)
    sent = [
        ((i + 1) * period_s + delay, first_frame + i * PACKET_FRAMES)
        for i in range(round(duration_s / period_s))
        if (delay := delay_s(i)) is not None
    ]
    return sorted(sent)


@dataclass
class Heard:
    """What came out of a run: the sound, and per tick its concealment and fill."""

    sound: Samples
    concealed: list[int] = field(default_factory=list)
    fill: list[int] = field(default_factory=list)

    @property
    def concealed_ratio(self) -> float:
        return sum(self.concealed) / max(1, len(self.sound))


def run(
    buffer: JitterBuffer,
    arriving: Iterable[Packet],
    duration_s: float,
    sound: Callable[[int, int], Samples] = voice,
    start_s: float = 0.0,
) -> Heard:
    """Feed packets as they arrive and read one tick after another."""
    pending = iter(sorted(arriving))
    upcoming = next(pending, None)
    blocks: list[Samples] = []
    heard = Heard(np.zeros(0, np.float32))
    for tick in range(round(duration_s / TICK_S)):
        now_s = start_s + tick * TICK_S
        while upcoming is not None and upcoming[0] <= now_s:
            buffer.write(upcoming[1], sound(upcoming[1], PACKET_FRAMES), upcoming[0])
            upcoming = next(pending, None)
        heard.fill.append(buffer.fill_frames)
        block, n_concealed = buffer.read(TICK_FRAMES)
        blocks.append(block)
        heard.concealed.append(n_concealed)
    heard.sound = np.concatenate(blocks)
    return heard
