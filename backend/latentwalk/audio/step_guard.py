"""An abrupt rule may jump in timbre, never by more than 6 dB in 200 ms (DESIGN §8)."""

import math

import numpy as np
from numpy.typing import NDArray

from latentwalk.audio.lanes import Lanes, check_lanes
from latentwalk.domain.block import SAMPLE_RATE_HZ, Samples, check_shape, exact_div
from latentwalk.domain.errors import BlockSizeError

STEP_FRAMES = 128
WINDOW_STEPS = exact_div(SAMPLE_RATE_HZ // 5, STEP_FRAMES)  # 200 ms
STEP_S = STEP_FRAMES / SAMPLE_RATE_HZ
RISE = 10.0**0.6  # 6 dB, as power
RISE_DB_PER_S = 30.0  # 6 dB every 200 ms
TRACK_DB_PER_S = 2.0  # how slowly what was heard is forgotten
FLOOR = 10.0**-5.0  # -50 dBFS: below it nothing is loud enough to startle
ARMED_S = 0.5  # an act is heard after a pipeline's depth, a model's delay and a ramp
_ARMED_STEPS = round(ARMED_S / STEP_S)
_QUICK_STEPS = 4  # 10.7 ms: what a transient fills
_FORGET = 10.0 ** (-TRACK_DB_PER_S * STEP_S / 10.0)
_RECOVER = 10.0 ** (RISE_DB_PER_S * STEP_S / 20.0)
_ALONG = np.arange(1, STEP_FRAMES + 1) / STEP_FRAMES
_SMALL_FALL = 0.7  # a gain that falls by less is ramped

Powers = NDArray[np.float64]


class StepGuard:
    """Holds the level back after an abrupt act; else passes all sound bit for bit.

    Level is the mean square of both ears over 200 ms. The tracked level is its maximum over the
    last seconds (it falls by 2 dB a second, to -50 dBFS at least), and beside it the maximum
    over 10 ms: speech and steps that have been heard of late may come again. In the half
    second after an abrupt act, and as long as it takes from there, the level exceeds the
    tracked one by 6 dB at most, and every further 200 ms by 6 dB more. A first word after
    silence and a jump are the same to any meter, so the guard waits to be told of an act.

    It works on a grid of 128 frames; any split into multiples of 128 gives the same sound. Adds
    no delay: the gain falls within the step in which the jump begins.

    Args:
        capacity: Lanes.

    Attributes:
        gain: What each lane's sound is multiplied by now, 0..1, ``[capacity]``.
    """

    latency_frames = 0

    def __init__(self, capacity: int) -> None:
        self.gain: Powers = np.ones(capacity)
        self._came: Powers = np.zeros((capacity, WINDOW_STEPS))  # step powers, the newest last
        self._heard: Powers = np.zeros((capacity, WINDOW_STEPS))
        self._tracked: Powers = np.full((capacity, 2), FLOOR)  # over 200 ms, over 10 ms
        self._from: Powers = np.full((capacity, 2), FLOOR)  # tracked, as the act came
        self._armed: NDArray[np.int64] = np.zeros(capacity, np.int64)  # steps left
        self._held: NDArray[np.int64] = np.zeros(capacity, np.int64)  # steps since a jump; 0 none

    def process(self, sound: Samples, is_abrupt: NDArray[np.bool_], lanes: Lanes) -> Samples:
        """Guard one block.

        Args:
            sound: ``[W, 2, T]`` float32; T is a positive multiple of 128.
            is_abrupt: Whether something changed at once for this walker, ``[W]``.
            lanes: Active lanes, ``[W]``.

        Returns:
            ``[W, 2, T]`` float32; ``sound`` itself where no lane is held back.

        Raises:
            BlockSizeError: If the shapes do not fit.
        """
        check_lanes("sound", sound, lanes, len(self.gain), [2, None])
        check_shape("is_abrupt", is_abrupt, [len(lanes)])
        n_frames = sound.shape[2]
        if n_frames < 1 or n_frames % STEP_FRAMES:
            raise BlockSizeError(f"sound: expected a multiple of {STEP_FRAMES}, got {n_frames}")
        self._arm(lanes[is_abrupt])
        steps = sound.reshape(len(lanes), 2, -1, STEP_FRAMES)
        powers = np.einsum("wcst,wcst->ws", steps, steps, dtype=np.float64) / (2 * STEP_FRAMES)
        powers[~np.isfinite(powers)] = 0.0  # the limiter mends the sound
        out = sound
        guarded = np.flatnonzero(self._armed[lanes] > 0)
        for row in guarded:
            gains = self._guard(int(lanes[row]), powers[row])
            if gains.min() < 1.0:
                out = sound.copy() if out is sound else out
                out[row] *= gains.astype(np.float32).reshape(-1)
        if len(guarded):
            calm = np.setdiff1d(np.arange(len(lanes)), guarded)
            lanes, powers = lanes[calm], powers[calm]
        self._follow(lanes, powers)
        return out

    def is_armed(self, lanes: Lanes) -> NDArray[np.bool_]:
        """Return which lanes an act may still be heard in, ``[W]``."""
        return self._armed[lanes] > 0

    def reset(self, lane: int) -> None:
        """Forget what the lane heard."""
        self.gain[lane] = 1.0
        self._came[lane] = self._heard[lane] = 0.0
        self._tracked[lane] = self._from[lane] = FLOOR
        self._armed[lane] = self._held[lane] = 0

    def _arm(self, lanes: Lanes) -> None:
        fresh = lanes[self._held[lanes] == 0]
        self._from[fresh] = self._tracked[fresh]
        self._armed[lanes] = _ARMED_STEPS

    def _follow(self, lanes: Lanes, powers: Powers) -> None:
        """Track lanes that pass untouched; ``powers`` is ``[W, S]``."""
        n_steps = powers.shape[1]
        joined = np.concatenate([self._heard[lanes], powers], axis=1)
        self._heard[lanes] = self._came[lanes] = joined[:, -WINDOW_STEPS:]
        sums = np.zeros((len(joined), joined.shape[1] + 1))
        np.cumsum(joined, axis=1, out=sums[:, 1:])
        slow = (
            sums[:, -n_steps:] - sums[:, -n_steps - WINDOW_STEPS : -WINDOW_STEPS]
        ) / WINDOW_STEPS
        quick = (
            sums[:, -n_steps:] - sums[:, -n_steps - _QUICK_STEPS : -_QUICK_STEPS]
        ) / _QUICK_STEPS
        # A maximum that fades evenly is the maximum of all that has faded since.
        fading = _FORGET ** np.arange(n_steps, -1, -1.0)
        slow, quick = slow * fading[1:], quick * fading[1:]
        latest = np.stack([slow.max(axis=1), quick.max(axis=1)], axis=1)
        tracked = np.maximum(latest, self._tracked[lanes] * fading[0])
        self._tracked[lanes] = np.maximum(tracked, FLOOR)

    def _guard(self, lane: int, powers: Powers) -> Powers:
        """Return one guarded lane's gain at each frame, ``[S, 128]``."""
        gains = np.ones((len(powers), STEP_FRAMES))
        came, heard = self._came[lane].tolist(), self._heard[lane].tolist()
        slow, quick = self._tracked[lane].tolist()
        before = float(self.gain[lane])
        for step, power in enumerate(powers.tolist()):
            came, heard = [*came[1:], power], [*heard[1:], power]
            now = self._gain(lane, came, sum(heard) / WINDOW_STEPS, before)
            if now < 1.0 or before < 1.0:
                is_ramp = now > _SMALL_FALL * before
                gains[step] = before + (now - before) * _ALONG if is_ramp else now
                heard[-1] = power * float(np.mean(gains[step] ** 2))
            slow = max(slow * _FORGET, sum(heard) / WINDOW_STEPS, FLOOR)
            quick = max(quick * _FORGET, sum(heard[-_QUICK_STEPS:]) / _QUICK_STEPS, FLOOR)
            if now >= 1.0 and self._held[lane] > WINDOW_STEPS:  # the jump is over
                self._held[lane], self._from[lane] = 0, (slow, quick)
            before = now
        self.gain[lane], self._tracked[lane] = before, (slow, quick)
        self._came[lane], self._heard[lane] = came, heard
        return gains

    def _gain(self, lane: int, came: list[float], slow: float, before: float) -> float:
        """Return the gain for the newest step, and notice when a jump begins.

        Args:
            lane: Which.
            came: Step powers before the guard, the newest last.
            slow: Level of the last 200 ms if this step passed untouched.
            before: The step before's gain.
        """
        quick = sum(came[-_QUICK_STEPS:]) / _QUICK_STEPS
        slow_from, quick_from = (RISE * float(each) for each in self._from[lane])
        if not self._held[lane] and quick <= quick_from and slow <= slow_from:
            self._armed[lane] -= 1
            return 1.0
        self._held[lane] += 1
        n_held = int(self._held[lane])
        later_s = max(0, n_held - WINDOW_STEPS) * STEP_S
        allowed: float = slow_from * 10.0 ** (RISE_DB_PER_S * later_s / 10.0)
        since = came[-n_held:]
        loudest = max(came[-1], quick, sum(since) / len(since), FLOOR)
        gain: float = min(1.0, math.sqrt(allowed / loudest), before * _RECOVER)
        return gain
