"""The microphone made fit for an encoder: rumble out, level near what the model was trained on."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from latentwalk.audio.guard import finite
from latentwalk.audio.lanes import Lanes, check_lanes
from latentwalk.audio.weighting import LOUDNESS_OFFSET_DB, shelf_section
from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples
from latentwalk.domain.errors import BlockSizeError

STEP_FRAMES = 128  # 2.7 ms: levels are judged this often
HIGH_PASS_HZ = 80.0  # wind and handling lie below, voices above
GAIN_DB = (-12.0, 24.0)
GAIN_SLEW_DB_PER_S = 6.0  # slow enough that dynamics stay felt
LEVEL_S = 3.0  # averaging of the level that the gain follows, EBU's "short-term"
FAST_S = 0.02  # averaging of the level that the gate follows: one packet
GATE_FLOOR_DB = -60.0  # below it a phone hears only itself
GATE_ABOVE_NOISE_DB = 6.0
GATE_KNEE_DB = 6.0  # from closed to open
GATE_ATTACK_S, GATE_RELEASE_S = 0.005, 0.3
NOISE_RISE_DB_PER_S = 2.0
NOISE_MAX_DB = -50.0  # louder steady sound is the street, and the street is the material

_STEP_S = STEP_FRAMES / SAMPLE_RATE_HZ
_EMPTY_DB = -120.0
_NOISE_MIN_DB = GATE_FLOOR_DB - GATE_ABOVE_NOISE_DB  # quieter noise changes nothing


def _smoothing(time_s: float) -> float:
    return float(1.0 - np.exp(-_STEP_S / time_s))


class Conditioner:
    """High-pass, slow gain and gate for each lane's microphone.

    Loudness is measured as LUFS is, so that it compares with a model's reference: the high shelf
    of K-weighting on the high-passed sound (its own high-pass, 38 Hz, lies under ours). The gain
    moves at most 6 dB/s toward the reference, in -12..+24 dB, and rests while the gate is shut.
    The gate is a figure for the mix (it lowers ``gain_mic``); it does not touch the sound.
    It opens above -60 dBFS and 6 dB above the noise learnt, and learns no more than -50 dBFS.
    Adds no whole-frame latency: ``latency_frames`` is 0. All decisions fall on a grid of 128
    frames, so any split into multiples of 128 gives the same sound.

    Args:
        capacity: Lanes.
        reference_lufs: Loudness to steer to.

    Attributes:
        gain_db: The slow gain now, ``[capacity]``.
        level_db: K-weighted level of the last 20 ms before the gain, LUFS, ``[capacity]``.
    """

    latency_frames = 0

    def __init__(self, capacity: int, reference_lufs: float) -> None:
        self.reference_lufs = reference_lufs
        sections = [butter(2, HIGH_PASS_HZ, "highpass", fs=SAMPLE_RATE_HZ, output="sos")]
        self._sections = [*sections, shelf_section(SAMPLE_RATE_HZ)]
        self._memory: NDArray[np.float64] = np.zeros((2, 1, capacity, 2))
        self._fast: NDArray[np.float64] = np.zeros(capacity)  # mean square
        self._slow: NDArray[np.float64] = np.zeros(capacity)  # mean square while open
        self._n_open: NDArray[np.float64] = np.zeros(capacity)  # steps heard with the gate open
        self._noise_db: NDArray[np.float64] = np.full(capacity, _NOISE_MIN_DB)
        self._gate: NDArray[np.float64] = np.zeros(capacity)
        self.gain_db: NDArray[np.float64] = np.zeros(capacity)
        self.level_db: NDArray[np.float64] = np.full(capacity, _EMPTY_DB)

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
        check_lanes("mic", mic, lanes, len(self._gate), [None])
        n_walkers, n_frames = mic.shape
        if n_frames < 1 or n_frames % STEP_FRAMES:
            raise BlockSizeError(f"mic: expected a multiple of {STEP_FRAMES}, got {n_frames}")
        steady = self._filter(0, finite(mic)[0], lanes)
        weighted = self._filter(1, steady, lanes).reshape(n_walkers, -1, STEP_FRAMES)
        power = np.einsum("wst,wst->ws", weighted, weighted) / STEP_FRAMES
        gain_db = np.empty((n_walkers, power.shape[1] + 1))
        gain_db[:, 0] = self.gain_db[lanes]
        for step in range(power.shape[1]):
            gain_db[:, step + 1] = self._step(power[:, step], lanes)
        gain = 10.0 ** (gain_db / 20.0)
        rise = np.arange(STEP_FRAMES) / STEP_FRAMES
        ramp = gain[:, :-1, None] + np.diff(gain, axis=1)[:, :, None] * rise
        out = steady * ramp.reshape(n_walkers, n_frames)
        return out.astype(np.float32), self._gate[lanes].astype(np.float32)

    def reset(self, lane: int) -> None:
        """Forget the lane's sound, level, noise and gain."""
        self._memory[:, :, lane] = 0.0
        for state in (self._fast, self._slow, self._n_open, self._gate, self.gain_db):
            state[lane] = 0.0
        self._noise_db[lane], self.level_db[lane] = _NOISE_MIN_DB, _EMPTY_DB

    def _filter(self, which: int, x: NDArray[np.floating], lanes: Lanes) -> NDArray[np.floating]:
        y, self._memory[which][:, lanes] = sosfilt(
            self._sections[which], x, axis=1, zi=self._memory[which][:, lanes]
        )
        return np.asarray(y)

    def _step(self, power: NDArray[np.float64], lanes: Lanes) -> NDArray[np.float64]:
        """Judge one step's mean square ``[W]`` and return the gain after it, dB."""
        fast = self._fast[lanes]
        fast += (power - fast) * _smoothing(FAST_S)
        self._fast[lanes] = fast
        level_db = LOUDNESS_OFFSET_DB + 10.0 * np.log10(np.maximum(fast, 1e-12))
        self.level_db[lanes] = level_db
        gate = self._follow_gate(level_db, lanes)
        self._follow_gain(power, gate > 0.5, lanes)
        return self.gain_db[lanes]

    def _follow_gate(self, level_db: NDArray[np.float64], lanes: Lanes) -> NDArray[np.float64]:
        rising_db = self._noise_db[lanes] + NOISE_RISE_DB_PER_S * _STEP_S
        noise_db = np.clip(np.minimum(level_db, rising_db), _NOISE_MIN_DB, NOISE_MAX_DB)
        self._noise_db[lanes] = noise_db
        knee = np.clip((level_db - noise_db - GATE_ABOVE_NOISE_DB) / GATE_KNEE_DB, 0.0, 1.0)
        target = knee * knee * (3.0 - 2.0 * knee)
        gate = self._gate[lanes]
        pace = np.where(target > gate, _smoothing(GATE_ATTACK_S), _smoothing(GATE_RELEASE_S))
        gate += (target - gate) * pace
        self._gate[lanes] = gate
        return gate

    def _follow_gain(
        self, power: NDArray[np.float64], is_open: NDArray[np.bool_], lanes: Lanes
    ) -> None:
        heard = lanes[is_open]
        self._n_open[heard] += 1.0
        # The first seconds average evenly, so that the first word does not stand for the voice.
        pace = np.maximum(1.0 / self._n_open[heard], _smoothing(LEVEL_S))
        self._slow[heard] += (power[is_open] - self._slow[heard]) * pace
        slow_db = LOUDNESS_OFFSET_DB + 10.0 * np.log10(np.maximum(self._slow[heard], 1e-12))
        target_db = np.clip(self.reference_lufs - slow_db, *GAIN_DB)
        most_db = GAIN_SLEW_DB_PER_S * _STEP_S
        self.gain_db[heard] += np.clip(target_db - self.gain_db[heard], -most_db, most_db)
