"""Where a walk lies on Earth: fixed by its document, or planted where the walker stands."""

from dataclasses import dataclass

from latentwalk.domain.errors import OutOfAreaError
from latentwalk.domain.pose import GeoPoint, Pose, Position
from latentwalk.domain.walk import Walk
from latentwalk.geo.projection import LocalFrame

USABLE_ACCURACY_M = 50.0  # the ground is 90 m wide; coarser fixes come from cells and Wi-Fi
WAIT_S = 10.0  # a receiver that starts cold finds itself within this, under an open sky
SETTLE_S = 15.0  # one turns slowly first; later a better fix is not worth a walker's metres
SETTLED_ACCURACY_M = 5.0
BETTER = 0.9  # of the accuracy planted at; what is between counts as walking


@dataclass(frozen=True, slots=True)
class _Fix:
    point: GeoPoint
    accuracy_m: float  # 0 where the device did not say
    time_s: float


class Planting:
    """Brings one walker's poses onto the walk's ground.

    A geographic walk lies where its document says. A local walk is planted at the first
    usable fix (50 m or better, or of unknown accuracy), else at the best of the first 10 s,
    so that the walker stands at the ground's origin; north stays north. A receiver's first
    fixes may be tens of metres off: until one is good to 5 m, for at most 15 s more, a
    clearly better fix moves the ground, not the walker. Metres of worlds pass as they are.

    Args:
        walk: The document.
    """

    def __init__(self, walk: Walk) -> None:
        self._is_fixed = walk.origin is not None
        self._frame = None if walk.origin is None else LocalFrame(walk.origin)
        self._here = Position(0.0, 0.0, walk.start.up_m if walk.origin is None else 0.0)
        self._anchor = self._here  # where the frame's origin lies on the ground
        self._since_s: float | None = None  # the first fix of all, then the one planted at
        self._best: _Fix | None = None

    def to_local(self, pose: Pose, time_s: float) -> Position | None:
        """Return the pose's place on the ground; ``None`` without one that can be trusted.

        Args:
            pose: As the device sent it.
            time_s: When it was so, media time; only differences mean anything.
        """
        if not isinstance(pose.point, GeoPoint):
            return pose.point
        if not self._is_fixed:
            self._plant(_Fix(pose.point, pose.accuracy_m or 0.0, time_s))
        return self._on_ground(pose.point)

    def _plant(self, fix: _Fix) -> None:
        """Lay the ground under the first usable fix, and under better ones soon after."""
        if self._since_s is None:
            self._since_s = fix.time_s
        best, waited_s = self._best, fix.time_s - self._since_s
        if self._frame is None:
            if best is None or fix.accuracy_m < best.accuracy_m:
                best = self._best = fix
            if best.accuracy_m <= USABLE_ACCURACY_M or waited_s >= WAIT_S:
                self._lay(best)
                self._since_s = fix.time_s
        elif (
            best is not None
            and best.accuracy_m > SETTLED_ACCURACY_M
            and fix.accuracy_m < BETTER * best.accuracy_m
            and waited_s <= SETTLE_S
        ):
            self._lay(fix)

    def _lay(self, fix: _Fix) -> None:
        """Let the ground's point under the walker lie at ``fix``."""
        self._best = fix
        self._anchor = self._here
        self._frame = LocalFrame(fix.point)

    def _on_ground(self, point: GeoPoint) -> Position | None:
        if self._frame is None:
            return None
        try:
            local = self._frame.to_local(point)
        except OutOfAreaError:  # as good as no fix: the ground outside all zones sounds
            return None
        anchor = self._anchor
        east_m, north_m = local.east_m + anchor.east_m, local.north_m + anchor.north_m
        self._here = Position(east_m, north_m, anchor.up_m)
        return self._here
