"""``latentwalk rehearse``: the session path of a phone, offline, with the shipped model."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import numpy as np
import pytest

from latentwalk.app.rehearsing import walker_of
from latentwalk.audio.files import read_sound
from latentwalk.domain.block import SAMPLE_RATE_HZ
from latentwalk.domain.ids import ModelId, ResumeToken, SessionId
from latentwalk.domain.pose import GeoPoint
from latentwalk.domain.setting import Door
from latentwalk.domain.sound import MappingKind, Sound
from latentwalk.domain.walk import Walk
from latentwalk.geo.gps_error import phone_poses
from latentwalk.geo.gpx import GEOD, Track, load_track
from latentwalk.geo.projection import LocalFrame
from latentwalk.geo.surroundings import EXACT, PRESETS, Surroundings
from latentwalk.geo.walkfile import load_walk
from latentwalk.session.ground import Ground
from latentwalk.session.hall import Hall
from latentwalk.session.port import Port
from latentwalk.session.rehearsal import Rehearsal, rehearse
from latentwalk.session.rehearsal_report import errors_m, zone_reports
from latentwalk.session.session import Session
from latentwalk.session.visits import Visits
from latentwalk.session.whereabouts import Whereabouts
from tests.fakes.pool import WirePool, wire_contract
from tests.fakes.walks import AXES_GROUND, circle, walk_of
from tests.flow.command import REPOSITORY, latentwalk

WALK = REPOSITORY / "geofences" / "park-geographic.geojson"
TRACK = REPOSITORY / "tests" / "data" / "gpx" / "park-3min.gpx"
NOISE_M = 8.0


@pytest.fixture(scope="module")
def short_track(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the first 20 s of the park walk: from outside into the lawn."""
    lines = TRACK.read_text().splitlines(keepends=True)
    points = [line for line in lines if "<trkpt" in line]
    kept = set(points[:21])
    path = tmp_path_factory.mktemp("track") / "short.gpx"
    path.write_text("".join(line for line in lines if "<trkpt" not in line or line in kept))
    return path


def silent_walk(walk: Walk) -> Walk:
    """Return the walk without sound: its zones are what is tested, and nobody decodes."""
    zones = tuple(replace(zone, sound=Sound()) for zone in walk.zones)
    return replace(walk, zones=zones, outside=Sound())


def rehearsed(
    walk: Walk, track: Track, place: Surroundings, seed: int, speed: float = 1.0
) -> Rehearsal:
    """Rehearse with a wire for a model."""
    pool = WirePool(wire_contract(model=str(walk.model)))
    ground = Ground(walk, {ModelId(walk.model): pool.contract})
    return rehearse(Hall([Port(pool, 1)], 1), ground, walker_of(walk, track, place, speed, seed))


def line(east_m: float, north_m: float, seconds: int, there_and_back: bool = False) -> Track:
    """Return a walk through the origin of a local walk, at an even pace."""
    way = np.linspace(0.0, 1.0, seconds + 1)
    if there_and_back:
        way = 1.0 - np.abs(1.0 - 2.0 * way)
    metres, azimuth = np.hypot(east_m, north_m), np.degrees(np.arctan2(east_m, north_m))
    n = len(way)
    lons, lats, _ = GEOD.fwd(
        np.full(n, 5.448), np.full(n, 43.522), np.full(n, azimuth), way * metres
    )
    return Track(
        np.arange(n, dtype=np.float64), np.asarray(lons), np.asarray(lats), np.full(n, 90.0)
    )


@pytest.mark.parametrize("seed", range(12))
def test_eight_metres_of_noise_flicker_at_no_edge(seed: int) -> None:
    """Through session, planting, filter and visits, as the tick thread runs them."""
    walk, track = load_walk(WALK), load_track(TRACK)
    crossings, changes = _crossed(walk, track, seed)
    assert (crossings > 0).all()
    assert (changes <= crossings).all(), (changes, crossings)


