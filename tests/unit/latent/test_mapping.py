import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.domain.block import Latents, Metres
from latentwalk.domain.sound import Axis, Bound, MappingKind, Sound
from latentwalk.latent.axes import AxesMapping
from latentwalk.latent.fixed import FixedMapping, SilenceMapping
from latentwalk.latent.mapping import Mapping, mapping_of
from latentwalk.latent.motion import Motion
from latentwalk.latent.reach import Reach
from latentwalk.latent.terrain import TerrainMapping

FREE = Reach(is_raw=True)
metres = st.floats(-50_000.0, 50_000.0)


def place(
    mapping: Mapping,
    positions: Metres,
    heading_deg: float = float("nan"),
    size: int = 8,
    time_s: float = 0.0,
    speed_mps: float = 0.0,
) -> Latents:
    n = len(positions)
    headings_deg, times_s = np.full(n, heading_deg), np.full(n, time_s)
    return mapping.place(positions, headings_deg, times_s, size, np.full(n, speed_mps))


def at(east_m: float = 0.0, north_m: float = 0.0, up_m: float = 0.0) -> Metres:
    return np.array([[east_m, north_m, up_m]])


def test_the_papers_axes_are_east_up_and_south() -> None:
    mapping = AxesMapping((Axis.EAST, Axis.UP, Axis.SOUTH), 4.0, Reach(Bound.OPEN))
    assert place(mapping, at(4.0, 8.0, 2.0))[0].tolist() == [1.0, 0.5, -2.0, 0, 0, 0, 0, 0]


def test_west_and_north_are_axes_too_and_null_stays_zero() -> None:
    mapping = AxesMapping((None, Axis.WEST, Axis.NORTH), 10.0)
    assert place(mapping, at(5.0, 10.0), size=3)[0].tolist() == [0.0, -0.5, 1.0]


@pytest.mark.parametrize(
    ("heading_deg", "expected"), [(0.0, 0.0), (90.0, 1.0), (270.0, -1.0), (float("nan"), 0.0)]
)
def test_heading_drives_an_axis_by_its_sine(heading_deg: float, expected: float) -> None:
    mapping = AxesMapping((Axis.HEADING_SIN,), 10.0)
    assert place(mapping, at(), heading_deg)[0, 0] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("heading_deg", "expected"), [(0.0, 1.0), (90.0, 0.0), (180.0, -1.0), (float("nan"), 0.0)]
)
def test_heading_drives_an_axis_by_its_cosine(heading_deg: float, expected: float) -> None:
    mapping = AxesMapping((Axis.HEADING_COS,), 10.0)
    assert place(mapping, at(), heading_deg)[0, 0] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(("speed_mps", "expected"), [(0.0, 0.0), (1.2, 1.0), (float("nan"), 0.0)])
def test_a_walking_pace_is_one_deviation_of_speed(speed_mps: float, expected: float) -> None:
    mapping = AxesMapping((None, Axis.SPEED), 10.0)
    latents = place(mapping, at(5.0), speed_mps=speed_mps)
    assert latents[0, :2] == pytest.approx([0.0, expected])


def test_more_axes_than_latents_are_left_out() -> None:
    assert place(AxesMapping((Axis.EAST,) * 9, 10.0), at(10.0), size=2).shape == (1, 2)


def test_fixed_values_are_padded_with_zeros_and_cut() -> None:
    mapping = FixedMapping((1.0, -1.0))
    assert place(mapping, at(), size=3)[0].tolist() == [1.0, -1.0, 0.0]
    assert place(mapping, at(), size=1)[0].tolist() == [1.0]


def test_silence_is_zero() -> None:
    assert not place(SilenceMapping(), at(3.0)).any()


@given(metres, metres, st.sampled_from(Bound))
@settings(deadline=None)
def test_every_place_stays_within_the_bound(east_m: float, north_m: float, kind: Bound) -> None:
    limit = 8.0 if kind is Bound.OPEN else 3.0
    for mapping in (
        AxesMapping((Axis.EAST, Axis.NORTH), 1.0, Reach(kind)),
        TerrainMapping(3, 1.0, Reach(kind)),
        FixedMapping((99.0,), Reach(kind)),
    ):
        latents = place(mapping, at(east_m, north_m))
        assert latents.dtype == np.float32
        assert float(np.abs(latents).max()) <= limit


def test_raw_is_unbounded_up_to_a_hundred() -> None:
    mapping = AxesMapping((Axis.EAST,), 1.0, FREE)
    assert [float(place(mapping, at(x))[0, 0]) for x in (50.0, 5_000.0)] == [50.0, 100.0]


