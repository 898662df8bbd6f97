from datetime import UTC, datetime

import numpy as np
import pytest

from latentwalk.domain.pose import GeoPoint
from latentwalk.latent.sun import sun_elevation_deg, sun_longitude_deg, tide_turn

LONDON = GeoPoint(-0.1278, 51.5074)
PARIS = GeoPoint(2.3522, 48.8566)
NEW_YORK = GeoPoint(-74.0060, 40.7128)
SYDNEY = GeoPoint(151.2093, -33.8688)
TROMSOE = GeoPoint(18.9553, 69.6492)
HORIZON_DEG = -0.833  # by which almanacs tell sunrise and sunset


def utc(year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0) -> float:
    return datetime(year, month, day, hour, minute, second, tzinfo=UTC).timestamp()


def test_elevation_is_that_of_the_national_renewable_energy_laboratorys_example() -> None:
    # Reda & Andreas (2008), NREL/TP-560-34302, table A5.1: topocentric, without refraction.
    golden = GeoPoint(-105.1786, 39.742476)
    found = sun_elevation_deg(utc(2003, 10, 17, 19, 30, 30), golden)
    assert found == pytest.approx(39.872046, abs=0.01)


@pytest.mark.parametrize(
    ("when_s", "point"),
    [
        (utc(2024, 6, 20, 3, 43), LONDON),  # sunrise 04:43 BST
        (utc(2024, 6, 20, 20, 21), LONDON),  # sunset 21:21 BST
        (utc(2024, 12, 21, 7, 41), PARIS),  # sunrise 08:41 CET
        (utc(2024, 12, 21, 15, 56), PARIS),  # sunset 16:56 CET
        (utc(2024, 3, 20, 10, 59), NEW_YORK),  # sunrise 06:59 EDT
        (utc(2024, 3, 20, 23, 8), NEW_YORK),  # sunset 19:08 EDT
        (utc(2024, 12, 21, 18, 41), SYDNEY),  # sunrise 05:41 AEDT on the 22nd
    ],
    ids=["london-rise", "london-set", "paris-rise", "paris-set", "york-rise", "york-set", "sydney"],
)
def test_the_sun_is_at_the_horizon_when_almanacs_say(when_s: float, point: GeoPoint) -> None:
    assert sun_elevation_deg(when_s, point) == pytest.approx(HORIZON_DEG, abs=0.5)


def test_polar_night_and_midnight_sun() -> None:
    hours = range(24)
    winter = [sun_elevation_deg(utc(2024, 12, 21, hour), TROMSOE) for hour in hours]
    summer = [sun_elevation_deg(utc(2024, 6, 21, hour), TROMSOE) for hour in hours]
    assert max(winter) < HORIZON_DEG
    assert min(summer) > 0.0


def test_at_the_equator_the_sun_passes_the_zenith_at_an_equinox() -> None:
    days = [sun_elevation_deg(utc(2024, 3, 20, 12, m), GeoPoint(0.0, 0.0)) for m in range(20)]
    assert max(days) > 89.0


@pytest.mark.parametrize(
    ("when_s", "expected_deg"),
    [
        (utc(2024, 3, 20, 3, 6), 0.0),
        (utc(2024, 6, 20, 20, 51), 90.0),
        (utc(2024, 9, 22, 12, 44), 180.0),
        (utc(2024, 12, 21, 9, 20), 270.0),
    ],
    ids=["march", "june", "september", "december"],
)
def test_the_seasons_begin_when_almanacs_say(when_s: float, expected_deg: float) -> None:
    apart = (sun_longitude_deg(when_s) - expected_deg + 180.0) % 360.0 - 180.0
    assert abs(apart) < 0.02


def test_a_tide_takes_the_period_of_m2() -> None:
    start_s, m2_s = utc(2024, 5, 1), 12.4206012 * 3600.0
    start, end = tide_turn(start_s, 0.0), tide_turn(start_s + m2_s, 0.0)
    assert end == pytest.approx(start, abs=1e-6)
    quarter = tide_turn(start_s + 0.25 * m2_s, 0.0)
    assert (quarter - start) % 1.0 == pytest.approx(0.25, abs=1e-6)


@pytest.mark.parametrize(
    "noon_s", [utc(2024, 1, 11, 12), utc(2024, 8, 4, 12), utc(2024, 9, 18, 12)], ids=str
)
def test_at_new_and_full_moon_the_tide_is_highest_about_noon(noon_s: float) -> None:
    # New moon 2024-01-11 11:57 and 2024-08-04 11:13, full moon 2024-09-18 02:34 UTC.
    turn = tide_turn(noon_s, 0.0)
    assert np.cos(2.0 * np.pi * turn) > 0.8


def test_a_place_further_east_has_its_tide_earlier() -> None:
    now_s = utc(2024, 5, 1)
    ahead = (tide_turn(now_s, 45.0) - tide_turn(now_s, 0.0)) % 1.0
    assert ahead == pytest.approx(0.25)
