"""The default walk, walked: a straight minute in each direction, and what stands between.

All walkers share one hall, so that one call of the model serves them all; law 8 (they never
hear each other) makes each as good as a rendering of its own.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from latentwalk.app.library import models_of
from latentwalk.audio.files import read_sound
from latentwalk.domain.block import SAMPLE_RATE_HZ, TICK_FRAMES, TICK_S, Samples
from latentwalk.domain.pose import Pose, Position
from latentwalk.domain.walk import Walk
from latentwalk.engine.local import LocalPool
from latentwalk.engine.manifest import find_models
from latentwalk.geo.gpx import Track, load_track
from latentwalk.geo.walkfile import load_walk
from latentwalk.latent.noise import session_key
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.planting import Planting
from latentwalk.session.port import Port
from latentwalk.session.tick import Tick
from latentwalk.session.walker import walk
from tests.flow.command import REPOSITORY

DIRECTIONS = ("north", "east", "south", "west")
DIAGONALS = {"north-east": 45.0, "south-east": 135.0, "south-west": 225.0, "north-west": 315.0}
SPEED_MPS = 0.75
MINUTE_S = 60.0
SHORT_S = 20.0  # 15 m, or long enough to hear a place
STILL_M = 25.0  # out in the west
MIC = REPOSITORY / "tests" / "data" / "audio" / "street-and-voice.wav"

Way = Callable[[float], Pose]


@dataclass(frozen=True, slots=True)
class Stroll:
    """One walker: where they are at each second, for how long, and whether the mic is on."""

    name: str
    pose: Way
    seconds: float = SHORT_S
    has_mic: bool = False


def strolls(document: Walk) -> list[Stroll]:
    """Return everybody who walks; those who walk longest come first."""
    tracks = {
        name: load_track(REPOSITORY / f"tests/data/gpx/straight-{name}-60s.gpx")
        for name in DIRECTIONS
    }
    minutes = [Stroll(name, _planted(document, track), MINUTE_S) for name, track in tracks.items()]
    with_mic = Stroll("north, with mic", _planted(document, tracks["north"]), MINUTE_S, True)
    diagonals = [Stroll(name, partial(_straight, way)) for name, way in DIAGONALS.items()]
    standing = [
        Stroll("before a fix", lambda time_s: Pose(time_s)),
        Stroll("middle", lambda time_s: Pose(time_s, Position(0.0, 0.0), 0.0)),
        Stroll("still in the west", lambda time_s: Pose(time_s, Position(-STILL_M, 0.0), 270.0)),
    ]
    return [*minutes, with_mic, *diagonals, *standing]


def _planted(document: Walk, track: Track) -> Way:
    planting = Planting(document)

    def pose(time_s: float) -> Pose:
        at = track.at(time_s)
        return Pose(time_s, planting.to_local(at, time_s), at.heading_deg)

    return pose


def _straight(way_deg: float, time_s: float) -> Pose:
    way, gone_m = math.radians(way_deg), SPEED_MPS * time_s
    return Pose(time_s, Position(gone_m * math.sin(way), gone_m * math.cos(way)), way_deg)


def walked() -> dict[str, Samples]:
    """Let everybody walk; return what each heard, [2, n] at 48 kHz, by name."""
    document = load_walk(REPOSITORY / "geofences" / "first-walk.geojson")
    everybody = strolls(document)
    manifests = {m.model.id: m for m in find_models(REPOSITORY / "models")}
    pools = [LocalPool(manifests[name]) for name in models_of({document.id: document})]
    ground = Ground(document, {pool.contract.model_id: pool.contract for pool in pools})
    hall = Hall([Port(pool, len(everybody)) for pool in pools], len(everybody))
    mic = microphone()
    heard: list[list[Samples]] = [[] for _ in everybody]
    for number in range(math.ceil(MINUTE_S / TICK_S)):
        here = [s for s in everybody if number * TICK_S < s.seconds]
        for lane, stroll in enumerate(here):
            pose = stroll.pose(number * TICK_S)
            place = pose.point if isinstance(pose.point, Position) else None
            hall.poses.report(lane, pose, place, number * TICK_S)
        heard_now = walk(hall, _tick(number, ground, here, mic)).stereo
        for lane in range(len(here)):
            heard[lane].append(heard_now[lane])
    return {s.name: np.concatenate(h, axis=1) for s, h in zip(everybody, heard, strict=True)}


def microphone() -> Samples:
    """Return a minute of a street and a voice, [1, n], as the mic of the walk hears it."""
    recorded = read_sound(MIC, SAMPLE_RATE_HZ, 1)
    return np.resize(recorded, (1, math.ceil(MINUTE_S / TICK_S) * TICK_FRAMES))


def _tick(number: int, ground: Ground, here: list[Stroll], mic: Samples) -> Tick:
    lanes = np.arange(len(here), dtype=np.intp)
    now = mic[:, number * TICK_FRAMES : (number + 1) * TICK_FRAMES]
    has_mic = np.array([stroll.has_mic for stroll in here])
    return Tick(
        time_s=number * TICK_S,
        lanes=lanes,
        sessions=(lanes + 1).astype(np.uint64),
        groups=((ground, lanes),),
        mic=np.where(has_mic[:, None], now, np.float32(0.0)),
        has_mic=has_mic,
        dry_gain=np.zeros(len(here), np.float32),
        at_ear=np.ones(len(here), np.bool_),
        noise_key=np.full(len(here), session_key(ground.walk.seed, 0), np.uint64),
    )