@given(metres, metres, st.floats(0.0, 360.0))
@settings(deadline=None)
def test_terrain_is_no_steeper_than_it_says(east_m: float, north_m: float, way: float) -> None:
    mapping = TerrainMapping(9, 10.0, FREE, Motion(2, 0.5, 1.0, 10.0))
    step_m = 0.05
    here = at(east_m, north_m)
    there = here + step_m * np.array([np.cos(way), np.sin(way), 0.0])
    change = np.abs(place(mapping, there) - place(mapping, here))
    assert (change <= mapping.steepest(8) * step_m + 1e-5).all()


def test_terrain_is_unit_variance_and_a_scale_away_is_one_deviation() -> None:
    rng = np.random.default_rng(0)
    here = rng.uniform(-20_000.0, 20_000.0, (4000, 3))
    way = rng.normal(size=(4000, 3))
    there = here + 12.0 * way / np.linalg.norm(way, axis=1, keepdims=True)
    change = []
    for seed in range(6):
        mapping = TerrainMapping(seed, 12.0, FREE)
        latents = place(mapping, here)
        np.testing.assert_allclose(latents.mean(axis=0), 0.0, atol=0.06)
        np.testing.assert_allclose(latents.var(axis=0), 1.0, atol=0.1)
        change.append(np.mean((place(mapping, there) - latents) ** 2))
    assert np.sqrt(np.mean(change)) == pytest.approx(1.0, abs=0.05)


def test_a_row_of_terrain_is_the_same_in_every_batch() -> None:
    positions = np.random.default_rng(1).uniform(-300.0, 300.0, (33, 3))
    mapping = TerrainMapping(4, 10.0)
    together = place(mapping, positions)
    for row in (0, 13, 32):
        assert (place(mapping, positions[row : row + 1])[0] == together[row]).all()


def test_a_smaller_model_walks_the_same_first_axes() -> None:
    mapping, here = TerrainMapping(4, 10.0), at(33.0, -8.0)
    assert (place(mapping, here, size=4)[0] == place(mapping, here, size=16)[0, :4]).all()


@given(st.floats(0.0, 1.0), st.floats(0.05, 60.0), st.floats(0.0, 1e6))
@settings(deadline=None, max_examples=30)
def test_ground_that_moves_is_a_pure_function_of_place_and_time(
    amount: float, motion_s: float, time_s: float
) -> None:
    def moving() -> TerrainMapping:
        return TerrainMapping(3, 10.0, FREE, Motion(5, amount, motion_s, 10.0))

    here = at(12.0, -7.0)
    first = place(moving(), here, time_s=time_s)
    place(moving(), here, time_s=time_s + 1.0)
    assert (place(moving(), here, time_s=time_s) == first).all()


@pytest.mark.parametrize("amount", [0.3, 0.7, 1.0])
def test_moving_terrain_keeps_mean_and_variance_at_every_hour(amount: float) -> None:
    positions = np.random.default_rng(2).uniform(-20_000.0, 20_000.0, (4000, 3))
    for time_s in (0.0, 0.4, 86_400.0):
        latents = place(
            TerrainMapping(7, 12.0, FREE, Motion(8, amount, 2.0, 12.0)), positions, time_s=time_s
        )
        np.testing.assert_allclose(latents.mean(axis=0), 0.0, atol=0.06)
        np.testing.assert_allclose(latents.var(axis=0), 1.0, atol=0.1)


def test_two_moments_a_motion_apart_differ_by_one_deviation() -> None:
    positions = np.random.default_rng(3).uniform(-20_000.0, 20_000.0, (4000, 3))
    change = []
    for seed in range(6):
        mapping = TerrainMapping(1, 10.0, FREE, Motion(seed, 1.0, 0.5, 10.0))
        apart = place(mapping, positions, time_s=9.5) - place(mapping, positions, time_s=9.0)
        change.append(np.mean(apart**2))
    assert np.sqrt(np.mean(change)) == pytest.approx(1.0, abs=0.05)


def test_a_place_on_moving_terrain_stays_what_it_is_on_average() -> None:
    mapping = TerrainMapping(4, 10.0, FREE, Motion(6, 0.5, 0.2, 10.0))
    still = place(TerrainMapping(4, 10.0, FREE), at(30.0, 5.0))[0]
    heard = np.mean([place(mapping, at(30.0, 5.0), time_s=t)[0] for t in range(2000)], axis=0)
    np.testing.assert_allclose(heard, np.sqrt(0.75) * still, atol=0.1)


