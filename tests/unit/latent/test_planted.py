from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from latentwalk.domain.block import Latents
from latentwalk.domain.pose import Position
from latentwalk.domain.sound import Bound, MappingKind, Planted, Sound
from latentwalk.latent.mapping import Mapping, mapping_of
from latentwalk.latent.planted import PlantedMapping
from latentwalk.latent.space import LatentKind, LatentSpace
from latentwalk.latent.trajectory import Trajectory

RATE_HZ = 46.875
BELL = Planted(Position(-40.0, 0.0), "bell.wav")
RAIN = Planted(Position(40.0, 0.0), "rain.wav")
SOUND = Sound(MappingKind.PLANTED, planted=(BELL, RAIN), smooth_m=8.0, bound=Bound.OPEN)


def wave(n_steps: int, turns: float) -> Trajectory:
    turn = 2.0 * np.pi * turns * np.arange(n_steps) / RATE_HZ
    return Trajectory.of(np.stack([np.sin(turn), np.cos(turn)]).astype(np.float32), RATE_HZ)


SHORT, LONG = wave(100, 1.0), wave(260, 0.3)


def place(mapping: Mapping, east_m: float, *time_s: float, size: int = 4) -> Latents:
    positions: NDArray[np.float64] = np.tile([[east_m, 0.0, 0.0]], (len(time_s), 1))
    still = np.zeros(len(time_s))
    return mapping.place(positions, still, np.array(time_s), size, still)


def test_a_planted_sound_plays_where_it_lies() -> None:
    mapping = mapping_of(SOUND, 1, [SHORT, LONG])
    times_s = 0.4, 1.7, 63.0
    np.testing.assert_allclose(
        place(mapping, -40.0, *times_s), SHORT.at(np.array(times_s), 4), atol=1e-6
    )


def test_between_two_places_their_trajectories_morph() -> None:
    mapping = mapping_of(SOUND, 1, [SHORT, LONG])
    now_s = np.array([0.4, 1.7, 63.0])
    mean = (SHORT.at(now_s, 4) + LONG.at(now_s, 4)) / 2.0
    np.testing.assert_allclose(place(mapping, 0.0, *now_s), mean, atol=1e-6)


def test_loops_of_different_lengths_each_come_round_by_themselves() -> None:
    mapping = mapping_of(SOUND, 1, [SHORT, LONG])
    for east_m, trajectory in ((-40.0, SHORT), (40.0, LONG)):
        first, again = place(mapping, east_m, 1.0, 1.0 + trajectory.duration_s)
        np.testing.assert_allclose(first, again, atol=1e-6)


def test_all_walkers_of_one_place_and_time_hear_the_same() -> None:
    mapping = mapping_of(SOUND, 1, [SHORT, LONG])
    together = place(mapping, 3.0, *[5.0] * 7)
    assert (together == place(mapping, 3.0, 5.0)).all()


def test_a_sound_that_is_not_encoded_yet_is_left_out() -> None:
    mapping = mapping_of(SOUND, 1, [None, LONG])
    assert isinstance(mapping, PlantedMapping)
    np.testing.assert_allclose(place(mapping, -40.0, 1.0), LONG.at(np.array([1.0]), 4), atol=1e-6)


def test_terrain_stands_in_while_nothing_is_encoded() -> None:
    waiting = mapping_of(SOUND, 1, [None, None])
    terrain = mapping_of(Sound(MappingKind.TERRAIN, bound=Bound.OPEN), 1)
    assert (place(waiting, 7.0, 1.0) == place(terrain, 7.0, 1.0)).all()


def test_raw_ground_plays_trajectories_in_the_models_own_units() -> None:
    space = LatentSpace(*np.array([[1.0, 0.0], [2.0, 0.5], [1.0, -1.0]], np.float32))
    raw = mapping_of(replace(SOUND, raw=True), 1, [SHORT, LONG], space)
    calibrated = mapping_of(SOUND, 1, [SHORT, LONG], space)
    units = place(calibrated, 5.0, 1.0, size=2)[:, :, None]
    np.testing.assert_allclose(
        place(raw, 5.0, 1.0, size=2), space.from_units(units)[:, :, 0], atol=1e-5
    )


def test_angles_morph_on_their_circle() -> None:
    space = replace(LatentSpace.identity(2), kind=LatentKind.ANGLE)
    nearly, just = (
        Trajectory(np.array([[0.0], [angle]], np.float32), RATE_HZ, LatentKind.ANGLE, 2.0)
        for angle in (0.9, -0.8)
    )
    half_way = place(mapping_of(SOUND, 1, [nearly, just], space), 0.0, 1.0, size=2)
    assert half_way[0, 1] == pytest.approx(-0.95, abs=1e-4)


def test_of_indices_the_nearer_place_wins() -> None:
    space = replace(LatentSpace.identity(2), kind=LatentKind.INDEX)
    low, high = (
        Trajectory(np.array([[code], [-code]], np.float32), RATE_HZ, LatentKind.INDEX)
        for code in (2.0, 5.0)
    )
    mapping = mapping_of(SOUND, 1, [low, high], space)
    assert place(mapping, -1.0, 1.0, size=2)[0].tolist() == [2.0, -2.0]
    assert place(mapping, 1.0, 1.0, size=2)[0].tolist() == [5.0, -5.0]
