"""The microphone made fit for an encoder: rumble out, level near what the model was trained on."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter

from latentwalk.audio.block_filter import BlockFilter
from latentwalk.audio.guard import finite
from latentwalk.audio.lanes import Lanes, check_lanes
from latentwalk.audio.levels import STEP_FRAMES, LevelRider
from latentwalk.audio.weighting import shelf_section
from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples
from latentwalk.domain.errors import BlockSizeError

HIGH_PASS_HZ = 80.0  # wind and handling lie below, voices above
_RISE = (np.arange(STEP_FRAMES) / STEP_FRAMES).astype(np.float32)


class Conditioner:
    """High-pass, slow gain and gate for each lane's microphone.

    Level is measured as loudness is, so that it compares with a model's reference: the high shelf
    of K-weighting on the high-passed sound (its own high-pass, 38 Hz, lies under ours). Gain and
    gate are :class:`LevelRider`'s. The gate is a figure for the mix (it lowers ``gain_mic``); it
    does not touch the sound. Decisions fall on a grid of 128 frames, so any split into multiples
    of 128 gives the same sound. Adds no delay: ``latency_frames`` is 0.

    Args:
        capacity: Lanes.
        reference_lufs: Loudness to steer to, until :meth:`steer` gives a lane its own.
    """

    latency_frames = 0

    def __init__(self, capacity: int, reference_lufs: float) -> None:
        self._capacity = capacity
        self._rider = LevelRider(capacity, reference_lufs)
        high_pass = butter(2, HIGH_PASS_HZ, "highpass", fs=SAMPLE_RATE_HZ, output="sos")
        self._filter = BlockFilter(np.vstack([high_pass, shelf_section(SAMPLE_RATE_HZ)]), capacity)

    @property
    def gain_db(self) -> NDArray[np.float64]:
        """The slow gain now, ``[capacity]``."""
        return self._rider.gain_db

    @property
    def level_db(self) -> NDArray[np.float64]:
        """Level of the last 20 ms before the gain, LUFS, ``[capacity]``."""
        return self._rider.level_db()

    def process(self, mic: Samples, lanes: Lanes) -> tuple[Samples, Samples]:
        """Condition one block of each active microphone.

        Args:
            mic: ``[W, T]`` float32 at 48 kHz, T a positive multiple of 128; values that are not
                finite are heard as silence.
            lanes: Active lanes, ``[W]``.

        Returns:
            The conditioned sound ``[W, T]`` and the gate at the block's end, ``[W]``, 0..1.

        Raises:
            BlockSizeError: If the shape does not fit.
        """
        check_lanes("mic", mic, lanes, self._capacity, [None])
        n_walkers, n_frames = mic.shape
        if n_frames < 1 or n_frames % STEP_FRAMES:
            raise BlockSizeError(f"mic: expected a multiple of {STEP_FRAMES}, got {n_frames}")
        steady, weighted = self._filter.process(finite(mic)[0], lanes)
        steps = weighted.reshape(n_walkers, -1, STEP_FRAMES)
        power = np.einsum("wst,wst->ws", steps, steps) / STEP_FRAMES
        gain = np.float32(10.0) ** (self._rider.follow(power, lanes).astype(np.float32) / 20.0)
        ramp = np.diff(gain, axis=1)[:, :, None] * _RISE  # [W, S + 1] → [W, S, 128]
        ramp += gain[:, :-1, None]
        out = ramp.reshape(mic.shape)
        out *= steady.astype(np.float32)
        return out, self._rider.gate[lanes].astype(np.float32)

    def steer(self, lane: int, reference_lufs: float) -> None:
        """Give the lane another reference (its walker hears another model) until its reset."""
        self._rider.reference_lufs[lane] = reference_lufs

    def reset(self, lane: int) -> None:
        """Forget the lane's sound, level, noise and gain."""
        self._filter.reset(lane)
        self._rider.reset(lane)
