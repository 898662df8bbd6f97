import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from latentwalk.audio.conceal import Concealer
from latentwalk.audio.continuation import DECAY_FRAMES
from latentwalk.domain.block import TICK_FRAMES, Samples
from latentwalk.domain.errors import BlockSizeError
from tests.unit.audio.signals import biggest_step, noise, rms_db, sine

LANE = np.zeros(1, np.intp)


def walk(pattern: list[bool], sound: Samples, n_frames: int = TICK_FRAMES) -> Samples:
    """Run one stereo lane over ``sound``; missing blocks arrive as garbage."""
    concealer = Concealer(1, 2)
    parts = []
    for k, is_fresh in enumerate(pattern):
        block = sound[None, :, k * n_frames : (k + 1) * n_frames]
        given_block = block if is_fresh else np.full_like(block, 99.0)
        parts.append(concealer.process(given_block, np.array([is_fresh]), LANE)[0])
    return np.concatenate(parts, axis=1)


def stereo_sine(n_frames: int) -> Samples:
    return np.stack([sine(220.0, n_frames), sine(331.0, n_frames)])


def test_fresh_blocks_pass_untouched() -> None:
    x = noise(1, 2, 8 * TICK_FRAMES)
    assert np.array_equal(walk([True] * 8, x), x)


@settings(deadline=None)
@given(pattern=st.lists(st.booleans(), min_size=12, max_size=12), n_frames=st.integers(64, 2048))
def test_no_pattern_of_losses_makes_a_step_larger_than_the_sounds_own(
    pattern: list[bool], n_frames: int
) -> None:
    x = stereo_sine(12 * n_frames)
    fade_step = 0.5 * np.pi / 480  # the steepest frame of a 10 ms fade at this amplitude
    assert biggest_step(walk(pattern, x, n_frames)) <= biggest_step(x) + fade_step


def test_a_gap_sounds_on_and_dies_away_within_80_ms() -> None:
    x = stereo_sine(12 * TICK_FRAMES)
    y = walk([True] * 4 + [False] * 8, x)
    gap = y[:, 4 * TICK_FRAMES :]
    assert rms_db(gap[:, :480]) > rms_db(x) - 2.0
    assert not gap[:, DECAY_FRAMES:].any()
    assert DECAY_FRAMES <= 0.08 * 48_000


def test_sound_returns_whole_after_10_ms() -> None:
    x = stereo_sine(12 * TICK_FRAMES)
    y = walk([True] * 4 + [False] * 2 + [True] * 6, x)
    back = 6 * TICK_FRAMES
    assert not np.allclose(y[:, back : back + 480], x[:, back : back + 480], atol=1e-3)
    assert np.array_equal(y[:, back + 480 :], x[:, back + 480 :])


def test_a_lane_that_never_sounded_conceals_with_silence() -> None:
    assert not walk([False] * 3, noise(2, 2, 3 * TICK_FRAMES)).any()


def test_lanes_do_not_hear_each_other_and_a_reset_lane_equals_a_fresh_one() -> None:
    concealer, lanes, fresh = Concealer(4, 2), np.array([3, 1]), np.array([True, True])
    x = noise(3, 2, 2, TICK_FRAMES)
    concealer.process(x, fresh, lanes)
    concealer.process(x, np.array([False, True]), lanes)
    concealer.reset(3)
    y = concealer.process(x, np.array([False, False]), lanes)
    assert not y[0].any()
    assert y[1].any()
    assert concealer.concealed_frames.tolist() == [0, TICK_FRAMES, 0, TICK_FRAMES]
    other = Concealer(4, 2)
    other.process(x, np.array([False, True]), lanes)
    back = concealer.process(x, fresh, lanes)[0], other.process(x, fresh, lanes)[0]
    assert np.array_equal(*back)


def test_a_cut_joins_two_sounds_without_a_click() -> None:
    concealer = Concealer(1, 1)
    up = np.full((1, 1, TICK_FRAMES), 0.8, np.float32)
    concealer.process(up, np.array([True]), LANE)
    concealer.cut(0)
    y = concealer.process(-up, np.array([True]), LANE)
    assert abs(float(y[0, 0, 0]) - 0.8) < 0.01
    assert biggest_step(y) < 0.01
    assert y[0, 0, -1] == np.float32(-0.8)


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BlockSizeError, match="is_fresh"):
        Concealer(1, 2).process(noise(4, 1, 2, 64), np.array([True, True]), LANE)
