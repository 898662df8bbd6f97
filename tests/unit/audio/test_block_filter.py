"""In blocks or sample by sample: the same filter."""

import numpy as np
import pytest
from scipy.signal import butter, sosfilt

from latentwalk.audio.block_filter import PIECE_FRAMES, BlockFilter
from latentwalk.audio.weighting import shelf_section
from latentwalk.domain.block import TICK_FRAMES
from latentwalk.domain.errors import BlockSizeError
from tests.unit.audio.signals import noise

SECTIONS = np.vstack([butter(2, 80.0, "highpass", fs=48_000, output="sos"), shelf_section(48_000)])


@pytest.mark.parametrize("n_frames", [PIECE_FRAMES, 128, TICK_FRAMES, 3 * TICK_FRAMES + 128])
def test_each_section_sounds_as_sample_by_sample(n_frames: int) -> None:
    filters, lanes = BlockFilter(SECTIONS, 12), np.array([11, 0, 4, 5, 6, 7, 8, 9, 10])
    x = noise(1, len(lanes), 4 * n_frames).astype(np.float64) + 0.3  # rumble to be taken out
    blocks = [filters.process(part, lanes) for part in np.split(x, 4, axis=1)]
    ours = np.concatenate(blocks, axis=2)
    steady = sosfilt(SECTIONS[:1], x, axis=1)
    np.testing.assert_allclose(ours[0], steady, atol=1e-10)
    np.testing.assert_allclose(ours[1], sosfilt(SECTIONS[1:], steady, axis=1), atol=1e-10)


def test_a_reset_lane_equals_a_fresh_one_and_others_go_on() -> None:
    used, fresh = BlockFilter(SECTIONS, 2), BlockFilter(SECTIONS, 2)
    both = np.array([0, 1])
    first, second = noise(2, 2, 2, TICK_FRAMES).astype(np.float64)
    used.process(first, both)
    used.reset(1)
    mine, new = used.process(second, both), fresh.process(second, both)
    np.testing.assert_array_equal(mine[:, 1], new[:, 1])
    assert np.abs(mine[:, 0] - new[:, 0]).max() > 1e-3


def test_lengths_that_are_no_whole_pieces_are_refused() -> None:
    with pytest.raises(BlockSizeError, match="multiple of 32"):
        BlockFilter(SECTIONS, 1).process(np.zeros((1, 100)), np.zeros(1, np.intp))
