"""One synthetic walker on a real WebSocket: walks a circle, speaks, listens, keeps count."""

import asyncio
import math
import time
from dataclasses import dataclass, field

import numpy as np

from latentwalk.audio.opus import OpusDecoder, OpusEncoder
from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ, Samples
from latentwalk.domain.pose import Pose, Position
from latentwalk.domain.setting import Door
from latentwalk.transport.client import WalkerClient
from latentwalk.transport.server_messages import ErrorMessage, StateMessage
from latentwalk.transport.wire import AudioPacket

PACKET_S = PACKET_FRAMES / SAMPLE_RATE_HZ
POSE_EVERY_S = 0.05
SPEED_MPS = 1.2
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
    """

    began_s: float = 0.0
    arrivals: list[Arrival] = field(default_factory=list)
    missed_blocks: int = 0
    mic_concealed_ratio: float = 0.0
    was_closed: str | None = None


async def walk_circle(
    url: str,
    walk: str,
    mic: list[bytes],
    seconds: float,
    radius_m: float,
    dry_gain: float = 0.0,
    begin_after_s: float = 0.0,
) -> WalkReport:
    """Walk for ``seconds``; never raises for what the server does."""
    report = WalkReport()
    await asyncio.sleep(begin_after_s)
    try:
        async with WalkerClient.connect(
            url,
            walk,
            door=Door.INDOOR,
            dry_gain=dry_gain,
        ) as client:
            report.began_s = time.monotonic()
            async with asyncio.TaskGroup() as tasks:
                listening = tasks.create_task(_listen(client, report))
                tasks.create_task(_pose(client, report.began_s, seconds, radius_m))
                await _speak(client, mic, report.began_s, seconds)
                listening.cancel()
    except Exception as error:
        report.was_closed = str(error) or type(error).__name__
    return report


async def _speak(client: WalkerClient, mic: list[bytes], began_s: float, seconds: float) -> None:
    for number in range(int(seconds / PACKET_S)):
        # A packet can leave only when its last frame has been captured.
        due_s = began_s + (number + 1) * PACKET_S
        await asyncio.sleep(max(0.0, due_s - time.monotonic()))
        await client.send_mic(number * PACKET_FRAMES, mic[number % len(mic)])


async def _pose(client: WalkerClient, began_s: float, seconds: float, radius_m: float) -> None:
    while (t_s := time.monotonic() - began_s) < seconds:
        angle = SPEED_MPS * t_s / max(radius_m, 1.0)
        position = Position(radius_m * math.sin(angle), radius_m * math.cos(angle))
        heading_deg = math.degrees(angle + math.pi / 2.0) % 360.0
        await client.send_pose(Pose(t_s, position, heading_deg))
        await asyncio.sleep(POSE_EVERY_S)


async def _listen(client: WalkerClient, report: WalkReport) -> None:
    async for received in client:
        if isinstance(received, AudioPacket):
            report.arrivals.append(
                Arrival(time.monotonic(), received.start_frame, received.payload)
            )
        elif isinstance(received, StateMessage):
            report.missed_blocks = received.missed_blocks
            report.mic_concealed_ratio = received.concealed_ratio
        elif isinstance(received, ErrorMessage):
            report.was_closed = received.message


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
