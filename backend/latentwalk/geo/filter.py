"""From a device's jumping fixes to where a walker is at every tick."""

import math

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Metres
from latentwalk.domain.errors import PoseError
from latentwalk.geo.kalman import Fix, Kalman
from latentwalk.geo.slew import follow
from latentwalk.geo.speed import PRESUMED_MPS, Speedometer

Lanes = NDArray[np.integer]
Numbers = NDArray[np.float64]

FIX_RATE = 2.5  # 1/s: a corrected fix is followed to 95 % in 1.9 s
EXACT_RATE = 100.0  # 1/s: a world's pose is followed to 95 % in 47 ms
MAX_GLIDE_S = 2.0  # two missed fixes; past that a lost phone must not walk on
HEADING_S = 0.08  # time constant; a head turns up to 500 °/s and jitter is ±3°
WORST_ACCURACY_M = 100.0  # a cell-tower fix says nothing about zones of 20 m
SPEED_S = 1.0  # time constant: fixes come once a second, and speed is heard
EXACT_SPEED_S = 0.3  # a world's poses come every 50 ms, each a little push
LEAST_S = 1e-6  # keeps a division finite where no time has passed
DOUBT_S = 0.5  # time constant: a new accuracy is nobody's cut
LOST_MPS = 1.5  # a walker without fixes may have gone so fast, in any direction
MAX_LOST_S = 60.0  # 90 m: the position has long been given up

STILL: Metres = np.zeros(2)


