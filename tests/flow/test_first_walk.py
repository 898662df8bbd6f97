"""What the default walk promises to whoever opens it (issue 3), measured by ear of a machine."""

from itertools import combinations

import numpy as np
import pytest

from latentwalk.audio.loudness import integrated_lufs, peak_db
from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples
from tests.flow.first_walk import DIAGONALS, DIRECTIONS, MINUTE_S, SPEED_MPS, microphone, walked
from tests.flow.mel import HOP_FRAMES, Numbers, distance_db, log_mel, mean_db, mel_power

pytestmark = pytest.mark.timeout(600)  # one minute of walking, rendered once for all claims

MINUTES = (*DIRECTIONS, "north, with mic")
PLACE_S = 4  # 3 m of ground: what one hears as one place
ASIDE_S = 3  # 2 m to either side of a hinge
SILENCE_DB = -60.0
GROUND = slice(600, 1000)  # of levels each 50 ms: seconds 30 to 50, well inside a zone
CLICK = 20.0  # steps this many times their 20 ms mean square root; bursts reach 14, a click 31


@pytest.fixture(scope="module")
def heard() -> dict[str, Samples]:
    return walked()


def part(sound: Samples, from_s: float, to_s: float) -> Samples:
    """Return the seconds between, [2, n]."""
    return sound[:, round(from_s * SAMPLE_RATE_HZ) : round(to_s * SAMPLE_RATE_HZ)]


def places(sound: Samples, each_s: float = PLACE_S) -> list[Numbers]:
    """Return the log-mel spectrum of each ``each_s`` seconds."""
    n_parts = int(sound.shape[1] / SAMPLE_RATE_HZ / each_s)
    return [log_mel(part(sound, i * each_s, (i + 1) * each_s)) for i in range(n_parts)]


def end(sound: Samples) -> Numbers:
    """Return the sound of a track's end: 36 to 40.5 m, where the ground's edge is not yet near."""
    return log_mel(part(sound, 48.0, 54.0))


def neighbours_db(sound: Samples) -> float:
    """Return how far a place is from the next, at the median of a track."""
    each = places(sound)
    return float(np.median([distance_db(a, b) for a, b in zip(each, each[1:], strict=False)]))


def turning_db(sound: Samples) -> tuple[Numbers, Numbers]:
    """Return places along a track, metres, and how far the 2 m before are from the 2 m after."""
    at_s = np.arange(2 * ASIDE_S, MINUTE_S - 2 * ASIDE_S, 0.5)
    power = mel_power(sound)
    middle = np.round(at_s * SAMPLE_RATE_HZ / HOP_FRAMES).astype(int)
    aside = round(ASIDE_S * SAMPLE_RATE_HZ / HOP_FRAMES)
    change = [
        distance_db(mean_db(power[m - aside : m]), mean_db(power[m : m + aside])) for m in middle
    ]
    return at_s * SPEED_MPS, np.array(change)


def windows(sound: Samples, n_frames: int) -> Samples:
    """Cut sound [C, n] into windows, [C, n // n_frames, n_frames]."""
    n_windows = sound.shape[1] // n_frames
    return sound[:, : n_windows * n_frames].reshape(len(sound), n_windows, n_frames)


