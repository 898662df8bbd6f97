import json
import math
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.domain.pose import GeoPoint, Pose
from latentwalk.geo.dice import Dice, Wander
from latentwalk.geo.gps_error import STALE_S, CompassError, GpsError, phone_poses
from latentwalk.geo.gpx import GEOD, Track
from latentwalk.geo.surroundings import EXACT, PRESETS, Surroundings
from tests.unit.geo.gps_golden import GOLDEN, golden

STEADY = {
    name: replace(s, jump_every_s=math.inf, loss_every_s=math.inf) for name, s in PRESETS.items()
}
HOUR_S = 3600


def errors_of(place: Surroundings, seeds: int = 12, seconds: int = 600) -> np.ndarray:
    """Return east, north, accuracy of every fix there was, [n, 3]."""
    rows = []
    for seed in range(seeds):
        gps = GpsError(place, seed)
        fixes = [gps.next() for _ in range(seconds)]
        rows += [(f.east_m, f.north_m, f.accuracy_m) for f in fixes if f is not None]
    return np.array(rows)


def straight(seconds: int, speed_mps: float = 1.2) -> Track:
    """Return an even walk to the east."""
    times = np.arange(seconds + 1, dtype=np.float64)
    n = len(times)
    lons, lats, _ = GEOD.fwd(
        np.full(n, 5.447), np.full(n, 43.522), np.full(n, 90.0), times * speed_mps
    )
    course = 90.0 if speed_mps else math.nan
    return Track(times, np.asarray(lons), np.asarray(lats), np.full(n, course))


def test_python_gives_the_numbers_that_the_browser_gives() -> None:
    kept = json.loads(GOLDEN.read_text())
    assert _close(json.loads(json.dumps(golden())), kept)


def _close(mine: object, kept: object) -> bool:
    """Compare nested numbers to 1e-9 of themselves: libraries' cosines differ in the last bit."""
    if isinstance(mine, dict) and isinstance(kept, dict):
        return mine.keys() == kept.keys() and all(_close(mine[k], kept[k]) for k in mine)
    if isinstance(mine, list) and isinstance(kept, list):
        return len(mine) == len(kept) and all(map(_close, mine, kept))
    if isinstance(mine, float) and isinstance(kept, float):
        return math.isclose(mine, kept, rel_tol=1e-9, abs_tol=1e-9)
    return mine == kept


@given(st.integers(0, 2**40))
@settings(max_examples=50)
def test_the_same_seed_makes_the_same_errors(seed: int) -> None:
    one, other = GpsError(PRESETS["canyon"], seed), GpsError(PRESETS["canyon"], seed)
    assert [one.next() for _ in range(20)] == [other.next() for _ in range(20)]


def test_neighbouring_seeds_make_unrelated_errors() -> None:
    one, other = errors_of(STEADY["park"], 1), GpsError(STEADY["park"], 1)
    easts = np.array([f.east_m for f in (other.next() for _ in range(600)) if f is not None])
    assert abs(np.corrcoef(one[:, 0], easts)[0, 1]) < 0.5


def test_throws_are_even_and_normal_throws_are_normal() -> None:
    dice = Dice(3)
    even = np.array([dice.uniform() for _ in range(20_000)])
    assert even.min() > 0.0
    assert even.max() < 1.0
    assert np.histogram(even, 10, (0.0, 1.0))[0] == pytest.approx(2000, rel=0.1)
    normal = np.array([dice.normal() for _ in range(20_000)])
    assert normal.mean() == pytest.approx(0.0, abs=0.03)
    assert normal.std() == pytest.approx(1.0, abs=0.03)


@pytest.mark.parametrize("dt_s", [0.1, 1.0, 7.0])
def test_wandering_forgets_with_its_time_constant_whatever_the_step(dt_s: float) -> None:
    wander = Wander(Dice(5), 20.0)
    values = np.array([wander.step(dt_s) for _ in range(40_000)])
    lag = round(20.0 / dt_s) or 1
    kept = float(np.mean(values[:-lag] * values[lag:]))
    assert values.std() == pytest.approx(1.0, abs=0.12)
    assert kept == pytest.approx(math.exp(-lag * dt_s / 20.0), abs=0.12)


@pytest.mark.parametrize(
    ("name", "radius_m"), [("park", 5), ("street", 10), ("forest", 13), ("canyon", 25)]
)
def test_two_thirds_of_the_fixes_lie_within_the_stated_radius(name: str, radius_m: float) -> None:
    errors = errors_of(STEADY[name], seeds=40)
    off_m = np.hypot(errors[:, 0], errors[:, 1])
    assert np.quantile(off_m, 0.68) == pytest.approx(radius_m, rel=0.15)