class PoseFilter:
    """Smoothed positions and headings of many walkers, one lane each.

    Fixes with an accuracy pass outlier rejection and a constant-velocity Kalman filter;
    the output glides at the estimated velocity for at most 2 s after a fix and is followed
    by a critically damped slew, so it has no steps and, on an even walk, no steady lag.
    Fixes without an accuracy are a world's own and exact: they pass with the light slew
    alone, which trails an even motion by 20 ms. Heading turns the short way, with a time
    constant of 80 ms. Old positions and headings are held: :meth:`ages_s` says how old, and
    what to do about it is the session's business. Time is always an argument.

    Args:
        capacity: Number of lanes.
    """

    def __init__(self, capacity: int) -> None:
        self._kalman = Kalman(capacity)
        self._position = np.zeros((capacity, 3))
        self._velocity = np.zeros((capacity, 3))
        self._target = np.zeros((capacity, 3))
        self._target_velocity = np.zeros((capacity, 3))
        self._rate = np.full(capacity, FIX_RATE)
        self._fix_s = np.full(capacity, -np.inf)
        self._tick_s = np.full(capacity, np.nan)
        self._speedometer = Speedometer(capacity)
        self._speed_mps = np.full(capacity, PRESUMED_MPS)
        self._accuracy_m = np.zeros(capacity)  # of the last accepted fix
        self._error_m = np.full(capacity, np.inf)
        self._facing = np.full((capacity, 2), np.nan)  # (sin, cos) of the heading
        self._turn_to = np.full((capacity, 2), np.nan)

    def reset(self, lane: int) -> None:
        """Forget all about ``lane``, as if it were new."""
        self._kalman.reset(lane)
        for array in (self._position, self._velocity, self._target, self._target_velocity):
            array[lane] = 0.0
        self._rate[lane] = FIX_RATE
        self._fix_s[lane] = -np.inf
        self._tick_s[lane] = np.nan
        self._error_m[lane] = np.inf
        self._speedometer.reset(lane)
        self._speed_mps[lane] = PRESUMED_MPS
        self._accuracy_m[lane] = 0.0
        self._facing[lane] = self._turn_to[lane] = np.nan

    def report(
        self,
        lane: int,
        east_m: float,
        north_m: float,
        up_m: float,
        accuracy_m: float | None,
        time_s: float,
        speed_mps: float | None = None,
    ) -> None:
        """Take one fix; a late, outlying or hopelessly vague one changes nothing.

        Args:
            lane: Whose.
            east_m: Local metres.
            north_m: Local metres.
            up_m: Local metres; passed on unfiltered.
            accuracy_m: Radius of the error circle, 68 %; ``None`` for an exact pose.
            time_s: When it was so, on the clock of :meth:`advance`.
            speed_mps: Ground speed the device reports, ≥ 0; ``None`` when unknown.

        Raises:
            PoseError: If a number is not finite.
        """
        numbers = (east_m, north_m, up_m, time_s, accuracy_m or 0.0, speed_mps or 0.0)
        if not all(map(math.isfinite, numbers)):
            raise PoseError(f"expected finite metres and seconds, got {numbers}")
        if time_s <= self._fix_s[lane]:
            return
        if accuracy_m is None:
            self._kalman.reset(lane)
            self._aim(lane, (east_m, north_m, up_m), STILL, None, time_s)
            return
        if accuracy_m > WORST_ACCURACY_M:
            return
        fix = Fix(np.array([east_m, north_m]), accuracy_m, time_s)
        if not self._kalman.update(lane, fix):
            self._speedometer.pass_over(lane, fix, speed_mps)
            return
        point, velocity = self._kalman.state(lane)
        self._speedometer.take(lane, fix, point, float(np.hypot(*velocity)), speed_mps)
        self._aim(lane, (*point, up_m), velocity, accuracy_m, time_s)

    def _aim(
        self,
        lane: int,
        target: tuple[float, ...],
        velocity: Metres,
        accuracy_m: float | None,
        time_s: float,
    ) -> None:
        is_first = self._fix_s[lane] == -np.inf
        self._target[lane] = target
        self._target_velocity[lane, :2] = velocity
        self._rate[lane] = EXACT_RATE if accuracy_m is None else FIX_RATE
        self._accuracy_m[lane] = accuracy_m or 0.0
        self._fix_s[lane] = time_s
        if is_first:
            self._position[lane] = target

    def report_heading(self, lane: int, heading_deg: float | None) -> None:
        """Take the direction a walker faces; ``None`` makes it unknown at once.

        Args:
            lane: Whose.
            heading_deg: Clockwise from true north.

        Raises:
            PoseError: If the heading is not finite.
        """
        if heading_deg is None:
            self._turn_to[lane] = self._facing[lane] = np.nan
            return
        if not math.isfinite(heading_deg):
            raise PoseError(f"heading_deg: expected a finite number, got {heading_deg!r}")
        angle = math.radians(heading_deg)
        self._turn_to[lane] = math.sin(angle), math.cos(angle)
        if math.isnan(self._facing[lane, 0]):
            self._facing[lane] = self._turn_to[lane]

    def advance(self, now_s: float, lanes: Lanes) -> tuple[Metres, Numbers, NDArray[np.bool_]]:
        """Move ``lanes`` on to ``now_s``.

        Args:
            now_s: Seconds; earlier than the last call counts as no time passed.
            lanes: Lane of each row, shape [W], each at most once.

        Returns:
            Positions east, north, up, local metres, shape [W, 3] (zeros while unknown);
            headings clockwise from true north, 0 ≤ x < 360, shape [W], nan while unknown;
            and whether there ever was a fix, shape [W].
        """
        dt_s = np.fmax(now_s - self._tick_s[lanes], 0.0)  # a first tick's NaN counts as none
        self._tick_s[lanes] = now_s
        is_known = self._fix_s[lanes] > -np.inf
        before = self._position[lanes]
        positions = self._slew(now_s, dt_s, lanes, is_known)
        self._hasten(np.linalg.norm(positions - before, axis=1), dt_s, lanes)
        self._doubt(now_s, dt_s[is_known], lanes[is_known])
        return positions, self._turn(dt_s, lanes), is_known

    def ages_s(self, now_s: float, lanes: Lanes) -> Numbers:
        """Return seconds since each lane's last accepted fix, shape [W]; inf before it."""
        return np.maximum(now_s - self._fix_s[lanes], 0.0)

    def speeds_mps(self, lanes: Lanes) -> Numbers:
        """Return how fast walkers move over ground, m/s, shape [W].

        Wander of fixes at rest is no speed (:class:`Speedometer`). What a device reports comes
        with its fixes; between and after the last of them the speed is held. It is smoothed
        over a second, that of exact poses over 0.3 s. Before the first fix it is a stroll.
        """
        return self._speed_mps[lanes]

    def errors_m(self, lanes: Lanes) -> Numbers:
        """Return the radius of each error circle, metres, shape [W]; inf before the first fix.

        It is what the last accepted fix reported, 0 for an exact one, without steps, and grows
        at a walk while no fix comes any more, by at most 90 m.
        """
        return self._error_m[lanes]

    def _hasten(self, moved_m: Numbers, dt_s: Numbers, lanes: Lanes) -> None:
        """Follow speeds, which fixes change in steps."""
        is_exact = self._rate[lanes] == EXACT_RATE
        aim_mps = np.where(
            is_exact, moved_m / np.maximum(dt_s, LEAST_S), self._speedometer.speeds_mps(lanes)
        )
        share = -np.expm1(-dt_s / np.where(is_exact, EXACT_SPEED_S, SPEED_S))
        self._speed_mps[lanes] += share * (aim_mps - self._speed_mps[lanes])

    def _doubt(self, now_s: float, dt_s: Numbers, lanes: Lanes) -> None:
        """Follow error circles of lanes that have a fix."""
        overdue_s = now_s - self._fix_s[lanes] - MAX_GLIDE_S
        lost_s = np.minimum(np.maximum(overdue_s, 0.0), MAX_LOST_S)
        is_exact = self._rate[lanes] == EXACT_RATE
        aim_m = self._accuracy_m[lanes] + np.where(is_exact, 0.0, LOST_MPS * lost_s)
        before_m = np.where(np.isinf(self._error_m[lanes]), aim_m, self._error_m[lanes])
        self._error_m[lanes] = aim_m + (before_m - aim_m) * np.exp(-dt_s / DOUBT_S)

    def _slew(
        self, now_s: float, dt_s: Numbers, lanes: Lanes, is_known: NDArray[np.bool_]
    ) -> Metres:
        age_s = np.where(is_known, now_s - self._fix_s[lanes], 0.0)
        glide_s = np.minimum(np.maximum(age_s, 0.0), MAX_GLIDE_S)[:, None]
        is_gliding = (age_s < MAX_GLIDE_S)[:, None]
        velocity = self._target_velocity[lanes]
        target = self._target[lanes] + velocity * glide_s
        self._position[lanes], self._velocity[lanes] = follow(
            self._position[lanes],
            self._velocity[lanes],
            target,
            np.where(is_gliding, velocity, 0.0),
            self._rate[lanes, None],
            dt_s[:, None],
        )
        return self._position[lanes]

    def _turn(self, dt_s: Numbers, lanes: Lanes) -> Numbers:
        """Rotate each heading the short way; degrees are never averaged."""
        sine, cosine = self._facing[lanes].T
        to_sine, to_cosine = self._turn_to[lanes].T
        gap = np.arctan2(to_sine * cosine - to_cosine * sine, to_cosine * cosine + to_sine * sine)
        angle = np.arctan2(sine, cosine) + gap * -np.expm1(-dt_s / HEADING_S)
        self._facing[lanes] = np.stack([np.sin(angle), np.cos(angle)], axis=-1)
        degrees = np.degrees(angle) % 360.0
        return np.where(degrees >= 360.0, 0.0, degrees)  # -1e-20 % 360 rounds up to 360