def levels_db(sound: Samples) -> Numbers:
    """Return the level of each 50 ms, decibels."""
    power = (windows(sound, SAMPLE_RATE_HZ // 20) ** 2).mean(axis=(0, 2))
    return np.asarray(10.0 * np.log10(power + 1e-8))


def sharpest_step(sound: Samples) -> float:
    """Return the largest step between two samples, against the steps of its 20 ms."""
    steps = np.abs(np.diff(sound, axis=1)).max(axis=0).astype(np.float64)
    around = np.sqrt(np.convolve(steps**2, np.ones(961) / 961, "same"))
    return float((steps / (around + 1e-4)).max())


@pytest.mark.parametrize("name", MINUTES)
def test_a_minute_in_each_direction_is_as_loud_as_a_walk_should_be(
    heard: dict[str, Samples], name: str
) -> None:
    assert -26.0 <= integrated_lufs(heard[name], SAMPLE_RATE_HZ) <= -18.0


@pytest.mark.parametrize("name", MINUTES)
def test_second_thirty_is_another_place_than_second_ten(
    heard: dict[str, Samples], name: str
) -> None:
    ten, thirty = (log_mel(part(heard[name], s - 2.0, s + 2.0)) for s in (10.0, 30.0))
    assert distance_db(ten, thirty) >= 3.0


@pytest.mark.parametrize("north", ["north", "north, with mic"])
def test_the_four_ends_are_farther_apart_than_neighbouring_places(
    heard: dict[str, Samples], north: str
) -> None:
    names = (north, "east", "south", "west")
    ends = [end(heard[name]) for name in names]
    nearest = min(distance_db(a, b) for a, b in combinations(ends, 2))
    assert nearest > max(neighbours_db(heard[name]) for name in names)


@pytest.mark.parametrize("name", [*DIRECTIONS, *DIAGONALS])
def test_within_twelve_metres_of_the_middle_the_sound_has_clearly_changed(
    heard: dict[str, Samples], name: str
) -> None:
    middle = log_mel(part(heard["middle"], 4.0, 20.0))
    assert distance_db(log_mel(part(heard[name], 12.0, 16.0)), middle) >= 3.0  # 9 to 12 m


@pytest.mark.parametrize("name", MINUTES)
def test_within_twenty_five_metres_a_hinge_is_passed(heard: dict[str, Samples], name: str) -> None:
    at_m, change_db = turning_db(heard[name])
    is_within = at_m < 25.0
    hinge = int(np.argmax(np.where(is_within, change_db, 0.0)))
    around = np.abs(at_m - at_m[hinge])
    near = change_db[(around > 4.0) & (around < 10.0)]  # past the windows' own width
    assert at_m[hinge] > 5.0
    assert change_db[hinge] >= 5.0
    assert change_db[hinge] >= 1.5 * float(np.median(near))


def test_a_quiet_bed_sounds_before_any_fix(heard: dict[str, Samples]) -> None:
    bed = integrated_lufs(part(heard["before a fix"], 1.0, 20.0), SAMPLE_RATE_HZ)
    assert -40.0 < bed < min(integrated_lufs(heard[n], SAMPLE_RATE_HZ) for n in MINUTES) - 3.0


def test_the_middle_sounds_as_the_bed_does_so_that_the_first_fix_is_not_heard(
    heard: dict[str, Samples],
) -> None:
    before, middle = (log_mel(part(heard[n], 4.0, 20.0)) for n in ("before a fix", "middle"))
    assert distance_db(before, middle) < 1.0


def test_who_stands_still_in_the_voices_hears_them_go_on(heard: dict[str, Samples]) -> None:
    moments = places(part(heard["still in the west"], 4.0, 20.0), each_s=0.5)
    change = [distance_db(a, b) for a, b in zip(moments, moments[1:], strict=False)]
    assert float(np.median(change)) > 1.5


def test_in_the_north_the_model_follows_the_mic(heard: dict[str, Samples]) -> None:
    mic = microphone()
    without, following = (
        float(np.corrcoef(levels_db(mic)[GROUND], levels_db(heard[name])[GROUND])[0, 1])
        for name in ("north", "north, with mic")
    )
    assert following > 0.5
    assert abs(without) < 0.3


EVERYBODY = [*MINUTES, *DIAGONALS, "before a fix", "middle", "still in the west"]


@pytest.mark.parametrize("name", EVERYBODY)
def test_nothing_clips_or_clicks(heard: dict[str, Samples], name: str) -> None:
    assert peak_db(heard[name]) < -0.9
    assert sharpest_step(heard[name]) < CLICK


def test_a_click_would_be_found(heard: dict[str, Samples]) -> None:
    clicked = heard["middle"].copy()
    clicked[:, 9 * SAMPLE_RATE_HZ :] += 0.1
    assert sharpest_step(clicked) > CLICK


@pytest.mark.parametrize("name", EVERYBODY)
def test_nothing_leans_or_falls_silent(heard: dict[str, Samples], name: str) -> None:
    sound = heard[name][:, SAMPLE_RATE_HZ:]  # after the first fade
    assert np.abs(windows(sound, SAMPLE_RATE_HZ).mean(axis=2)).max() < 0.01
    level_db = 10.0 * np.log10((windows(sound, SAMPLE_RATE_HZ // 2) ** 2).mean(axis=(0, 2)))
    assert level_db.min() > SILENCE_DB
