"""What a microphone's level says: how far to open its gate, how much to lift it."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from latentwalk.audio.lanes import Lanes
from latentwalk.audio.weighting import LOUDNESS_OFFSET_DB
from latentwalk.domain.block import SAMPLE_RATE_HZ

STEP_FRAMES = 128  # 2.7 ms: levels are judged this often
GAIN_DB = (-12.0, 24.0)
GAIN_SLEW_DB_PER_S = 6.0  # slow enough that dynamics stay felt
SLOW_S = 3.0  # averaging of the level that the gain follows, EBU's "short-term"
FAST_S = 0.02  # averaging of the level that the gate follows: one packet
GATE_FLOOR_DB = -60.0  # below it a phone hears only itself
GATE_ABOVE_NOISE_DB = 6.0
GATE_KNEE_DB = 6.0  # from closed to open
GATE_ATTACK_S, GATE_RELEASE_S = 0.005, 0.3
NOISE_RISE_DB_PER_S = 2.0
NOISE_MAX_DB = -50.0  # louder steady sound is the street, and the street is the material

_STEP_S = STEP_FRAMES / SAMPLE_RATE_HZ
_NOISE_MIN_DB = GATE_FLOOR_DB - GATE_ABOVE_NOISE_DB  # quieter noise changes nothing
_LEAST_POWER = 1e-12  # -120 dB

Levels = NDArray[np.float64]


def _pace(time_s: float) -> float:
    return float(1.0 - np.exp(-_STEP_S / time_s))


_FAST, _SLOW = _pace(FAST_S), _pace(SLOW_S)
_ATTACK, _RELEASE = _pace(GATE_ATTACK_S), _pace(GATE_RELEASE_S)
_NOISE_RISE_DB = NOISE_RISE_DB_PER_S * _STEP_S


def _lufs(power: Levels) -> Levels:
    return np.asarray(LOUDNESS_OFFSET_DB + 10.0 * np.log10(np.maximum(power, _LEAST_POWER)))


@lru_cache(maxsize=16)
def _averages(n_steps: int) -> Levels:
    """Return what turns the fast mean and the steps after it into means, ``[S + 1, S]``."""
    steps = np.arange(n_steps)
    age = steps - steps[:, None]
    of_steps = np.where(age >= 0, _FAST * (1.0 - _FAST) ** np.maximum(age, 0), 0.0)
    return np.vstack([(1.0 - _FAST) ** (steps + 1.0), of_steps])


class LevelRider:
    """Follow each lane's level, step by step; move its gain and its gate.

    The gate opens above -60 LUFS and above the learnt noise plus 6 dB, whichever is higher. Noise
    is the quietest level, allowed to rise by 2 dB/s; nothing above -50 LUFS is taken for noise.
    The gain moves toward the reference, at most 6 dB/s, and rests while the gate is shut.

    Args:
        capacity: Lanes.
        reference_lufs: Level to bring the sound to.

    Attributes:
        reference_lufs: The same for each lane, ``[capacity]``; may be written to.
        gate: How far each gate is open, ``[capacity]``, 0..1.
        gain_db: Each lane's gain, ``[capacity]``.
    """

    def __init__(self, capacity: int, reference_lufs: float) -> None:
        self._default_lufs = reference_lufs
        self.reference_lufs: Levels = np.full(capacity, reference_lufs)
        self._fast: Levels = np.zeros(capacity)  # mean square of the last moment
        self._slow: Levels = np.zeros(capacity)  # mean square while the gate was open
        self._n_open: Levels = np.zeros(capacity)  # steps heard with the gate open
        self._noise_db: Levels = np.full(capacity, _NOISE_MIN_DB)
        self.gate: Levels = np.zeros(capacity)
        self.gain_db: Levels = np.zeros(capacity)

    def level_db(self) -> Levels:
        """Return each lane's level of the last 20 ms, LUFS, ``[capacity]``."""
        return _lufs(self._fast)

    def follow(self, power: Levels, lanes: Lanes) -> Levels:
        """Judge a few steps.

        Args:
            power: K-weighted mean square of each step, ``[W, S]``.
            lanes: Active lanes, ``[W]``.

        Returns:
            The gain in dB at each step's edges, ``[W, S + 1]``, the first from the last call.
        """
        gate = self._follow_gate(self._fast_db(power, lanes), lanes)
        return self._follow_gain(power, gate > 0.5, lanes)

    def reset(self, lane: int) -> None:
        """Forget the lane's levels, noise, gain and gate."""
        for state in (self._fast, self._slow, self._n_open, self.gate, self.gain_db):
            state[lane] = 0.0
        self._noise_db[lane], self.reference_lufs[lane] = _NOISE_MIN_DB, self._default_lufs

    def _fast_db(self, power: Levels, lanes: Lanes) -> Levels:
        """Return the level after each step, ``[W, S]``, LUFS."""
        levels = np.column_stack([self._fast[lanes], power]) @ _averages(power.shape[1])
        self._fast[lanes] = levels[:, -1]
        return _lufs(levels)

    def _follow_gate(self, level_db: Levels, lanes: Lanes) -> Levels:
        """Return the gate after each step, ``[W, S]``, 0..1."""
        above_db = level_db - self._floors_db(level_db, lanes) - GATE_ABOVE_NOISE_DB
        knee = np.minimum(np.maximum(above_db / GATE_KNEE_DB, 0.0), 1.0)
        targets = knee * knee * (3.0 - 2.0 * knee)
        gate, gates = self.gate[lanes], np.empty_like(level_db)
        for target, after in zip(targets.T, gates.T, strict=True):
            way = target - gate
            # The attack is the faster: the larger step of the two, up as well as down.
            gate += np.maximum(way * _ATTACK, way * _RELEASE)
            after[:] = gate
        self.gate[lanes] = gate
        return gates

    def _floors_db(self, level_db: Levels, lanes: Lanes) -> Levels:
        """Return the noise after each step, ``[W, S]``: seen from a floor that rises, a minimum."""
        rise_db = _NOISE_RISE_DB * np.arange(level_db.shape[1] + 1)
        bounded_db = np.minimum(np.maximum(level_db, _NOISE_MIN_DB), NOISE_MAX_DB)
        seen_db = np.column_stack([self._noise_db[lanes], bounded_db]) - rise_db
        floors_db = np.minimum.accumulate(seen_db, axis=1) + rise_db
        self._noise_db[lanes] = floors_db[:, -1]
        return np.asarray(floors_db[:, 1:])

    def _follow_gain(self, power: Levels, is_open: NDArray[np.bool_], lanes: Lanes) -> Levels:
        n_open = self._n_open[lanes, None] + np.cumsum(is_open, axis=1)
        # The first seconds average evenly, so that the first word does not stand for the voice.
        paces = np.maximum(1.0 / np.maximum(n_open, 1.0), _SLOW) * is_open
        slow, levels = self._slow[lanes], np.empty_like(power)
        for now, pace, level in zip(power.T, paces.T, levels.T, strict=True):
            slow += (now - slow) * pace
            level[:] = slow
        wanted_db = self.reference_lufs[lanes, None] - _lufs(levels)
        targets_db = np.minimum(np.maximum(wanted_db, GAIN_DB[0]), GAIN_DB[1])
        most_db = GAIN_SLEW_DB_PER_S * _STEP_S * is_open
        gain_db = np.empty((len(lanes), power.shape[1] + 1))
        gain_db[:, 0] = before_db = self.gain_db[lanes]
        steps = zip(targets_db.T, most_db.T, -most_db.T, gain_db.T[1:], strict=True)
        for target_db, up_db, down_db, after_db in steps:
            way_db = np.minimum(np.maximum(target_db - before_db, down_db), up_db)
            before_db = np.add(before_db, way_db, out=after_db)
        self._n_open[lanes], self._slow[lanes] = n_open[:, -1], slow
        self.gain_db[lanes] = gain_db[:, -1]
        return gain_db