def test_the_reported_accuracy_follows_the_true_error_and_errs() -> None:
    for name in ("park", "street", "forest", "canyon"):
        errors = errors_of(PRESETS[name])
        off_m = np.hypot(errors[:, 0], errors[:, 1])
        share = (off_m <= errors[:, 2]).mean()
        related = np.corrcoef(off_m, errors[:, 2])[0, 1]
        assert 0.45 < share < 0.8, name  # 68 % if it knew
        assert 0.3 < related < 0.95, name


def test_a_canyon_jumps_and_goes_dark_and_a_park_does_not() -> None:
    def leaps(name: str) -> int:
        gps = GpsError(PRESETS[name], 2)
        fixes = [gps.next() for _ in range(HOUR_S)]
        pairs = [(a, b) for a, b in zip(fixes, fixes[1:], strict=False) if a and b]
        return sum(math.hypot(b.east_m - a.east_m, b.north_m - a.north_m) > 18.0 for a, b in pairs)

    def lost(name: str) -> float:
        gps = GpsError(PRESETS[name], 2)
        return sum(gps.next() is None for _ in range(HOUR_S)) / HOUR_S

    assert leaps("park") == 0
    assert leaps("canyon") > 40
    assert lost("park") == 0.0
    assert 0.03 < lost("canyon") < 0.2


def test_an_exact_phone_errs_in_nothing() -> None:
    gps, compass = GpsError(EXACT, 1), CompassError(EXACT, 1)
    for _ in range(30):
        fix = gps.next()
        assert fix is not None
        assert (fix.east_m, fix.north_m, fix.speed_mps) == (0.0, 0.0, 0.0)
        assert compass.next() == 0.0


@pytest.mark.parametrize(
    ("name", "least", "most"), [("park", 8, 17), ("street", 10, 25), ("canyon", 15, 40)]
)
def test_a_compass_is_off_by_what_its_place_does_to_it(
    name: str, least: float, most: float
) -> None:
    means = []
    for seed in range(30):
        compass = CompassError(PRESETS[name], seed)
        means.append(np.mean([abs(compass.next(1.0)) for _ in range(120)]))
    assert least < np.mean(means) < most


def _mean(values: list[float]) -> float:
    return sum(values) / len(values)


Claim = Callable[[list[Pose]], bool]
CLAIMS: dict[str, Claim] = {
    "ten a second": lambda poses: poses[10].time_s == pytest.approx(1.0),
    "as long as the walk": lambda poses: poses[-1].time_s == pytest.approx(60.0),
    "each with a compass": lambda poses: all(p.heading_deg is not None for p in poses),
    "a fix a second": lambda poses: len({p.point for p in poses}) == 61,
    "with an accuracy": lambda poses: all((p.accuracy_m or 0.0) >= 3.0 for p in poses),
    "at walking pace": lambda poses: 0.8 < _mean([p.speed_mps or 0.0 for p in poses]) < 1.5,
}  # fmt: skip


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_phone_sends_poses(claim: str) -> None:
    assert CLAIMS[claim](list(phone_poses(straight(60), PRESETS["park"], 4)))


def test_a_walk_three_times_as_fast_is_a_third_as_long_and_fixes_three_times_as_often() -> None:
    poses = list(phone_poses(straight(60), PRESETS["park"], 4, speed=3.0))
    assert poses[-1].time_s == pytest.approx(20.0)
    assert len({p.point for p in poses}) == 61


def test_a_phone_without_a_fix_for_ten_seconds_sends_none() -> None:
    dark = replace(EXACT, loss_every_s=20.0, loss_s=(25.0, 25.0))
    poses = list(phone_poses(straight(120), dark, 1))
    gone = [p.point is None for p in poses]
    assert any(gone)
    assert not all(gone)
    first = gone.index(True, gone.index(False))
    held = {p.point for p in poses[first - round(STALE_S / 0.1) : first]}
    assert len(held) == 1


def test_who_stands_still_keeps_facing_where_they_went() -> None:
    track = straight(10)
    still = Track(
        track.times_s, track.lon_deg, track.lat_deg, np.array([90.0] * 5 + [math.nan] * 6)
    )
    poses = list(phone_poses(still, EXACT, 1))
    assert {p.heading_deg for p in poses} == {90.0}


def test_an_error_moves_the_point_by_its_metres() -> None:
    poses = list(phone_poses(straight(5, 0.0), STEADY["street"], 9))
    gps = GpsError(STEADY["street"], 9)
    error = gps.next()
    assert error is not None
    point = poses[0].point
    assert isinstance(point, GeoPoint)
    azimuth, _, metres = GEOD.inv(5.447, 43.522, point.lon_deg, point.lat_deg)
    assert metres * math.sin(math.radians(azimuth)) == pytest.approx(error.east_m, abs=1e-3)
    assert metres * math.cos(math.radians(azimuth)) == pytest.approx(error.north_m, abs=1e-3)
