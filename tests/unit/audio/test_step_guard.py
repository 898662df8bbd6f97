from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from latentwalk.audio.files import read_sound
from latentwalk.audio.step_guard import StepGuard
from latentwalk.domain.block import SAMPLE_RATE_HZ, TICK_FRAMES, Samples
from latentwalk.domain.errors import BlockSizeError
from tests.unit.audio.signals import noise

LANE = np.zeros(1, np.intp)
STREET = Path(__file__).parents[2] / "data" / "audio" / "street-and-voice.wav"
JUMP = 120  # ticks: 2.5 s
WINDOW = SAMPLE_RATE_HZ // 5


def guarded(x: Samples, acts: set[int], cut: int = TICK_FRAMES) -> Samples:
    """Guard ``x`` in blocks of ``cut`` frames; at the ticks of ``acts`` something was abrupt."""
    guard, outs = StepGuard(1), []
    for start in range(0, x.shape[1], cut):
        is_abrupt = np.array([start % TICK_FRAMES == 0 and start // TICK_FRAMES in acts])
        outs.append(guard.process(x[None, :, start : start + cut], is_abrupt, LANE)[0])
    return np.concatenate(outs, axis=1)


def jumping(rise_db: float, at_frame: int = JUMP * TICK_FRAMES, n_ticks: int = 300) -> Samples:
    x = noise(1, 2, n_ticks * TICK_FRAMES, level=0.003)
    x[:, at_frame:] *= 10.0 ** (rise_db / 20.0)
    return x


def levels_db(x: Samples) -> NDArray[np.float64]:
    """RMS of the 200 ms up to every hundredth of a second."""
    power = np.cumsum(np.concatenate([[0.0], np.square(x, dtype=np.float64).mean(axis=0)]))
    hop = SAMPLE_RATE_HZ // 100
    window = power[WINDOW::hop] - power[: -WINDOW or None : hop][: len(power[WINDOW::hop])]
    return np.asarray(10.0 * np.log10(window / WINDOW + 1e-12))


def steepest_db(x: Samples) -> float:
    """The largest rise of level within 200 ms."""
    levels = levels_db(x)
    return float((levels[20:] - levels[:-20]).max())


@pytest.mark.parametrize("rise_db", [10.0, 20.0, 30.0, 40.0])
@pytest.mark.parametrize("late", [0, 500, 1000, 5 * TICK_FRAMES])
def test_an_act_never_raises_the_level_by_more_than_6_db_in_200_ms(
    rise_db: float, late: int
) -> None:
    x = jumping(rise_db, JUMP * TICK_FRAMES + late)
    assert steepest_db(x) > 9.0
    assert steepest_db(guarded(x, {JUMP})) < 6.5


@pytest.mark.parametrize("rise_db", [-30.0, 0.0, 3.0, 5.0])
def test_what_rises_less_passes_bit_for_bit(rise_db: float) -> None:
    x = jumping(rise_db)
    assert np.array_equal(guarded(x, {JUMP}), x)


def test_without_an_act_any_jump_passes_bit_for_bit() -> None:
    x = jumping(40.0)
    assert np.array_equal(guarded(x, set()), x)
    assert np.array_equal(guarded(x, {10}), x)  # long over


def test_the_new_sound_comes_in_whole_in_time() -> None:
    x = jumping(30.0)
    y = guarded(x, {JUMP})
    later = (JUMP + 80) * TICK_FRAMES  # 24 dB at 30 dB a second, after 0.2 s
    assert np.array_equal(y[:, later:], x[:, later:])
    assert levels_db(y)[-1] - levels_db(y)[200] == pytest.approx(30.0, abs=1.0)


def test_a_second_act_while_the_first_is_held_is_held_too() -> None:
    x = jumping(20.0)
    x[:, (JUMP + 12) * TICK_FRAMES :] *= 10.0
    assert steepest_db(guarded(x, {JUMP, JUMP + 12})) < 6.5


def test_steady_sound_passes_however_often_rules_act() -> None:
    x = noise(2, 2, 200 * TICK_FRAMES)
    assert np.array_equal(guarded(x, set(range(30, 200))), x)


def test_steps_that_have_been_heard_pass_while_rules_act() -> None:
    """Footsteps: 60 ms bursts 24 dB over the ground, twice a second."""
    x = noise(3, 2, 300 * TICK_FRAMES, level=0.01)
    step = np.exp(-np.arange(2880) / 700.0)
    for start in range(0, x.shape[1] - 2880, SAMPLE_RATE_HZ // 2):
        x[:, start : start + 2880] += step * noise(start, 2, 2880, level=0.16)
    y = guarded(x, set(range(60, 300, 20)))
    assert np.count_nonzero(y != x) < 0.01 * x.size


@pytest.mark.parametrize("first", [30, 45, 60, 75])
def test_speech_that_has_begun_passes_while_rules_act(first: int) -> None:
    x = read_sound(STREET, SAMPLE_RATE_HZ, 2)
    x = x[:, : x.shape[1] // TICK_FRAMES * TICK_FRAMES]
    y = guarded(x, set(range(first, x.shape[1] // TICK_FRAMES, 94)))
    assert np.count_nonzero(y != x) < 0.03 * x.size
    assert np.abs(levels_db(y) - levels_db(x)).max() < 4.0


def test_the_gain_moves_without_a_click() -> None:
    x = np.zeros((2, 300 * TICK_FRAMES), np.float32)
    x[:, :] = 0.003 * np.sin(2.0 * np.pi * 100.0 * np.arange(x.shape[1]) / SAMPLE_RATE_HZ)
    x[:, JUMP * TICK_FRAMES :] *= 100.0
    y = guarded(x, {JUMP})
    bends = np.abs(np.diff(y, 2, axis=1)).max()
    assert bends < 3.0 * np.abs(np.diff(x[:, (JUMP + 1) * TICK_FRAMES :], 2, axis=1)).max()
    onset = slice(JUMP * TICK_FRAMES - 10, JUMP * TICK_FRAMES + 2 * TICK_FRAMES)
    assert np.abs(np.diff(y[:, onset], axis=1)).max() < 0.003


@settings(max_examples=8)
@given(cut=st.sampled_from([128, 256, 512, 1024, 4096, 16_384]), seed=st.integers(0, 9))
def test_any_split_into_steps_gives_the_whole(cut: int, seed: int) -> None:
    x = jumping(25.0, JUMP * TICK_FRAMES + 37 * seed, n_ticks=160)
    assert np.allclose(guarded(x, {112}, cut), guarded(x, {112}), atol=1e-7)


def test_lanes_are_apart_and_a_reset_one_equals_a_fresh_one() -> None:
    used, fresh, lanes = StepGuard(4), StepGuard(4), np.array([2, 0])
    both, none = np.array([True, True]), np.array([False, False])
    for level in (0.01, 0.5):
        used.process(noise(5, 2, 2, 20 * TICK_FRAMES, level=level), both, lanes)
    assert used.gain[2] < 1.0
    used.reset(2)
    quiet = noise(6, 2, 2, 20 * TICK_FRAMES, level=0.01)
    loud = noise(7, 2, 2, 4 * TICK_FRAMES)
    for guard in (used, fresh):
        guard.process(quiet, none, lanes)
    y, z = (guard.process(loud, both, lanes) for guard in (used, fresh))
    assert np.array_equal(y[0], z[0])
    assert not np.array_equal(y[1], z[1])


def test_a_value_that_is_not_finite_does_not_stay() -> None:
    guard, x = StepGuard(1), noise(8, 1, 2, TICK_FRAMES)
    x[0, 0, 3] = np.nan
    guard.process(x, np.array([True]), LANE)
    y = guard.process(noise(9, 1, 2, TICK_FRAMES), np.array([True]), LANE)
    assert np.isfinite(y).all()


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(BlockSizeError, match="multiple of 128, got 100"):
        StepGuard(1).process(noise(10, 1, 2, 100), np.array([False]), LANE)
    with pytest.raises(BlockSizeError, match="is_abrupt"):
        StepGuard(1).process(noise(11, 1, 2, 128), np.array([False, True]), LANE)
