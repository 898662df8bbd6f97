"""Phones that err as phones do, carried along one true way through the real pose filter."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Metres
from latentwalk.geo.filter import PoseFilter
from latentwalk.geo.gps_error import GpsError
from latentwalk.geo.surroundings import Surroundings

TICKS_PER_S = 5


@dataclass(frozen=True, slots=True)
class Moment:
    """What the server believes of all phones at one tick.

    Attributes:
        time_s: When.
        true_m: Where all phones are, [2].
        positions: Filtered, [W, 3].
        speeds_mps: Over ground, [W].
        errors_m: Error circles, [W].
    """

    time_s: float
    true_m: Metres
    positions: Metres
    speeds_mps: Metres
    errors_m: Metres


def line(*legs: tuple[float, float]) -> Metres:
    """Return a way along the east axis, one point a second: (seconds, m/s) a leg."""
    steps = np.concatenate([np.full(int(seconds), mps) for seconds, mps in legs])
    east_m = np.concatenate([[0.0], np.cumsum(steps)])
    return np.stack([east_m, np.zeros_like(east_m)], axis=1)


def carry(
    way: Metres, place: Surroundings, phones: int, tells_speed: bool = False
) -> Iterator[Moment]:
    """Carry phones along a way; each has a receiver of its own, which fixes once a second.

    Args:
        way: One point a second, shape [seconds, 2].
        place: What makes them err.
        phones: How many.
        tells_speed: Whether they report the speed they measure.
    """
    poses, lanes = PoseFilter(phones), np.arange(phones)
    receivers = [GpsError(place, 100 + lane) for lane in range(phones)]
    for second in range(len(way) - 1):
        mps = math.dist(way[second], way[second + 1])
        for lane, receiver in enumerate(receivers):
            error = receiver.next()
            if error is None:
                continue
            east_m, north_m = way[second] + (error.east_m, error.north_m)
            told = max(0.0, mps + error.speed_mps) if tells_speed else None
            poses.report(lane, east_m, north_m, 0.0, error.accuracy_m, float(second), told)
        for tick in range(TICKS_PER_S):
            yield _moment(poses, lanes, way, second + tick / TICKS_PER_S)


def _moment(poses: PoseFilter, lanes: NDArray[np.intp], way: Metres, time_s: float) -> Moment:
    positions, _, _ = poses.advance(time_s, lanes)
    second = int(time_s)
    share = time_s - second
    return Moment(
        time_s=time_s,
        true_m=way[second] * (1.0 - share) + way[second + 1] * share,
        positions=positions,
        speeds_mps=poses.speeds_mps(lanes),
        errors_m=poses.errors_m(lanes),
    )
