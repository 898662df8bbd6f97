"""Every mapping keeps its stated slope, its bound, and its word: one place, one sound."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from latentwalk.domain.block import Latents
from latentwalk.domain.pose import Position
from latentwalk.domain.sound import Anchor, Axis, Bound, MappingKind, Planted, Sound
from latentwalk.latent.mapping import mapping_of
from latentwalk.latent.trajectory import Trajectory

SIZE = 8
LIMITS = {Bound.SOFT: 3.0, Bound.MIRROR: 3.0, Bound.OPEN: 8.0}
metres = st.floats(-2_000.0, 2_000.0)


def _sound_at(seed: int) -> Trajectory:
    rng = np.random.default_rng(seed)
    walk = np.cumsum(rng.normal(size=(SIZE, rng.integers(1, 300))), axis=1)
    return Trajectory.of(walk.astype(np.float32), 46.875)


TRAJECTORIES = [_sound_at(seed) for seed in range(8)]
places = st.builds(Position, metres, metres, st.floats(-20.0, 20.0))
anchors = st.builds(
    Anchor, places, st.lists(st.floats(-9.0, 9.0), max_size=SIZE + 2).map(tuple)
)  # fmt: skip
sounds = st.builds(
    Sound,
    mapping=st.sampled_from(MappingKind),
    scale_m=st.floats(0.5, 100.0),
    bound=st.sampled_from(Bound),
    raw=st.booleans(),
    axes=st.lists(st.sampled_from([None, *Axis]), max_size=SIZE + 1).map(tuple),
    values=st.lists(st.floats(-4.0, 4.0), max_size=SIZE).map(tuple),
    spread=st.lists(st.floats(0.0, 2.0), min_size=1, max_size=SIZE).map(tuple),
    seed=st.integers(0, 9),
    motion=st.floats(0.0, 1.0),
    motion_s=st.floats(0.1, 60.0),
    anchors=st.lists(anchors, max_size=20).map(tuple),
    planted=st.lists(st.builds(Planted, places, st.just("a.wav")), max_size=8).map(tuple),
    smooth_m=st.floats(0.5, 60.0),
)
headings = st.floats(0.0, 360.0, exclude_max=True) | st.just(float("nan"))
speeds = st.floats(0.0, 40.0) | st.just(float("nan"))


def place(
    sound: Sound, positions: NDArray[np.float64], heading_deg: float, time_s: float, speed: float
) -> Latents:
    mapping, count = mapping_of(sound, 5, TRAJECTORIES), len(positions)
    return mapping.place(
        positions, np.full(count, heading_deg), np.full(count, time_s), SIZE, np.full(count, speed)
    )


@given(sounds, places, st.floats(0.0, 6.3), st.floats(1e-3, 3.0), headings, speeds)
@settings(deadline=None, max_examples=150)
def test_moving_changes_no_latent_by_more_than_the_stated_slope(
    sound: Sound, here: Position, way: float, step_m: float, heading_deg: float, speed: float
) -> None:
    start = np.array([here.east_m, here.north_m, here.up_m])
    end = start + step_m * np.array([np.cos(way), 0.8 * np.sin(way), 0.6 * np.sin(way)])
    first, last = place(sound, np.stack([start, end]), heading_deg, 77.7, speed).astype(float)
    slope = mapping_of(sound, 5, TRAJECTORIES).steepest(SIZE)
    rounding = 2e-7 * max(1.0, float(np.abs(first).max()))
    assert (np.abs(last - first) <= slope * step_m + 1e-6 + rounding).all()


@given(sounds, places, headings, st.floats(0.0, 1e6), speeds)
@settings(deadline=None)
def test_latents_stay_within_the_bound_whatever_is_known(
    sound: Sound, here: Position, heading_deg: float, time_s: float, speed: float
) -> None:
    position = np.array([[here.east_m, here.north_m, here.up_m]])
    latents = place(sound, position, heading_deg, time_s, speed)
    assert latents.dtype == np.float32
    assert latents.shape == (1, SIZE)
    limit = 100.0 if sound.raw else LIMITS[sound.bound]
    assert float(np.abs(latents).max()) <= limit


@given(sounds, places, headings, st.floats(0.0, 1e6), speeds)
@settings(deadline=None)
def test_one_place_time_and_seed_sound_alike_in_any_company(
    sound: Sound, here: Position, heading_deg: float, time_s: float, speed: float
) -> None:
    alone = np.array([[here.east_m, here.north_m, here.up_m]])
    crowd = np.concatenate([np.random.default_rng(1).uniform(-99.0, 99.0, (4, 3)), alone])
    heard = place(sound, alone, heading_deg, time_s, speed)
    among = place(replace(sound), crowd, heading_deg, time_s, speed)
    assert heard[0].tobytes() == among[-1].tobytes()


@pytest.mark.parametrize("kind", MappingKind)
def test_every_mapping_states_a_finite_slope(kind: MappingKind) -> None:
    anchored = (Anchor(Position(0.0, 0.0), (1.0,)), Anchor(Position(9.0, 0.0), (-1.0,)))
    slope = mapping_of(Sound(kind, anchors=anchored), 1).steepest(SIZE)
    assert slope.shape == (SIZE,)
    assert np.isfinite(slope).all()
    assert (slope >= 0.0).all()
