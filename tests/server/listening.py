"""What server tests do with a connection: stand somewhere, hear a while."""

import asyncio
import time
from typing import TypeGuard

import numpy as np

from latentwalk.domain.block import PACKET_FRAMES, SAMPLE_RATE_HZ, Samples
from latentwalk.domain.pose import Pose, Position
from latentwalk.transport.client import WalkerClient
from latentwalk.transport.pcm import decode_pcm16, encode_pcm16
from latentwalk.transport.server_messages import StateMessage
from latentwalk.transport.wire import AudioPacket


async def stand(client: WalkerClient, east_m: float, time_s: float) -> None:
    """Report an exact place."""
    await client.send_pose(Pose(time_s, Position(east_m, 0.0), 0.0))


async def hear(
    client: WalkerClient, seconds: float, east_m: float, mic: Samples | None = None
) -> tuple[Samples, StateMessage | None]:
    """Stand at ``east_m``, speak ``mic`` [n], and return what comes back as PCM16."""
    heard: list[Samples] = []
    state: StateMessage | None = None
    speaking = asyncio.create_task(_speak(client, seconds, east_m, mic))
    frames = int(seconds * SAMPLE_RATE_HZ) // PACKET_FRAMES
    while len(heard) < frames:
        received = await asyncio.wait_for(client.receive(), 5.0)
        if isinstance(received, AudioPacket):
            heard.append(decode_pcm16(received.payload, 2))
        elif isinstance(received, StateMessage):
            state = received
    speaking.cancel()
    return np.concatenate(heard, axis=1), state


async def _speak(client: WalkerClient, seconds: float, east_m: float, mic: Samples | None) -> None:
    began_s = time.monotonic()
    packets = int(seconds * SAMPLE_RATE_HZ) // PACKET_FRAMES
    for number in range(packets + 50):
        due_s = began_s + number * PACKET_FRAMES / SAMPLE_RATE_HZ
        await asyncio.sleep(max(0.0, due_s - time.monotonic()))
        if number % 5 == 0:
            await stand(client, east_m, time.monotonic())
        if mic is not None:
            start = number * PACKET_FRAMES % (len(mic) - PACKET_FRAMES)
            block = mic[None, start : start + PACKET_FRAMES]
            await client.send_mic(number * PACKET_FRAMES, encode_pcm16(block))


def level_db(sound: Samples) -> float:
    """Return the RMS level, dBFS; -200 for digital silence."""
    return 20.0 * float(np.log10(max(1e-10, np.sqrt(np.mean(sound.astype(np.float64) ** 2)))))


def spectrum_db(sound: Samples) -> Samples:
    """Return the mean log spectrum in 40 bands, dB."""
    mono = sound.mean(axis=0)
    frames = mono[: len(mono) // 2048 * 2048].reshape(-1, 2048) * np.hanning(2048)
    power = (np.abs(np.fft.rfft(frames, axis=1)) ** 2).mean(axis=0)
    edges = np.unique(np.geomspace(2, 1024, 41).astype(int))
    bands = [power[a:b].mean() for a, b in zip(edges, edges[1:], strict=False)]
    result: Samples = (10.0 * np.log10(np.array(bands) + 1e-9)).astype(np.float32)
    return result


def is_sound(received: object) -> TypeGuard[AudioPacket]:
    """Tell a packet of sound from a message."""
    return isinstance(received, AudioPacket)
