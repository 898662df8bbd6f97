"""What is done to a walker's sound after the models: filters, rooms, hushes, guarded acts."""

import numpy as np
from numpy.typing import NDArray

from latentwalk.audio.reverb import Reverb, room_sends
from latentwalk.audio.step_guard import StepGuard
from latentwalk.audio.tone import Tone, tone_settings
from latentwalk.domain.block import TICK_S, Lanes, Samples, Weights
from latentwalk.session.tick import Tick
from latentwalk.session.told import Told

FALL_S, RISE_S = 0.3, 1.5  # a hush comes at once and goes unnoticed, however a fix jumps


class Colour:
    """Streaming state of ``capacity`` lanes; adds no delay.

    Args:
        capacity: Lanes.
    """

    latency_frames = Tone.latency_frames + Reverb.latency_frames + StepGuard.latency_frames

    def __init__(self, capacity: int) -> None:
        self._tone, self._reverb = Tone(capacity), Reverb(capacity)
        self._guard = StepGuard(capacity)
        self._gain = np.full(capacity, np.nan)  # nan: nothing was heard yet

    def reset(self, lane: int) -> None:
        """Make ``lane`` equal a fresh one."""
        self._tone.reset(lane)
        self._reverb.reset(lane)
        self._guard.reset(lane)
        self._gain[lane] = np.nan

    def process(
        self, bed: Samples, tick: Tick, weights: tuple[Weights, ...], told: tuple[Told, ...]
    ) -> Samples:
        """Colour one tick of the bed, [W, 2, T], as the zones around each walker ask."""
        lanes = tick.lanes
        for (ground, rows), all_weights in zip(tick.groups, weights, strict=True):
            heard = ground.shares(all_weights)
            if ground.filters is not None:
                settings = tone_settings(ground.filters, heard)
                bed[rows] = self._tone.process(bed[rows], settings, lanes[rows])
            if ground.rooms is not None:
                sends = room_sends(ground.rooms, heard)
                bed[rows] += self._reverb.process(bed[rows], sends, lanes[rows])
        is_abrupt, is_ruled = np.zeros((2, len(lanes)), np.bool_)
        gain = np.ones(len(lanes), np.float32)
        for (ground, rows), theirs in zip(tick.groups, told, strict=True):
            is_abrupt[rows], gain[rows] = theirs.is_abrupt, theirs.gain
            is_ruled[rows] = bool(ground.rules.rules)
        return self._guarded(self._hushed(bed, gain, tick), is_abrupt, is_ruled, lanes)

    def _guarded(
        self, bed: Samples, is_abrupt: NDArray[np.bool_], is_ruled: NDArray[np.bool_], lanes: Lanes
    ) -> Samples:
        """Guard those on walks with rules: on others nothing changes at once."""
        rows = np.flatnonzero(is_ruled | self._guard.is_armed(lanes))
        if len(rows) == len(lanes):
            return self._guard.process(bed, is_abrupt, lanes)
        if len(rows):
            bed[rows] = self._guard.process(bed[rows], is_abrupt[rows], lanes[rows])
        return bed

    def _hushed(self, bed: Samples, gain: Weights, tick: Tick) -> Samples:
        """Lead each walker's gain to ``gain`` [W], no faster than a hush may come and go."""
        before = self._gain[tick.lanes]
        before = np.where(np.isnan(before), gain, before)
        after = before + np.minimum(np.maximum(gain - before, -TICK_S / FALL_S), TICK_S / RISE_S)
        self._gain[tick.lanes] = after
        if (before == 1.0).all() and (after == 1.0).all():
            return bed
        along = np.arange(1, bed.shape[2] + 1, dtype=np.float32) / np.float32(bed.shape[2])
        ramp = before[:, None] + (after - before)[:, None] * along
        return np.asarray(bed * ramp[:, None, :], np.float32)
