from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.domain.errors import TrackFileError
from latentwalk.domain.pose import GeoPoint
from latentwalk.geo.fence import FenceSet, normalise
from latentwalk.geo.gpx import MAX_BYTES, Track, load_track, parse_track
from latentwalk.geo.projection import LocalFrame
from latentwalk.geo.walkfile import load_walk

ROOT = Path(__file__).parents[3]
FILES = ROOT / "tests" / "data" / "gpx"


def gpx(*points: str) -> bytes:
    body = "".join(points)
    return f'<gpx version="1.1"><trk><trkseg>{body}</trkseg></trk></gpx>'.encode()


def point(lat: float, lon: float, second: float | None = None) -> str:
    time = "" if second is None else f"<time>2026-05-01T10:00:{second:06.3f}Z</time>"
    return f'<trkpt lat="{lat!r}" lon="{lon!r}">{time}</trkpt>'


def lon_lat(track: Track, time_s: float) -> tuple[float, float]:
    point = track.at(time_s).point
    assert isinstance(point, GeoPoint)
    return point.lon_deg, point.lat_deg


def test_the_park_track_crosses_every_zone_of_the_park_in_three_minutes() -> None:
    track = load_track(FILES / "park-3min.gpx")
    walk = load_walk(ROOT / "geofences" / "park-geographic.geojson")
    assert walk.origin is not None
    assert track.duration_s == 180.0
    positions = LocalFrame(walk.origin).to_local_many(track.lon_deg, track.lat_deg)
    speed = np.hypot(*np.diff(positions, axis=0).T)
    assert speed.max() == pytest.approx(1.3, abs=0.03)
    shares = normalise(FenceSet(walk.zones).weights(positions))
    assert (shares.max(axis=0) == 1.0).all()


def test_a_track_without_times_is_walked_at_a_walking_pace() -> None:
    track = load_track(FILES / "no-times.gpx")
    frame = LocalFrame(GeoPoint(*lon_lat(track, 0.0)))
    metres = np.hypot(*np.diff(frame.to_local_many(track.lon_deg, track.lat_deg), axis=0).T)
    np.testing.assert_allclose(metres / np.diff(track.times_s), 1.2, rtol=1e-4)


def test_a_pose_lies_between_two_points_and_faces_the_course() -> None:
    track = parse_track(gpx(point(43.0, 5.0, 0), point(43.0, 5.001, 10)), "t.gpx")
    assert lon_lat(track, 2.5) == pytest.approx((5.00025, 43.0))
    assert track.at(2.5).heading_deg == pytest.approx(90.0, abs=0.01)
    assert track.at(2.5).accuracy_m is None


def test_before_the_start_and_after_the_end_the_walker_stands_there() -> None:
    track = parse_track(gpx(point(43.0, 5.0, 0), point(43.0, 5.001, 10)), "t.gpx")
    assert lon_lat(track, -5.0) == pytest.approx((5.0, 43.0))
    assert lon_lat(track, 99.0) == pytest.approx((5.001, 43.0))


def test_a_course_is_unknown_while_standing() -> None:
    track = parse_track(
        gpx(point(43.0, 5.0, 0), point(43.000001, 5.0, 10), point(43.001, 5.0, 50)), "t.gpx"
    )
    assert track.at(5.0).heading_deg is None
    assert track.at(20.0).heading_deg == pytest.approx(0.0, abs=0.01)


def test_the_date_line_is_crossed_the_short_way() -> None:
    track = parse_track(gpx(point(0.0, 179.9999, 0), point(0.0, -179.9999, 10)), "t.gpx")
    lon, _ = lon_lat(track, 2.5)
    assert lon == pytest.approx(179.99995)
    assert track.at(2.5).heading_deg == pytest.approx(90.0)


def test_points_of_one_instant_count_once() -> None:
    track = parse_track(
        gpx(point(43.0, 5.0, 0), point(43.5, 5.0, 0), point(43.0, 5.001, 9)), "t.gpx"
    )
    assert track.times_s.tolist() == [0.0, 9.0]


def test_segments_and_routes_are_walked_too() -> None:
    segments = gpx(point(43.0, 5.0), "</trkseg><trkseg>", point(43.0, 5.001))
    route = (
        segments.replace(b"trkseg>", b"x>").replace(b"trk>", b"rte>").replace(b"trkpt", b"rtept")
    )
    route = route.replace(b"<x>", b"").replace(b"</x>", b"")
    for content in (segments, route):
        assert len(parse_track(content, "t.gpx").times_s) == 2


def test_a_time_without_zone_is_taken_as_utc() -> None:
    content = gpx(point(43.0, 5.0, 0), point(43.0, 5.001, 10)).replace(b"Z<", b"<", 1)
    assert parse_track(content, "t.gpx").duration_s == 10.0


def test_a_time_zone_that_cannot_be_is_refused() -> None:
    content = gpx(point(43.0, 5.0, 0), point(43.0, 5.001, 10)).replace(b"Z<", b"+99:00<")
    with pytest.raises(TrackFileError, match="point 1: expected a time with a zone"):
        parse_track(content, "t.gpx")


INVALID = {
    "entity": "expected plain GPX, got a document type or entity",
    "latin-1": "byte 143: expected UTF-8",
    "no-points": "expected at least two track points, got 0",
    "not-a-number": "cannot be parsed: .*east",
    "one-place": "all at one time or place",
    "one-point": "expected at least two track points, got 1",
    "out-of-range": "point 2: .* got lat 143.522, lon 5.448. Remove the point, or exchange",
    "some-times": "point 2: expected a time, got none. Give every point a time, or none",
    "times-back": "point 3: expected a time after .*10:00:05.* got .*10:00:02.*Sort",
    "truncated": "cannot be parsed: .*line 11",
    "two-days": "at most 24 hours, got 48.0",
}


def test_every_invalid_twin_is_named() -> None:
    names = {path.stem.removesuffix("_invalid") for path in FILES.glob("*_invalid.gpx")}
    assert names == set(INVALID)


@pytest.mark.parametrize("name", sorted(INVALID))
def test_a_wrong_track_is_told_in_one_line(name: str) -> None:
    path = FILES / f"{name}_invalid.gpx"
    with pytest.raises(TrackFileError, match=INVALID[name]) as told:
        load_track(path)
    assert str(told.value).startswith(str(path))
    assert len(str(told.value).splitlines()) == 1


def test_a_missing_file_and_one_too_big_are_refused(tmp_path: Path) -> None:
    with pytest.raises(TrackFileError, match="cannot be read: No such file"):
        load_track(tmp_path / "none.gpx")
    with pytest.raises(TrackFileError, match="at most 10000000 bytes"):
        parse_track(b" " * (MAX_BYTES + 1), "big.gpx")


VALID = (FILES / "park-3min.gpx").read_bytes()[:1200] + b"</trkseg></trk></gpx>"


@given(st.data())
@settings(deadline=None, max_examples=150)
def test_any_change_to_a_track_gives_a_track_or_a_track_file_error(data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(VALID)))
    length = data.draw(st.integers(0, 40))
    put = data.draw(
        st.binary(max_size=12) | st.sampled_from([b"<trkpt>", b"-", b"9e999", b"nan", b"+99:00"])
    )
    refusal = ""
    try:
        track = parse_track(VALID[:start] + put + VALID[start + length :], "fuzz.gpx")
        assert track.duration_s > 0.0
        track.at(track.duration_s / 3)
    except TrackFileError as error:
        refusal = str(error)
    assert len(refusal.splitlines()) <= 1
