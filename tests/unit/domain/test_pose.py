import math
from collections.abc import Callable

import pytest

from latentwalk.domain.errors import PoseError
from latentwalk.domain.pose import GeoPoint, Pose, Position

GOOD = [
    lambda: GeoPoint(-180.0, 90.0),
    lambda: Position(-1e6, 1e6, 3.0),
    lambda: Pose(0.0),
    lambda: Pose(1.5, GeoPoint(5.4, 43.5), 0.0, 0.0, 15.0, 1.4),
    lambda: Pose(1.5, Position(0.0, 0.0), 359.9),
]
BAD: list[tuple[Callable[[], object], str]] = [
    (lambda: GeoPoint(180.1, 0.0), "lon_deg: expected -180..180, got 180.1"),
    (lambda: GeoPoint(math.nan, 0.0), "lon_deg"),
    (lambda: GeoPoint(5.0, -90.1), "lat_deg: expected -90..90, got -90.1"),
    (lambda: Position(math.inf, 0.0), "east_m: expected a finite number of metres, got inf"),
    (lambda: Position(0.0, math.nan), "north_m"),
    (lambda: Position(0.0, 0.0, -math.inf), "up_m"),
    (lambda: Pose(math.nan), "time_s: expected a finite number, got nan"),
    (lambda: Pose(0.0, heading_deg=360.0), "heading_deg: expected 0 ≤ x < 360, got 360.0"),
    (lambda: Pose(0.0, heading_deg=-1.0), "heading_deg"),
    (lambda: Pose(0.0, heading_deg=math.nan), "heading_deg"),
    (lambda: Pose(0.0, accuracy_m=-1.0), "accuracy_m: expected a finite number ≥ 0, got -1.0"),
    (lambda: Pose(0.0, heading_accuracy_deg=math.inf), "heading_accuracy_deg"),
    (lambda: Pose(0.0, speed_mps=math.nan), "speed_mps"),
]


@pytest.mark.parametrize("make", GOOD, ids=range(len(GOOD)))
def test_a_pose_within_range_is_born(make: Callable[[], object]) -> None:
    assert make() == make()


@pytest.mark.parametrize(("make", "message"), BAD, ids=range(len(BAD)))
def test_a_pose_out_of_range_is_refused_at_birth(make: Callable[[], object], message: str) -> None:
    with pytest.raises(PoseError, match=f"^{message}"):
        make()
