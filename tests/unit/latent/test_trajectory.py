from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.domain.block import Latents
from latentwalk.domain.errors import BlockSizeError
from latentwalk.latent.space import LatentKind, LatentSpace
from latentwalk.latent.trajectory import Trajectory, turn_of

RATE_HZ = 46.875  # 48 kHz over a ratio of 1024


def wandering(n_steps: int, size: int = 3, seed: int = 0) -> Latents:
    steps = np.random.default_rng(seed).normal(scale=0.2, size=(size, n_steps))
    return np.cumsum(steps, axis=1).astype(np.float32)


def times(*steps: float) -> np.ndarray:
    return np.array(steps) / RATE_HZ


def test_every_latent_step_comes_at_its_time() -> None:
    latents = wandering(100)
    trajectory = Trajectory.of(latents, RATE_HZ)
    heard = trajectory.at(times(15, 40, 84), 3)  # the first 15 steps are the seam
    np.testing.assert_allclose(heard, latents[:, [15, 40, 84]].T, atol=1e-6)


def test_between_two_steps_it_goes_straight() -> None:
    latents = wandering(100)
    heard = Trajectory.of(latents, RATE_HZ).at(times(40.25), 3)[0]
    np.testing.assert_allclose(heard, 0.75 * latents[:, 40] + 0.25 * latents[:, 41], atol=1e-6)


def test_a_loop_is_shorter_by_its_seam_and_comes_round() -> None:
    trajectory = Trajectory.of(wandering(100), RATE_HZ)
    assert trajectory.duration_s == pytest.approx(100 / RATE_HZ - 0.32)
    now_s = times(3.0, 40.5)
    again_s = now_s + 7 * trajectory.duration_s
    np.testing.assert_allclose(trajectory.at(now_s, 3), trajectory.at(again_s, 3), atol=1e-6)


@given(st.integers(2, 400), st.integers(0, 50))
@settings(deadline=None)
def test_a_loop_has_no_jump_at_its_seam(n_steps: int, seed: int) -> None:
    latents = wandering(n_steps, 1, seed)
    loop = Trajectory.of(latents, RATE_HZ).loop[0]
    seam = n_steps - len(loop)
    own = float(np.abs(np.diff(latents[0])).max())
    across = float(np.ptp(latents)) * 1.5 / seam  # smoothstep's steepest
    step = np.abs(np.diff(np.append(loop, loop[0])))
    assert (step <= own + across + 1e-5).all()


def test_a_sound_of_one_step_stands_still() -> None:
    trajectory = Trajectory.of(np.array([[1.0], [-2.0]], np.float32), RATE_HZ)
    assert trajectory.at(np.array([0.0, 1.234]), 3).tolist() == [[1.0, -2.0, 0.0]] * 2


def test_a_smaller_model_hears_the_first_axes() -> None:
    trajectory = Trajectory.of(wandering(60), RATE_HZ)
    assert (trajectory.at(times(30), 1) == trajectory.at(times(30), 3)[:, :1]).all()


def test_no_sound_is_no_trajectory() -> None:
    with pytest.raises(BlockSizeError, match="first step"):
        Trajectory.of(np.zeros((8, 0), np.float32), RATE_HZ)


def test_its_reach_is_that_of_the_loop() -> None:
    trajectory = Trajectory.of(wandering(200, 2), RATE_HZ)
    low, high = trajectory.reach(3)
    heard = trajectory.at(np.linspace(0.0, 9.0, 999), 3)
    assert (heard >= low - 1e-6).all()
    assert (heard <= high + 1e-6).all()


def test_an_angle_goes_the_shorter_way_round() -> None:
    angles = np.array([[0.0] * 4, [0.9, 0.9, -0.9, -0.9]], np.float32)  # half turns
    trajectory = Trajectory.of(np.repeat(angles, 20, axis=1), RATE_HZ, LatentKind.ANGLE, 2.0)
    across = trajectory.at(times(39.5), 2)[0, 1]
    assert abs((across + 1.0) % 2.0 - 1.0) == pytest.approx(1.0, abs=1e-6)
    assert np.abs(trajectory.loop[1]).min() > 0.85  # nor does the seam pass through 0


def test_indices_never_lie_between_two() -> None:
    codes = np.random.default_rng(1).integers(-9, 9, (3, 90)).astype(np.float32)
    trajectory = Trajectory.of(codes, RATE_HZ, LatentKind.INDEX)
    heard = trajectory.at(np.linspace(0.0, 5.0, 333), 3)
    assert (heard == np.rint(heard)).all()


@pytest.mark.parametrize("kind", LatentKind)
def test_a_full_circle_is_two_half_turns_in_deviations(kind: LatentKind) -> None:
    std = np.array([1.0, 0.25], np.float32)
    space = replace(LatentSpace.identity(2), std=std, kind=kind)
    assert turn_of(space) == (8.0 if kind is LatentKind.ANGLE else 0.0)
