"""Acts are guarded where rules can bring them, and as long as one may still be heard."""

import numpy as np

from latentwalk.audio.step_guard import STEP_FRAMES, StepGuard
from latentwalk.domain.block import TICK_FRAMES, Samples
from latentwalk.session.colour import Colour

LANES = np.array([2, 0, 1])
NOBODY, FIRST, ALL = np.zeros(3, np.bool_), np.array([True, False, False]), np.ones(3, np.bool_)


def _jump(seed: int) -> Samples:
    """Return sound that comes out of nowhere, [3, 2, T]."""
    rng = np.random.default_rng(seed)
    return (0.2 * rng.standard_normal((3, 2, TICK_FRAMES))).astype(np.float32)


def test_walks_without_rules_pass_bit_for_bit_beside_one_that_is_held_back() -> None:
    colour, sound = Colour(3), _jump(1)
    heard = colour._guarded(sound.copy(), ALL, FIRST, LANES)
    np.testing.assert_array_equal(heard[1:], sound[1:])
    alone = StepGuard(1).process(sound[:1].copy(), np.ones(1, np.bool_), np.zeros(1, np.intp))
    np.testing.assert_array_equal(heard[0], alone[0])
    assert np.abs(heard[0, :, STEP_FRAMES:]).max() < 0.1 * np.abs(sound[0]).max()


def test_an_act_stays_guarded_where_the_rules_are_taken_out_meanwhile() -> None:
    colour, sound = Colour(3), _jump(2)
    colour._guarded(sound.copy(), FIRST, FIRST, LANES)
    later = colour._guarded(sound.copy(), NOBODY, NOBODY, LANES)
    assert np.abs(later[0]).max() < 0.3 * np.abs(sound[0]).max()
    np.testing.assert_array_equal(later[1:], sound[1:])
