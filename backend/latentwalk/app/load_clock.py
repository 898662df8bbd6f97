"""One timer for a whole load: who speaks when, evenly spread over 20 ms."""

import asyncio
import time
from collections.abc import Sequence

from latentwalk.app.load_walker import PACKET_S, LoadWalker

SLOTS = 8  # moments in a packet's time: people do not speak, nor their phones send, in step
SLOT_S = PACKET_S / SLOTS
POSE_EVERY = 5  # packets; two poses in that time are 20 a second
POSE_AT = (0, 2)
_HALF = SLOTS // 2  # poses leave between two mic packets


async def drive(walkers: Sequence[LoadWalker], until_s: float) -> None:
    """Let everybody speak and walk until monotonic ``until_s``; late moments are made up for."""
    groups = [walkers[slot::SLOTS] for slot in range(SLOTS)]
    began_s, number = time.monotonic(), 0
    while (now_s := time.monotonic()) < until_s:
        for walker in groups[number % SLOTS]:
            walker.speak(now_s)
        if (number - _HALF) // SLOTS % POSE_EVERY in POSE_AT:
            for walker in groups[(number - _HALF) % SLOTS]:
                walker.step(now_s)
        number += 1
        await asyncio.sleep(max(0.0, began_s + number * SLOT_S - time.monotonic()))
