"""Small walks in local metres, and ticks on them."""

from collections.abc import Sequence

import numpy as np

from latentwalk.domain.block import TICK_FRAMES, TICK_S, Samples
from latentwalk.domain.ids import ModelId, WalkId, ZoneId
from latentwalk.domain.pose import Pose, Position
from latentwalk.domain.shape import Circle
from latentwalk.domain.sound import Axis, MappingKind, Sound
from latentwalk.domain.walk import Frame, Walk
from latentwalk.domain.zone import Zone
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.tick import Heard, Tick
from latentwalk.session.walker import walk

MIC_GROUND = Sound(mapping=MappingKind.FIXED, mic=(1.0,))
AXES_GROUND = Sound(mapping=MappingKind.AXES, axes=(Axis.EAST, Axis.NORTH, None), scale_m=10.0)


def circle(name: str, east_m: float, radius_m: float, sound: Sound, fade_m: float = 5.0) -> Zone:
    """Return a round zone on the east axis."""
    shape = Circle(Position(east_m, 0.0), radius_m)
    return Zone(ZoneId(name), name.title(), shape, sound, fade_m)


def walk_of(
    zones: Sequence[Zone] = (), outside: Sound | None = None, model: str = "wire", seed: int = 7
) -> Walk:
    """Return a local walk."""
    return Walk(
        id=WalkId("test"),
        title="Test",
        frame=Frame.LOCAL,
        origin=None,
        start=Position(0.0, 0.0),
        start_heading_deg=0.0,
        model=ModelId(model),
        seed=seed,
        zones=tuple(zones),
        outside=outside or Sound(),
    )


def tick_of(
    number: int,
    grounds: Sequence[Ground],
    mic: Samples | None = None,
    lanes: Sequence[int] | None = None,
    dry_gain: float = 0.0,
    at_ear: bool = False,
    has_mic: bool | Sequence[bool] = True,
) -> Tick:
    """Return a tick in which walker i stands in lane i on ``grounds[i]``."""
    count = len(grounds)
    rows: dict[Ground, list[int]] = {}
    for row, ground in enumerate(grounds):
        rows.setdefault(ground, []).append(row)
    seats = np.arange(count) if lanes is None else np.array(lanes)
    return Tick(
        time_s=number * TICK_S,
        lanes=seats.astype(np.intp),
        sessions=(seats + 1).astype(np.uint64),
        groups=tuple((ground, np.array(mine, np.intp)) for ground, mine in rows.items()),
        mic=np.zeros((count, TICK_FRAMES), np.float32) if mic is None else mic,
        has_mic=np.broadcast_to(np.array(has_mic), (count,)).copy(),
        dry_gain=np.full(count, dry_gain, np.float32),
        at_ear=np.full(count, at_ear),
        noise_key=(seats + 100).astype(np.uint64),
    )


def stand(hall: Hall, lane: int, east_m: float, north_m: float = 0.0, time_s: float = 0.0) -> None:
    """Report an exact position."""
    position = Position(east_m, north_m)
    hall.poses.report(lane, Pose(time_s, position, 0.0), position, time_s)


def walk_ticks(
    hall: Hall, ground: Ground, east_m: float, ticks: int, first: int = 0
) -> list[Heard]:
    """Let walker 0 stand at ``east_m`` for some ticks without a mic."""
    heard = []
    for number in range(first, first + ticks):
        stand(hall, 0, east_m, time_s=number * TICK_S)
        heard.append(walk(hall, tick_of(number, [ground], has_mic=False)))
    return heard
