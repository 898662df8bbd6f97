import numpy as np
import pytest

from latentwalk.domain.errors import BlockSizeError
from latentwalk.latent.ramp import Ramp

LANES = np.array([2, 0])


def target(value: float) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    return np.full((2, 3), value, np.float32)


def test_the_first_block_starts_at_its_target() -> None:
    assert (Ramp(4, 3).ramp(LANES, target(5.0), 4) == 5.0).all()


def test_the_next_block_is_a_straight_line_to_its_target() -> None:
    ramp = Ramp(4, 3)
    ramp.ramp(LANES, target(0.0), 4)
    assert ramp.ramp(LANES, target(8.0), 4)[0, 0].tolist() == [2.0, 4.0, 6.0, 8.0]


def test_blocks_join_without_a_step_larger_than_their_slope() -> None:
    ramp, rng = Ramp(4, 3), np.random.default_rng(0)
    blocks = [ramp.ramp(LANES, rng.normal(size=(2, 3)).astype(np.float32), 8) for _ in range(20)]
    line = np.concatenate(blocks, axis=-1)
    steps = np.abs(np.diff(line, axis=-1))[..., 7:]  # [2, 3, 19·8]
    per_block = steps.reshape(2, 3, 19, 8)
    np.testing.assert_allclose(per_block, per_block[..., :1].repeat(8, -1), atol=1e-5)


def test_the_target_is_reached_exactly() -> None:
    ramp = Ramp(1, 1)
    for value in (0.1, 0.7, -0.3, 1e-7):
        aim = np.array([[value]], np.float32)
        assert ramp.ramp(np.array([0]), aim, 3)[0, 0, -1] == aim[0, 0]


def test_lanes_do_not_touch_each_other() -> None:
    ramp = Ramp(3, 1)
    one, zero = np.ones((1, 1), np.float32), np.zeros((1, 1), np.float32)
    ramp.ramp(np.array([0]), one, 2)
    ramp.ramp(np.array([1]), zero, 2)
    assert ramp.ramp(np.array([0]), zero, 2).ravel().tolist() == [0.5, 0.0]
    assert ramp.ramp(np.array([2]), one, 2).ravel().tolist() == [1.0, 1.0]


def test_a_reset_lane_equals_a_fresh_one() -> None:
    ramp = Ramp(4, 3)
    ramp.ramp(LANES, target(9.0), 2)
    ramp.reset(2)
    ramp.reset(0)
    fresh = Ramp(4, 3)
    assert (ramp.ramp(LANES, target(1.0), 2) == fresh.ramp(LANES, target(1.0), 2)).all()


def test_a_target_of_another_shape_is_refused() -> None:
    with pytest.raises(BlockSizeError, match="ramp target"):
        Ramp(4, 3).ramp(LANES, np.zeros((2, 2), np.float32), 2)