def test_a_landscape_that_does_not_move_is_the_same_at_every_hour() -> None:
    still = mapping_of(Sound(MappingKind.TERRAIN, seed=3), 2)
    assert (place(still, at(5.0), time_s=0.0) == place(still, at(5.0), time_s=999.0)).all()


def test_terrain_may_keep_some_latents_steady_and_stand_elsewhere() -> None:
    positions = np.random.default_rng(5).uniform(-20_000.0, 20_000.0, (4000, 3))
    sound = Sound(MappingKind.TERRAIN, values=(0.5, -1.0), spread=(0.25, 0.5), seed=3)
    latents = place(mapping_of(sound, 2), positions, size=4)
    np.testing.assert_allclose(latents.mean(axis=0), [0.5, -1.0, 0.0, 0.0], atol=0.06)
    np.testing.assert_allclose(latents.std(axis=0), [0.25, 0.5, 0.5, 0.5], atol=0.06)


def test_axes_that_nothing_drives_rest_where_the_document_says() -> None:
    sound = Sound(MappingKind.AXES, axes=(None, Axis.EAST), values=(-1.0, 9.0, 0.5))
    assert place(mapping_of(sound, 1), at(10.0), size=4)[0].tolist() == [-1.0, 1.0, 0.5, 0.0]


def test_moving_axes_move_only_where_nothing_drives_them() -> None:
    sound = Sound(MappingKind.AXES, axes=(Axis.EAST, None), motion=0.5, motion_s=0.5)
    latents = [place(mapping_of(sound, 1), at(10.0), time_s=float(t))[0] for t in range(400)]
    spread = np.std(latents, axis=0)
    assert spread[0] == 0.0
    np.testing.assert_allclose(spread[1:], 0.5, atol=0.1)


def test_a_fixed_sound_moves_around_its_values() -> None:
    sound = Sound(MappingKind.FIXED, values=(1.0,), motion=0.25, motion_s=0.5, seed=3)
    latents = [place(mapping_of(sound, 1), at(), time_s=float(t))[0] for t in range(400)]
    np.testing.assert_allclose(np.mean(latents, axis=0), [1.0] + [0.0] * 7, atol=0.06)
    np.testing.assert_allclose(np.std(latents, axis=0), 0.25, atol=0.06)


def test_walkers_at_one_place_and_time_hear_one_motion() -> None:
    mapping = TerrainMapping(4, 10.0, FREE, Motion(6, 0.5, 0.2, 10.0))
    together = place(mapping, np.repeat(at(3.0, 4.0), 5, axis=0), time_s=7.0)
    assert (together == together[0]).all()


SOUNDS = [
    (Sound(MappingKind.AXES), AxesMapping),
    (Sound(MappingKind.TERRAIN), TerrainMapping),
    (Sound(MappingKind.FIXED, values=(1.0,)), FixedMapping),
    (Sound(MappingKind.SILENCE), SilenceMapping),
]


@pytest.mark.parametrize(("sound", "kind"), SOUNDS, ids=[s.mapping for s, _ in SOUNDS])
def test_a_sound_names_its_mapping(sound: Sound, kind: type) -> None:
    assert isinstance(mapping_of(sound, 1), kind)


def test_a_sounds_settings_reach_its_mapping() -> None:
    sound = Sound(MappingKind.AXES, scale_m=2.0, axes=(Axis.NORTH,), bound=Bound.OPEN)
    assert place(mapping_of(sound, 1), at(north_m=10.0))[0, 0] == 5.0


def test_walk_seed_and_zone_seed_both_choose_the_landscape() -> None:
    here = at(12.0, 5.0)
    landscapes = {
        place(mapping_of(Sound(MappingKind.TERRAIN, seed=zone), walk), here).tobytes()
        for walk in (1, 2)
        for zone in (1, 2)
    }
    assert len(landscapes) == 4


def test_a_landscape_is_the_same_in_another_process() -> None:
    code = (
        "import numpy as np; from latentwalk.latent.mapping import mapping_of;"
        "from latentwalk.domain.sound import Sound, MappingKind;"
        "m = mapping_of(Sound(MappingKind.TERRAIN, seed=3), 2);"
        "z = np.zeros(1); print(m.place(np.array([[1., 2., 3.]]), z, z, 8, z).tobytes().hex())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "77"},
    )  # fmt: skip
    here = place(mapping_of(Sound(MappingKind.TERRAIN, seed=3), 2), at(1.0, 2.0, 3.0))
    assert other.stdout.strip() == here.tobytes().hex()
