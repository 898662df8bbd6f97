import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pyproj import Geod

from latentwalk.domain.errors import OutOfAreaError
from latentwalk.domain.pose import GeoPoint, Position
from latentwalk.geo.projection import LocalFrame

GEOD = Geod(ellps="WGS84")
ORIGINS = [GeoPoint(5.448, 43.522), GeoPoint(-70.0, -53.2), GeoPoint(179.99, 10.0)]
PARIS, LYON = GeoPoint(2.3522, 48.8566), GeoPoint(4.8357, 45.7640)

origins = st.builds(GeoPoint, st.floats(-180.0, 180.0), st.floats(-89.0, 89.0))
bearings = st.floats(0.0, 360.0)


def away(origin: GeoPoint, bearing_deg: float, distance_m: float) -> GeoPoint:
    lon, lat, _ = GEOD.fwd(origin.lon_deg, origin.lat_deg, bearing_deg, distance_m)
    return GeoPoint(lon, lat)


@given(origins, bearings, st.floats(0.0, 50_000.0 - 1.0))
@settings(deadline=None, max_examples=60)
def test_range_and_bearing_from_the_origin_are_the_geodesics(
    origin: GeoPoint, bearing_deg: float, distance_m: float
) -> None:
    there = LocalFrame(origin).to_local(away(origin, bearing_deg, distance_m))
    bound_m = 0.001  # far inside 1 cm to 1 km and 10 cm to 10 km
    assert math.hypot(there.east_m, there.north_m) == pytest.approx(distance_m, abs=bound_m)
    angle = math.radians(bearing_deg)
    assert there.east_m == pytest.approx(distance_m * math.sin(angle), abs=bound_m)
    assert there.north_m == pytest.approx(distance_m * math.cos(angle), abs=bound_m)


@pytest.mark.parametrize("origin", ORIGINS, ids=["Aix", "south", "date line"])
@pytest.mark.parametrize("radius_m", [1_000.0, 10_000.0, 49_000.0])
def test_distances_between_two_points_keep_the_stated_bound(
    origin: GeoPoint, radius_m: float
) -> None:
    frame, rng = LocalFrame(origin), np.random.default_rng(0)
    for _ in range(100):
        one, other = (
            away(origin, rng.uniform(0.0, 360.0), radius_m * rng.uniform(0.0, 1.0))
            for _ in range(2)
        )
        _, _, truth_m = GEOD.inv(one.lon_deg, one.lat_deg, other.lon_deg, other.lat_deg)
        a, b = frame.to_local(one), frame.to_local(other)
        flat_m = math.hypot(a.east_m - b.east_m, a.north_m - b.north_m)
        bound = radius_m**2 / (6 * 6_371_000.0**2) * 1.02  # the radius differs by 1 % over Earth
        assert -1e-6 <= flat_m - truth_m <= bound * truth_m + 1e-6


@given(st.sampled_from(ORIGINS), st.floats(-30_000.0, 30_000.0), st.floats(-30_000.0, 30_000.0))
@settings(deadline=None)
def test_there_and_back_is_within_a_tenth_of_a_millimetre(
    origin: GeoPoint, east_m: float, north_m: float
) -> None:
    frame = LocalFrame(origin)
    back = frame.to_local(frame.to_geo(Position(east_m, north_m)))
    assert back.east_m == pytest.approx(east_m, abs=1e-4)
    assert back.north_m == pytest.approx(north_m, abs=1e-4)


def test_east_is_east_and_north_is_north() -> None:
    frame = LocalFrame(ORIGINS[0])
    east = frame.to_local(GeoPoint(5.449, 43.522))
    north = frame.to_local(GeoPoint(5.448, 43.523))
    assert east.east_m == pytest.approx(80.85, abs=0.01)
    assert north.north_m == pytest.approx(111.10, abs=0.01)
    assert abs(east.north_m) < 0.01
    assert abs(north.east_m) < 0.01


def test_longitude_and_latitude_exchanged_are_out_of_area() -> None:
    with pytest.raises(OutOfAreaError, match="within 50 km"):
        LocalFrame(ORIGINS[0]).to_local(GeoPoint(43.522, 5.448))


@given(origins, bearings, st.floats(50_001.0, 19_000_000.0))
@settings(deadline=None, max_examples=40)
def test_a_point_beyond_fifty_kilometres_is_refused(
    origin: GeoPoint, bearing_deg: float, distance_m: float
) -> None:
    point = away(origin, bearing_deg, distance_m)
    with pytest.raises(OutOfAreaError):
        LocalFrame(origin).to_local(point)


def test_a_refusal_names_the_first_point_that_is_too_far() -> None:
    with pytest.raises(OutOfAreaError, match=r"got lon 4\.8357, lat 45\.764"):
        LocalFrame(PARIS).to_local_many([2.35, 4.8357, 9.0], [48.85, 45.764, 9.0])


def test_local_metres_beyond_fifty_kilometres_have_no_point() -> None:
    with pytest.raises(OutOfAreaError, match="within 50 km"):
        LocalFrame(LYON).to_geo(Position(40_000.0, 40_000.0))


def test_many_points_equal_one_at_a_time_and_height_passes() -> None:
    frame = LocalFrame(PARIS)
    many = frame.to_local_many([2.35, 2.36], [48.85, 48.86])
    one = frame.to_local(GeoPoint(2.36, 48.86), up_m=3.0)
    assert (one.east_m, one.north_m, one.up_m) == (many[1, 0], many[1, 1], 3.0)


@given(origins)
@settings(deadline=None, max_examples=30)
def test_the_origin_is_zero(origin: GeoPoint) -> None:
    assume(abs(origin.lon_deg) < 180.0)
    here = LocalFrame(origin).to_local(origin)
    assert math.hypot(here.east_m, here.north_m) < 1e-3
