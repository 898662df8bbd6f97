import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.audio.located import SEAM_FRAMES, Located, LocatedSound
from latentwalk.domain.block import SAMPLE_RATE_HZ, TICK_FRAMES, Samples
from latentwalk.domain.errors import BlockSizeError
from latentwalk.domain.pose import Position
from latentwalk.domain.sample import Playing, Sample
from tests.unit.audio.signals import biggest_step, noise, rms_db, sine

HERE = (0.0, 0.0)


def located(
    sound: Samples,
    playing: Playing = Playing.LOOP,
    at: tuple[float, float] = (0.0, 10.0),
    radius_m: float = 20.0,
    gain_db: float = 0.0,
    name: str = "bell",
) -> LocatedSound:
    place = Position(*at)
    return LocatedSound(Sample(name, place, "bell.wav", "", radius_m, gain_db, playing), sound)


def heard(
    mix: Located,
    at: tuple[float, float] = HERE,
    heading_deg: float = 0.0,
    n_frames: int = TICK_FRAMES,
    plays: tuple[str, ...] = (),
    gain: float = 1.0,
) -> Samples:
    return mix.process(np.array([*at, 0.0]), heading_deg, n_frames, plays, gain)


def standing(
    sound: LocatedSound, at: tuple[float, float] = HERE, heading_deg: float = 0.0
) -> Samples:
    return heard(Located([sound]), at, heading_deg, 8 * TICK_FRAMES)


@pytest.mark.parametrize(
    ("distance_m", "gain"), [(0.0, 1.0), (10.0, 0.5625), (19.9, 0.0001), (20.0, 0.0), (500.0, 0.0)]
)
def test_the_gain_falls_to_nothing_at_the_radius(distance_m: float, gain: float) -> None:
    y = standing(located(noise(1, SAMPLE_RATE_HZ)), (0.0, 10.0 - distance_m))
    power = np.mean(np.square(y, dtype=np.float64), axis=1).sum()
    assert np.sqrt(power) / 0.1 == pytest.approx(gain, abs=0.01)


def test_the_level_at_the_place_itself_is_the_documents() -> None:
    loud, plain = (located(noise(2, 48_000), gain_db=db) for db in (-6.0, 0.0))
    at = (0.0, 10.0)
    assert rms_db(standing(loud, at)) - rms_db(standing(plain, at)) == pytest.approx(-6.0, abs=0.01)


@pytest.mark.parametrize(
    ("heading_deg", "louder"),
    [(0.0, None), (90.0, 0), (270.0, 1), (180.0, None), (45.0, 0), (np.nan, None)],
)
def test_a_sound_is_on_the_side_of_its_bearing_less_the_heading(
    heading_deg: float, louder: int | None
) -> None:
    y = standing(located(noise(3, 48_000)), heading_deg=heading_deg)
    apart_db = rms_db(y[1]) - rms_db(y[0])
    assert apart_db == pytest.approx(0.0, abs=0.1) if louder is None else (apart_db > 3) == louder


@given(heading_deg=st.floats(0.0, 360.0))
def test_turning_changes_no_power(heading_deg: float) -> None:
    sound = located(noise(4, 48_000))
    ahead, turned = standing(sound), standing(sound, heading_deg=heading_deg)
    assert np.square(turned).sum() == pytest.approx(np.square(ahead).sum(), rel=1e-3)


def test_one_walks_through_a_sound_without_a_flip() -> None:
    mix = Located([located(np.ones(300_000, np.float32), Playing.ONCE, at=HERE)])
    way_m = np.arange(-3.0, 3.0, 1.4 * TICK_FRAMES / SAMPLE_RATE_HZ)
    y = np.concatenate([heard(mix, (float(east_m), 0.0)) for east_m in way_m], axis=1)
    assert rms_db(y[1, :1024]) > rms_db(y[0, :1024]) + 6.0
    assert rms_db(y[0, -1024:]) > rms_db(y[1, -1024:]) + 6.0
    assert biggest_step(y) < 1e-4


