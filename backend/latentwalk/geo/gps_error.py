"""How wrongly a phone tells where it is and where it faces, second by second, seeded.

In: the true walk. Out: what the phone would send: fixes once a second with an accuracy that
knows only part of the truth, none in a tunnel, and a compass that is off. The browser's
rehearsal runs the same model (``sensors/simulated-gps.ts``); ``tests/data/rehearsal`` holds
both to the same numbers.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from latentwalk.domain.pose import GeoPoint, Pose
from latentwalk.geo.dice import Dice, Wander
from latentwalk.geo.gpx import GEOD, Track
from latentwalk.geo.surroundings import Surroundings

AXIS_SHARE = 1.0 / math.sqrt(-2.0 * math.log(1.0 - 0.68))  # 68 % radius → deviation an axis
DRIFT_S = 600.0  # satellites move, the atmosphere changes
LEAST_ACCURACY_M = 3.0  # what receivers say at best
JUMP_SEEN = 0.35  # how much of a reflection's error the receiver notices
DOUBT = 0.25  # deviation of the logarithm of the reported accuracy
DOUBT_S = 20.0
COMPASS_WANDER_S = 60.0
NEEDLE_DEG = 1.0  # deviation of one compass reading

FIX_EVERY_S = 1.0  # receivers fix at 1 Hz (facts, phones §1.3)
POSE_EVERY_S = 0.1  # as often as a turning phone speaks
STALE_S = 10.0  # a phone that has no fix for so long sends none (outdoor-senses.ts)


@dataclass(frozen=True, slots=True)
class FixError:
    """What is wrong with one fix.

    Attributes:
        east_m, north_m: Reported minus true.
        accuracy_m: What the phone says its 68 % radius is.
        speed_mps: Reported minus true.
    """

    east_m: float
    north_m: float
    accuracy_m: float
    speed_mps: float


class _Spell:
    """Something that comes by chance, lasts a while, and goes."""

    def __init__(self, dice: Dice, every_s: float, lasts_s: tuple[float, float]) -> None:
        self._dice, self._every_s, self._lasts_s = dice, every_s, lasts_s
        self._left_s = 0.0

    def step(self, dt_s: float) -> tuple[bool, bool]:
        """Go on; return whether it holds, and whether it has just begun."""
        self._left_s -= dt_s
        if self._left_s > 0.0:
            return True, False
        if not self._dice.befalls(self._every_s, dt_s):
            return False, False
        self._left_s = self._dice.between(*self._lasts_s)
        return True, True


class GpsError:
    """The error of one receiver on one walk.

    Correlated and drifting Gauss–Markov parts, a white part, and jumps that hold for seconds
    while a reflection is taken for the satellite.

    Args:
        surroundings: The kind of place; one of another radius may take its place meanwhile.
        seed: Which walk; the same seed makes the same errors.

    References:
        Rankin (1994), An error model for sensor simulation: GPS and differential GPS, PLANS.
    """

    def __init__(self, surroundings: Surroundings, seed: int) -> None:
        self.surroundings = surroundings
        self._dice = dice = Dice(seed)
        self._near = [Wander(dice, surroundings.correlation_s) for _ in range(2)]
        self._far = [Wander(dice, DRIFT_S) for _ in range(2)]
        self._doubt = Wander(dice, DOUBT_S)
        self._jump = _Spell(dice, surroundings.jump_every_s, surroundings.jump_s)
        self._loss = _Spell(dice, surroundings.loss_every_s, surroundings.loss_s)
        self._jump_m = (0.0, 0.0)

    def next(self, dt_s: float = FIX_EVERY_S) -> FixError | None:
        """Return the error of the next fix, ``dt_s`` later; ``None`` where none comes."""
        east_m, north_m = self._steady(0, dt_s), self._steady(1, dt_s)
        jump_east_m, jump_north_m = self._leap(dt_s)
        doubt = self._doubt.step(dt_s)
        speed_mps = self.surroundings.speed_noise_mps * self._dice.normal()
        is_lost, _ = self._loss.step(dt_s)
        if is_lost:
            return None
        seen_m = math.hypot(east_m + JUMP_SEEN * jump_east_m, north_m + JUMP_SEEN * jump_north_m)
        # Half what it always says here, half what it makes of this very fix.
        told_m = math.sqrt(0.5 * self.surroundings.radius_m**2 + 0.5 * seen_m**2)
        return FixError(
            east_m=east_m + jump_east_m,
            north_m=north_m + jump_north_m,
            accuracy_m=max(LEAST_ACCURACY_M, told_m * math.exp(DOUBT * doubt)),
            speed_mps=speed_mps,
        )

    def _steady(self, axis: int, dt_s: float) -> float:
        """Return the part of one axis that is always there, metres."""
        place = self.surroundings
        near_share = 1.0 - place.white_share - place.drift_share
        mixed = (
            math.sqrt(near_share) * self._near[axis].step(dt_s)
            + math.sqrt(place.drift_share) * self._far[axis].step(dt_s)
            + math.sqrt(place.white_share) * self._dice.normal()
        )
        return AXIS_SHARE * place.radius_m * mixed

    def _leap(self, dt_s: float) -> tuple[float, float]:
        is_away, has_begun = self._jump.step(dt_s)
        if has_begun:
            far_m = self._dice.between(*self.surroundings.jump_m)
            angle = self._dice.between(0.0, 2.0 * math.pi)
            self._jump_m = (far_m * math.sin(angle), far_m * math.cos(angle))
        return self._jump_m if is_away else (0.0, 0.0)


class CompassError:
    """The error of one compass on one walk, degrees.

    Args:
        surroundings: The kind of place.
        seed: Which walk.
    """

    def __init__(self, surroundings: Surroundings, seed: int) -> None:
        self.surroundings = surroundings
        self._dice = dice = Dice(seed)
        self._bias_deg = _side(dice) * dice.between(*surroundings.bias_deg)
        self._wander = Wander(dice, COMPASS_WANDER_S)
        self._spell = _Spell(dice, surroundings.disturbance_every_s, surroundings.disturbance_s)
        self._bent_deg = 0.0

    def next(self, dt_s: float = POSE_EVERY_S) -> float:
        """Return reported minus true heading ``dt_s`` later, degrees clockwise, not wrapped."""
        place = self.surroundings
        is_bent, has_begun = self._spell.step(dt_s)
        if has_begun:
            self._bent_deg = _side(self._dice) * self._dice.between(*place.disturbance_deg)
        wander_deg = place.wander_deg * self._wander.step(dt_s)
        needle_deg = NEEDLE_DEG * self._dice.normal() if place.wander_deg > 0.0 else 0.0
        return self._bias_deg + wander_deg + needle_deg + (self._bent_deg if is_bent else 0.0)


def _side(dice: Dice) -> float:
    return 1.0 if dice.uniform() < 0.5 else -1.0


def phone_poses(
    track: Track, surroundings: Surroundings, seed: int, speed: float = 1.0
) -> Iterator[Pose]:
    """Walk a track with a phone in the hand; yield what it sends, ten poses a second.

    Every pose carries the newest fix, as phones do, and the compass of that moment. Time in
    the poses is the walker's: a track walked ``speed`` times as fast is as much shorter, and
    its errors change as much sooner; the phone goes on telling the speed of the walk itself,
    for who hurries a rehearsal is not running.

    Args:
        track: The true way.
        surroundings: What makes the phone err.
        seed: Which walk of many.
        speed: How much faster than recorded, ≥ 1.
    """
    gps, compass = GpsError(surroundings, seed), CompassError(surroundings, seed + 1)
    fix: tuple[GeoPoint, FixError, float] | None = None
    due_s, facing_deg = 0.0, 0.0
    for number in range(int(track.duration_s / speed / POSE_EVERY_S) + 1):
        time_s = number * POSE_EVERY_S
        true = track.at(time_s * speed)
        if time_s * speed >= due_s:
            fix = _fix(true, gps.next(), time_s) or fix
            due_s += FIX_EVERY_S
        facing_deg = facing_deg if true.heading_deg is None else true.heading_deg
        heading_deg = (facing_deg + compass.next(POSE_EVERY_S * speed)) % 360.0 % 360.0
        if fix is None or time_s - fix[2] > STALE_S:
            yield Pose(time_s, heading_deg=heading_deg)
            continue
        point, error, _ = fix
        mps = max(0.0, _speed_mps(track, time_s * speed) + error.speed_mps)
        yield Pose(time_s, point, heading_deg, error.accuracy_m, speed_mps=mps)


def _fix(
    true: Pose, error: FixError | None, time_s: float
) -> tuple[GeoPoint, FixError, float] | None:
    if error is None or not isinstance(true.point, GeoPoint):
        return None
    azimuth_deg = math.degrees(math.atan2(error.east_m, error.north_m))
    far_m = math.hypot(error.east_m, error.north_m)
    lon_deg, lat_deg, _ = GEOD.fwd(true.point.lon_deg, true.point.lat_deg, azimuth_deg, far_m)
    return GeoPoint(float(lon_deg), float(lat_deg)), error, time_s


def _speed_mps(track: Track, time_s: float) -> float:
    """Return the true speed over the second before, metres a second."""
    before, now = track.at(time_s - 1.0).point, track.at(time_s).point
    assert isinstance(before, GeoPoint)
    assert isinstance(now, GeoPoint)
    _, _, metres = GEOD.inv(before.lon_deg, before.lat_deg, now.lon_deg, now.lat_deg)
    return float(metres)
