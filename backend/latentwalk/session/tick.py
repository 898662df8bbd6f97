"""What all walkers bring to one tick, and what they get back from it."""

from collections.abc import Mapping as Table
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Lanes as Lanes
from latentwalk.domain.block import Latents, Samples, Weights
from latentwalk.domain.ids import ModelId
from latentwalk.domain.wall_clock import WallClock
from latentwalk.session.audition import Audition
from latentwalk.session.ground import Ground
from latentwalk.session.standing import Standing
from latentwalk.session.told import Told


@dataclass(frozen=True, slots=True)
class Tick:
    """What all walkers bring to one tick; row i belongs to ``lanes[i]``.

    Attributes:
        time_s: Media time at the tick's start, seconds.
        lanes: Each walker's lane, [W].
        sessions: Each walker's session id, unsigned 64-bit, [W].
        groups: Each open walk with the rows of its walkers; together all W rows.
        mic: Microphone, [W, T] at 48 kHz, in [-1, 1].
        has_mic: Whether the mic may sound, [W].
        dry_gain: Gain of the delayed dry mic, 0 outdoors, [W].
        at_ear: Whether the server turns the bed to the heading (render, worlds), [W].
        noise_key: Key of each walker's noise, unsigned 64-bit, [W].
        auditions: Rows whose ground gives way to latents.
        clock: What the wall's clock shows; cycles and rules follow it.
    """

    time_s: float
    lanes: Lanes
    sessions: NDArray[np.uint64]
    groups: tuple[tuple[Ground, Lanes], ...]
    mic: Samples
    has_mic: NDArray[np.bool_]
    dry_gain: NDArray[np.float32]
    at_ear: NDArray[np.bool_]
    noise_key: NDArray[np.uint64]
    auditions: Table[int, Audition] = field(default_factory=dict)
    clock: WallClock = WallClock(0.0)


@dataclass(frozen=True, slots=True)
class Heard:
    """What all walkers get back from one tick.

    Attributes:
        stereo: Left and right, [W, 2, T] at 48 kHz, in [-1, 1].
        here: Where the walkers are.
        told: Per group, what rules, hushes and pace did.
        weights: Per group, the weights of its zones and last the outside, [W_g, Z + 1].
        stage_deg: Azimuths of the two virtual speakers, [W, 2].
        latents: Per model, the mixed latents one block ago, [W, K, N], zero where silent.
    """

    stereo: Samples
    here: Standing
    told: tuple[Told, ...]
    weights: tuple[Weights, ...]
    stage_deg: NDArray[np.float64]
    latents: dict[ModelId, Latents]
