"""One model's sound for all walkers: control ramped, stepped, concealed, levelled."""

import logging
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from latentwalk.audio.conceal import Concealer
from latentwalk.domain.block import TICK_FRAMES, TICK_S, Latents, Metres, Samples, Weights
from latentwalk.engine.pool import Block
from latentwalk.latent.ramp import Ramp
from latentwalk.session.control import Control
from latentwalk.session.port import Port
from latentwalk.session.tick import Lanes, Tick

FADE_S = 0.3  # a model's sound comes and goes no faster, so that no joining row clicks
LEVEL_STEP = TICK_S / FADE_S
RAMPED = ("place", "gain_place", "gain_mic", "gain_prior", "stand_in")
log = logging.getLogger(__name__)


class WetSound:
    """Streaming state of one port for ``capacity`` lanes.

    A walker for whom this model's level is zero holds no row and costs nothing.
    """

    def __init__(self, port: Port, capacity: int) -> None:
        latent_size = port.contract.latent_size
        self.port = port
        self._ramp = Ramp(capacity, len(RAMPED) * latent_size)  # all in one line
        self._held = Control.silent(capacity, latent_size)
        self._concealer = Concealer(capacity, 2)
        self._level = np.zeros(capacity, dtype=np.float32)
        self._is_seated = np.zeros(capacity, dtype=np.bool_)
        self.missed = np.zeros(capacity, dtype=np.int64)
        self.lacks_prior = np.zeros(capacity, dtype=np.bool_)
        self._has_told = False
        nobody = Block.silent(port.contract, np.zeros(0, np.uint64))
        self._nobody = replace(nobody, mic=np.zeros((0, TICK_FRAMES), np.float32))

    def reset(self, lane: int) -> None:
        """Make ``lane`` equal a fresh one."""
        self._ramp.reset(lane)
        self._concealer.reset(lane)
        self._level[lane] = 0.0
        self.lacks_prior[lane] = False
        self._is_seated[lane] = False
        self.missed[lane] = 0

    def step(
        self, bed: Samples, tick: Tick, mic: Samples, control: Control, positions: Metres
    ) -> Latents:
        """Advance one tick for the walkers of ``tick``; add what sounds to ``bed``.

        Args:
            bed: What all models make, [W, 2, T].
            tick: Who walks and when.
            mic: Conditioned, [W, T].
            control: One row a walker, level 0 where this model is silent.
            positions: Local metres, [W, 3].

        Returns:
            Latents [W, K, N], zero where silent.
        """
        lanes, steps = tick.lanes, self.port.latent_steps
        before = self._level[lanes]
        if not (before.any() or control.level.any()):
            return self._rest(lanes)
        here = np.flatnonzero(control.level > 0.0)
        self._held.assign(lanes[here], control.take(here))
        after = before + np.minimum(np.maximum(control.level - before, -LEVEL_STEP), LEVEL_STEP)
        sounding = np.flatnonzero((before > 0.0) | (after > 0.0))
        latents = np.zeros((len(lanes), self.port.contract.latent_size, steps), dtype=np.float32)
        is_silent = np.ones(len(lanes), np.bool_)
        is_silent[sounding] = False
        self._release(lanes[is_silent])
        stepped = self.port.step(self._block(sounding, tick, mic, positions))
        wet = self._mend(stepped.wet, stepped.is_fresh, lanes[sounding])
        latents[sounding] = stepped.latents
        self._note_priors(lanes[sounding], stepped.lacks_prior)
        self._level[lanes] = after
        _add(bed, sounding, wet * _ramp(before[sounding], after[sounding], mic.shape[1]))
        return latents

    def _rest(self, lanes: Lanes) -> Latents:
        """Advance one tick in which nobody hears this model; return zeros [W, K, N]."""
        self._release(lanes)
        self.port.step(self._nobody)
        size = self.port.contract.latent_size
        return np.zeros((len(lanes), size, self.port.latent_steps), np.float32)

    def _block(
        self,
        rows: Lanes,
        tick: Tick,
        mic: Samples,
        positions: Metres,
    ) -> Block:
        """Pick the sounding ``rows`` and ramp their control per latent step.

        Ground that never takes the mic costs no encode row. Who has left a model's
        ground fades out on the control they left with.
        """
        lanes = tick.lanes[rows]
        control = self._held.take(lanes)
        when = np.full((len(rows), 1), tick.time_s)
        return Block(
            sessions=tick.sessions[rows],
            has_mic=tick.has_mic[rows] & control.takes_mic,
            mic=mic[rows],
            **self._ramped(control, lanes),
            temperature=control.temperature,
            noise_key=tick.noise_key[rows],
            noise_place=np.concatenate([positions[rows], when], axis=1),
            noise_m=control.noise_m,
            noise_s=control.noise_s,
            width=control.width,
        )

    def _ramped(self, control: Control, lanes: Lanes) -> dict[str, Latents]:
        """Lead what moves from the last tick to this one, [S, K, N] each."""
        targets = np.concatenate([getattr(control, name) for name in RAMPED], axis=1)
        lines = self._ramp.ramp(lanes, targets, self.port.latent_steps)  # [S, 5 K, N]
        return dict(zip(RAMPED, np.split(lines, len(RAMPED), axis=1), strict=True))

    def _release(self, silent: Lanes) -> None:
        """Forget the ramps of lanes that hold no row, so that they start at their target."""
        self.lacks_prior[silent] = False
        for lane in silent[self._is_seated[silent]]:
            self._ramp.reset(int(lane))
            self._concealer.reset(int(lane))
            self._is_seated[lane] = False

    def _note_priors(self, lanes: Lanes, lacks_prior: NDArray[np.bool_]) -> None:
        """Keep who hears terrain in a prior's stead, and say so once."""
        self.lacks_prior[lanes] = lacks_prior
        if lacks_prior.any() and not self._has_told:
            self._has_told = True
            contract = self.port.contract
            log.warning(
                "model %s has no prior left for a walker (it carries %d): the zone plays terrain",
                contract.model_id,
                contract.prior_rows,
            )

    def _mend(self, wet: Samples, is_fresh: NDArray[np.bool_], lanes: Lanes) -> Samples:
        """Conceal what a seated walker missed; a newcomer's first ticks are simply silent."""
        late = self._is_seated[lanes] & ~is_fresh
        self.missed[lanes[late]] += 1
        self._is_seated[lanes] |= is_fresh
        return self._concealer.process(wet, ~late, lanes)


def _add(bed: Samples, rows: Lanes, sound: Samples) -> None:
    """Add ``sound`` to ``rows``, each named once; mostly these are all."""
    if len(rows) == len(bed):
        bed += sound
    elif len(rows):
        bed[rows] += sound


def _ramp(before: Weights, after: Weights, n_frames: int) -> Samples:
    """Run linearly from ``before`` to ``after``, [W, 1, n_frames], the last frame arriving.

    Levels that rest, as most do, are one figure a walker: [W, 1, 1].
    """
    if np.array_equal(before, after):
        return after[:, None, None]
    along = np.arange(1, n_frames + 1, dtype=np.float32) / np.float32(n_frames)
    ramp: Samples = before[:, None] + (after - before)[:, None] * along
    return ramp[:, None, :]
