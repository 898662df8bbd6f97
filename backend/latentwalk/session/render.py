"""A walk offline: a track and a microphone recording through the same walk function.

In: an open walk, a track in local metres, mono sound. Out: stereo that changes
along the way, aligned with the track (the declared delay is taken off), and a
report.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from latentwalk.domain.block import SAMPLE_RATE_HZ, TICK_FRAMES, Latents, Samples
from latentwalk.domain.ids import ModelId
from latentwalk.domain.pose import Pose, Position
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.tick import Heard, Tick
from latentwalk.session.walker import walk

VISITED_WEIGHT = 0.05  # a zone this loud has been heard: -13 dB after the square root


@dataclass(frozen=True, slots=True)
class Step:
    """One point of a track on the walk's own ground."""

    time_s: float
    position: Position
    heading_deg: float | None


@dataclass(frozen=True, slots=True)
class Rendering:
    """What was heard.

    Attributes:
        stereo: [2, n] at 48 kHz.
        zone_seconds: By zone id, how long each was heard; unvisited ones are absent.
        blocks: Ticks computed.
        latents: By model, what it decoded, standard deviations, [K, steps]; zero where silent.
            The last step is the one heard as the track ends.
    """

    stereo: Samples
    zone_seconds: dict[str, float]
    blocks: int
    latents: dict[ModelId, Latents]


def render(
    hall: Hall,
    ground: Ground,
    steps: Sequence[Step],
    mic: Samples | None,
    noise_key: int,
    dry_gain: float = 0.0,
    on_tick: Callable[[int, int], None] = lambda done, total: None,
) -> Rendering:
    """Walk ``steps`` once, from the first to the last.

    Args:
        hall: Fresh, with pools in this process (their depth is 0).
        ground: The walk.
        steps: In order of time, starting at 0 s.
        mic: Mono, [n] at 48 kHz; silence follows its end. ``None`` is no mic at all.
        noise_key: Makes the noise this walker's own.
        dry_gain: Gain of the mic itself in the result, aligned with the wet sound.
        on_tick: Called with ticks done and in all.
    """
    n_frames = max(1, math.ceil(steps[-1].time_s * SAMPLE_RATE_HZ))
    ticks = math.ceil((n_frames + hall.latency_frames) / TICK_FRAMES)
    stereo = np.zeros((2, ticks * TICK_FRAMES), dtype=np.float32)
    seconds = np.zeros(len(ground.walk.zones))
    waiting, trail = list(steps)[::-1], _Trail(hall)
    for number in range(ticks):
        time_s = number * TICK_FRAMES / SAMPLE_RATE_HZ
        while waiting and waiting[-1].time_s <= time_s:
            _report(hall, waiting.pop())
        heard = walk(hall, _tick(time_s, number, ground, mic, noise_key, dry_gain))
        stereo[:, number * TICK_FRAMES : (number + 1) * TICK_FRAMES] = heard.stereo[0]
        trail.follow(heard)
        if number * TICK_FRAMES < n_frames:
            seconds += (heard.weights[0][0, :-1] > VISITED_WEIGHT) * TICK_FRAMES / SAMPLE_RATE_HZ
        on_tick(number + 1, ticks)
    zones = zip(ground.walk.zones, seconds, strict=True)
    return Rendering(
        stereo=stereo[:, hall.latency_frames : hall.latency_frames + n_frames],
        zone_seconds={str(zone.id): round(float(s), 2) for zone, s in zones if s > 0.0},
        blocks=ticks,
        latents=trail.latents(n_frames / SAMPLE_RATE_HZ),
    )


class _Trail:
    """The latents of a walk, each model's blocks once, however many ticks they last."""

    def __init__(self, hall: Hall) -> None:
        self._ports = [wet.port for wet in hall.wets]
        self._blocks = [port.counters.blocks for port in self._ports]
        self._parts: list[list[Latents]] = [[] for _ in self._ports]

    def follow(self, heard: Heard) -> None:
        """Keep what this tick decoded anew."""
        for i, port in enumerate(self._ports):
            blocks = port.counters.blocks
            if blocks != self._blocks[i]:
                self._parts[i].append(heard.latents[port.contract.model_id][0])
                self._blocks[i] = blocks

    def latents(self, duration_s: float) -> dict[ModelId, Latents]:
        """Return each model's steps up to ``duration_s``, [K, steps]."""
        kept = {}
        for port, parts in zip(self._ports, self._parts, strict=True):
            contract = port.contract
            n_steps = math.ceil(duration_s * contract.sample_rate_hz / contract.ratio)
            empty = np.zeros((contract.latent_size, 0), np.float32)
            kept[contract.model_id] = np.concatenate([empty, *parts], axis=1)[:, :n_steps]
        return kept


def _report(hall: Hall, step: Step) -> None:
    pose = Pose(time_s=step.time_s, point=step.position, heading_deg=step.heading_deg)
    hall.poses.report(0, pose, step.position, step.time_s)


def _tick(
    time_s: float,
    number: int,
    ground: Ground,
    mic: Samples | None,
    noise_key: int,
    dry_gain: float,
) -> Tick:
    block = np.zeros((1, TICK_FRAMES), dtype=np.float32)
    if mic is not None:
        part = mic[number * TICK_FRAMES : (number + 1) * TICK_FRAMES]
        block[0, : len(part)] = part
    return Tick(
        time_s=time_s,
        lanes=np.zeros(1, dtype=np.intp),
        sessions=np.ones(1, dtype=np.uint64),
        groups=((ground, np.zeros(1, dtype=np.intp)),),
        mic=block,
        has_mic=np.array([mic is not None]),
        dry_gain=np.array([dry_gain], dtype=np.float32),
        at_ear=np.ones(1, dtype=np.bool_),
        noise_key=np.array([noise_key], dtype=np.uint64),
    )
