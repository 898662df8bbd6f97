"""A rehearsed walk made up: straight to the east, through one hall, a metre a look."""

import numpy as np

from latentwalk.domain.block import SAMPLE_RATE_HZ
from latentwalk.domain.ids import ModelId
from latentwalk.domain.sound import Sound
from latentwalk.session.rehearsal import Rehearsal
from tests.fakes.walks import circle, walk_of

WALK = walk_of([circle("hall", 20.0, 10.0, Sound())])
LOOK_S = 0.1


def rehearsal_of(looks: int, east_m: np.ndarray | None = None) -> Rehearsal:
    """Return a walk to the east, one metre a look unless given, heard 1 m too far north."""
    times_s = LOOK_S * np.arange(looks, dtype=np.float64)
    easts = np.arange(looks, dtype=np.float64) if east_m is None else east_m
    truth = np.stack([easts, np.zeros(looks)], axis=1)
    depth_m = 10.0 - np.abs(easts - 20.0)
    weight = np.clip(depth_m / 5.0, 0.0, 1.0)
    rng = np.random.default_rng(0)
    n_frames = round(looks * LOOK_S * SAMPLE_RATE_HZ)
    loud = np.repeat(10.0 ** (-(20.0 + 40.0 * (weight == 0.0)) / 20.0), n_frames // looks)
    return Rehearsal(
        stereo=(loud * rng.standard_normal((2, len(loud)))).astype(np.float32),
        times_s=times_s,
        truth_m=truth,
        received_m=truth + [0.0, 1.0],
        accuracy_m=np.full(looks, 4.0),
        is_inside=(depth_m > 0.0)[:, None],
        weights=np.stack([weight, 1.0 - weight], axis=1).astype(np.float32),
        gain=np.ones(looks, np.float32),
        latents={ModelId("wire"): np.ones((looks, 3), np.float32)},
    )
