import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.domain.block import Latents, Metres
from latentwalk.domain.zone import Axis, Bound, MappingKind, Sound
from latentwalk.latent.mapping import (
    AxesMapping,
    FixedMapping,
    Mapping,
    Reach,
    SilenceMapping,
    TerrainMapping,
    mapping_of,
)

FREE = Reach(is_raw=True)
metres = st.floats(-50_000.0, 50_000.0)


def place(
    mapping: Mapping, positions: Metres, heading_deg: float = float("nan"), size: int = 8
) -> Latents:
    n = len(positions)
    return mapping.place(positions, np.full(n, heading_deg), np.zeros(n), size)


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
    mapping = TerrainMapping(9, 10.0, FREE)
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
        "from latentwalk.domain.zone import Sound, MappingKind;"
        "m = mapping_of(Sound(MappingKind.TERRAIN, seed=3), 2);"
        "z = np.zeros(1); print(m.place(np.array([[1., 2., 3.]]), z, z, 8).tobytes().hex())"
    )
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "77"},
    )  # fmt: skip
    here = place(mapping_of(Sound(MappingKind.TERRAIN, seed=3), 2), at(1.0, 2.0, 3.0))
    assert other.stdout.strip() == here.tobytes().hex()