def _crossed(walk: Walk, track: Track, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return how often each edge was crossed, and how often that was noticed."""
    ground = Ground(silent_walk(walk), {})
    session = Session(SessionId(1), ResumeToken("x"), 0, ground, Door.OUTDOOR, 0)
    poses, visits, truly = Whereabouts(1), Visits(1), Visits(1)
    lanes, frame = np.zeros(1, np.intp), LocalFrame(walk.origin or GeoPoint(0.0, 0.0))
    crossings, changes = (np.zeros(len(walk.zones), np.int64) for _ in range(2))
    for pose in phone_poses(track, PRESETS["park"].with_radius(NOISE_M), seed):
        session.receive_pose(pose, pose.time_s + 0.05)
        for sent, position, time_s in session.next_poses():
            poses.report(0, sent, position, time_s)
        places, _, _ = poses.advance(pose.time_s + 0.05, lanes)
        doubt_m = poses.accuracies_m(lanes)
        seen = visits.advance(ground.fences, walk.zones, lanes, places, doubt_m, pose.time_s)
        changes += (seen.entered | seen.left)[0]
        point = track.at(pose.time_s).point
        assert isinstance(point, GeoPoint)
        true = frame.to_local_many([point.lon_deg], [point.lat_deg])
        exact = truly.advance(ground.fences, walk.zones, lanes, true, np.zeros(1), pose.time_s)
        crossings += (exact.entered | exact.left)[0]
    return crossings, changes


def test_the_whole_path_notices_each_crossing_once_and_smooths_the_noise() -> None:
    walk = silent_walk(walk_of([circle("east", 40.0, 20.0, Sound())]))
    track = line(45.0, 0.0, 76, there_and_back=True)
    rehearsal = rehearsed(walk, track, PRESETS["park"].with_radius(NOISE_M), 3)
    zone = zone_reports(walk, rehearsal)[0]
    assert (zone.crossings, zone.changes, zone.flicker) == (2, 2, 0)
    assert np.nanquantile(errors_m(rehearsal), 0.95) < 3.0 * NOISE_M
    steps_m = np.hypot(*np.diff(rehearsal.received_m, axis=0).T)
    assert np.nanmax(steps_m) < 1.5  # a look lasts a tenth of a second: nobody leaps


def test_a_local_walk_is_planted_where_the_phone_first_says() -> None:
    walk = walk_of([circle("east", 40.0, 15.0, AXES_GROUND)])
    rehearsal = rehearsed(walk, line(40.0, 0.0, 40), EXACT, 0)
    assert rehearsal.truth_m[0] == pytest.approx([0.0, 0.0], abs=0.1)
    assert rehearsal.truth_m[-1] == pytest.approx([40.0, 0.0], abs=0.5)
    assert rehearsal.received_m[-1] == pytest.approx([40.0, 0.0], abs=3.0)
    zone = zone_reports(walk, rehearsal)[0]
    assert (zone.crossings, zone.changes) == (1, 1)
    assert zone.heard_s > 5.0


def test_who_walks_into_a_zone_and_out_again_crosses_its_edge_twice() -> None:
    walk = silent_walk(walk_of([circle("east", 40.0, 15.0, Sound())]))
    rehearsal = rehearsed(walk, line(45.0, 0.0, 40, there_and_back=True), EXACT, 0)
    zone = zone_reports(walk, rehearsal)[0]
    assert (zone.crossings, zone.changes, zone.flicker) == (2, 2, 0)


def test_a_walk_ten_times_as_fast_goes_on_sounding_and_is_a_tenth_as_long() -> None:
    ground = replace(AXES_GROUND, mapping=MappingKind.AXES, mic=(0.0,))
    walk = walk_of(outside=ground)
    rehearsal = rehearsed(walk, line(180.0, 0.0, 150), PRESETS["park"], 1, speed=10.0)
    assert rehearsal.stereo.shape[1] == pytest.approx(15.0 * SAMPLE_RATE_HZ, rel=0.01)
    assert rehearsal.weights[-1, -1] == pytest.approx(1.0)
    assert rehearsal.latents[walk.model][-1].any()


@pytest.mark.slow
def test_the_command_reports_writes_the_sound_and_draws_the_timeline(
    tmp_path: Path, short_track: Path
) -> None:
    out, picture = tmp_path / "walk.wav", tmp_path / "timeline.svg"
    report = _command(
        short_track, "--error", "park", "--seed", "3", "--out", out, "--timeline", picture
    )
    stereo = read_sound(out, SAMPLE_RATE_HZ, 2)
    assert stereo.shape[1] == pytest.approx(report["duration_s"] * SAMPLE_RATE_HZ, abs=2)
    assert -45.0 < report["loudness_lufs"] < -10.0
    lawn = next(zone for zone in report["zones"] if zone["id"] == "lawn")
    assert lawn["heard_s"] > 2.0
    assert lawn["crossings"] == 1
    assert report["position_error_m"]["median"] > 0.0
    timeline = report["timeline"]
    assert len(timeline["weights"]) == len(timeline["level_db"]) == len(timeline["truth_m"]) >= 20
    assert len(timeline["latents"]["voices"][0]) >= 4
    root = ElementTree.fromstring(picture.read_text(encoding="utf-8"))
    assert root.tag.endswith("svg")
    said = " ".join(text.text or "" for text in root.iter() if text.tag.endswith("text"))
    for words in ("The lawn of voices", "latents of voices", "level", "true error"):
        assert words in said


def _command(track: Path, *options: str | Path) -> dict[str, Any]:
    done = latentwalk("rehearse", WALK, "--track", track, "--json", *options)
    assert done.returncode == 0, done.stderr
    report: dict[str, Any] = json.loads(done.stdout)
    return report


BAD_INPUTS: dict[str, tuple[list[str | Path], str]] = {
    "walk missing": (["nowhere.geojson", "--track", TRACK], "nowhere.geojson"),
    "track is no xml": (
        [WALK, "--track", REPOSITORY / "tests/data/gpx/truncated_invalid.gpx"],
        "truncated_invalid.gpx",
    ),
    "no such place": ([WALK, "--track", TRACK, "--error", "moon"], "park, street"),
    "too fast": ([WALK, "--track", TRACK, "--speed", "20"], "speed"),
    "picture of another kind": ([WALK, "--track", TRACK, "--timeline", "walk.png"], ".svg"),
}


@pytest.mark.parametrize("name", BAD_INPUTS)
def test_bad_input_is_told_and_exit_code_two(name: str) -> None:
    arguments, mentioned = BAD_INPUTS[name]
    done = latentwalk("rehearse", *arguments)
    assert done.returncode == 2
    assert mentioned in re.sub(r"[\s│]+", " ", done.stderr)
    assert "Traceback" not in done.stderr
