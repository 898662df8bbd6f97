import numpy as np
import pytest

from latentwalk.audio.splice import MIN_SHIFT_FRAMES, REACH_FRAMES, SPLICE_FRAMES, splice
from tests.unit.audio.signals import biggest_step, noise, sine


@pytest.mark.parametrize("is_shorter", [True, False])
def test_a_periodic_sound_is_spliced_by_whole_periods(is_shorter: bool) -> None:
    x = sine(480.0, 3 * REACH_FRAMES)  # a period is 100 frames
    head, shift = splice(x[: 2 * REACH_FRAMES], is_shorter)
    assert abs(shift) in (100, 200)
    assert (shift > 0) == is_shorter
    assert np.allclose(head, x[REACH_FRAMES : REACH_FRAMES + SPLICE_FRAMES], atol=1e-3)


@pytest.mark.parametrize("is_shorter", [True, False])
@pytest.mark.parametrize("seed", range(5))
def test_any_sound_is_joined_without_a_step_at_either_end(seed: int, is_shorter: bool) -> None:
    x = np.cumsum(noise(seed, 3 * REACH_FRAMES, level=0.02)).astype(np.float32)
    head, shift = splice(x[: 2 * REACH_FRAMES], is_shorter)
    assert MIN_SHIFT_FRAMES <= abs(shift) <= SPLICE_FRAMES
    after = REACH_FRAMES + SPLICE_FRAMES + shift
    joined = np.concatenate([x[:REACH_FRAMES], head, x[after:]])
    assert biggest_step(joined) < biggest_step(x) + 0.02


def test_silence_is_spliced_too() -> None:
    head, shift = splice(np.zeros(2 * REACH_FRAMES, np.float32), is_shorter=True)
    assert not head.any()
    assert shift >= MIN_SHIFT_FRAMES