@given(cuts=st.lists(st.integers(1, 47), max_size=6).map(lambda c: sorted({64 * k for k in c})))
def test_any_split_of_a_straight_way_gives_the_whole(cuts: list[int]) -> None:
    sounds = [
        located(noise(5, 5_000)),
        located(noise(6, 2_000), Playing.ONCE, radius_m=11.2, name="once"),
    ]
    whole = 48 * 64

    def way(edges: list[int]) -> Samples:
        mix = Located(sounds)
        first = heard(mix, (-8.0, 0.0), 350.0, 64)
        parts = []
        for start, end in zip(edges[:-1], edges[1:], strict=True):
            share = end / whole
            parts.append(heard(mix, (-8.0 + 8.0 * share, 0.0), 350.0 + 30.0 * share, end - start))
        return np.concatenate([first, *parts], axis=1)

    assert np.allclose(way([0, *cuts, whole]), way([0, whole]), atol=1e-5)


def test_a_loop_goes_on_without_a_seam() -> None:
    x = sine(440.0, 9_600, 0.5)
    y = standing(located(x, at=HERE))
    period = len(x) - SEAM_FRAMES
    turn = y[:, period - 100 : period + 100]
    assert biggest_step(turn) < 1.5 * biggest_step(y[:, SEAM_FRAMES : period - 100])
    assert np.allclose(y[:, :100], y[:, period : period + 100])


def test_a_loop_is_as_loud_at_its_seam_as_elsewhere() -> None:
    y = standing(located(noise(7, 6_000), at=HERE))
    seam, rest = y[:, :SEAM_FRAMES], y[:, SEAM_FRAMES : 6_000 - SEAM_FRAMES]
    assert rms_db(seam) == pytest.approx(rms_db(rest), abs=0.8)


def test_a_loop_runs_while_nobody_hears_it() -> None:
    near, far = (Located([located(noise(8, 30_000))]) for _ in range(2))
    for mix, at in ((near, HERE), (far, (500.0, 0.0))):
        for _ in range(5):
            heard(mix, at)
        heard(mix, HERE)
    assert np.array_equal(heard(near), heard(far))


def test_once_begins_where_one_comes_within_reach_and_never_again() -> None:
    mix = Located([located(np.ones(3_000, np.float32), Playing.ONCE, radius_m=10.5)])
    assert not heard(mix, (-50.0, 0.0)).any()
    sounds = [bool(heard(mix).any()) for _ in range(6)]
    heard(mix, (-50.0, 0.0))
    assert sounds == [True] * 4 + [False] * 2  # it begins at the end of the first tick
    assert not any(heard(mix).any() for _ in range(5))


def test_once_goes_on_while_one_is_out_of_reach() -> None:
    mix = Located([located(np.ones(4 * TICK_FRAMES, np.float32), Playing.ONCE)])
    heard(mix)
    heard(mix, (500.0, 0.0))
    heard(mix, (500.0, 0.0))
    heard(mix)
    assert not heard(mix).any()


def test_a_rule_plays_from_the_blocks_first_frame_and_again() -> None:
    ramp = np.arange(1, 1_501, dtype=np.float32)
    mix = Located([located(ramp, Playing.RULE)])
    assert not heard(mix).any()
    first = heard(mix, plays=("bell",))
    assert first[0, 0] > 0.0
    second = heard(mix, plays=("bell", "unknown"))  # it still sounds: nothing changes
    assert second[0, 0] == pytest.approx(first[0, 0] * (TICK_FRAMES + 1))
    assert not second[:, 476:].any()
    assert np.allclose(heard(mix, plays=("bell",)), first)


def test_a_hush_fades_them_all() -> None:
    mix = Located([located(np.ones(48_000, np.float32))])
    heard(mix)
    y = heard(mix, gain=0.0)
    assert y[0, 0] > 0.3
    assert not heard(mix, gain=0.0).any()
    assert biggest_step(y) < 0.001


def test_a_fresh_start_sounds_as_the_first() -> None:
    sounds = [located(noise(9, 9_000)), located(noise(10, 9_000), Playing.ONCE, name="once")]
    mix = Located(sounds)
    first = [heard(mix, (x, 0.0)) for x in (0.0, 3.0)]
    mix.reset()
    assert np.array_equal([heard(mix, (x, 0.0)) for x in (0.0, 3.0)], first)


@pytest.mark.parametrize("n_frames", [0, 100])
def test_blocks_off_the_grid_are_refused(n_frames: int) -> None:
    with pytest.raises(BlockSizeError, match="multiple of 64"):
        heard(Located([]), n_frames=n_frames)


def test_an_empty_sound_is_refused_by_name() -> None:
    with pytest.raises(BlockSizeError, match="bell: expected frames"):
        Located([located(np.zeros(0, np.float32))])
