"""A port makes any pool look like one tick at 48 kHz: resampling and reblocking live here.

In: a :class:`Block` of one tick at the server's rate. Out: a :class:`Stepped` of
one tick, ``latency_frames`` later. A pool of exactly that shape is passed
through untouched.
"""

import math
from dataclasses import replace

import numpy as np

from latentwalk.audio.resample import Resampler
from latentwalk.domain.block import SAMPLE_RATE_HZ, TICK_FRAMES, Samples
from latentwalk.domain.errors import EngineOverloadedError
from latentwalk.engine.contract import Contract
from latentwalk.engine.pool import Block, Pool, PoolCounters, Stepped


class Port:
    """A pool behind two FIFOs and, where its rate differs, two resamplers.

    Streams keep a fixed lane per session while it sounds. When the pool's block
    is longer than a tick, the pool steps whenever its input FIFO holds a block,
    with the newest control, and sessions join and leave at those edges only.

    Args:
        pool: The pool to serve.
        capacity: Most sessions at once.
    """

    def __init__(self, pool: Pool, capacity: int) -> None:
        self.pool = pool
        contract = pool.contract
        self._is_straight = (
            contract.sample_rate_hz == SAMPLE_RATE_HZ and pool.block_frames == TICK_FRAMES
        )
        self._lanes: dict[int, int] = {}
        self._free = list(range(capacity))[::-1]
        self._capacity = capacity
        self._latent_steps = pool.block_frames // contract.ratio
        rate_hz = contract.sample_rate_hz
        if self._is_straight:
            self._extra_frames = 0
            return
        self._down = Resampler(capacity, SAMPLE_RATE_HZ, rate_hz)
        self._up = Resampler(2 * capacity, rate_hz, SAMPLE_RATE_HZ)
        self._mic = np.zeros((capacity, 0), dtype=np.float32)
        # A tick must always find TICK_FRAMES ready: the wait for a whole block, and the
        # resamplers' uneven yield, are paid once, as leading silence.
        block_at_48k = math.ceil(pool.block_frames * SAMPLE_RATE_HZ / rate_hz)
        slack = 0 if rate_hz == SAMPLE_RATE_HZ else 2 * TICK_FRAMES
        lead = block_at_48k - TICK_FRAMES + slack if block_at_48k > TICK_FRAMES else slack
        self._wet = np.zeros((capacity, 2, lead), dtype=np.float32)
        down_at_48k = round(self._down.latency_frames * SAMPLE_RATE_HZ / rate_hz)
        self._extra_frames = lead + down_at_48k + self._up.latency_frames
        self._last: Stepped | None = None
        self._stepping: np.ndarray = np.zeros(0, dtype=np.uint64)

    @property
    def contract(self) -> Contract:
        """The model's contract."""
        return self.pool.contract

    @property
    def counters(self) -> PoolCounters:
        """The pool's counters."""
        return self.pool.counters

    @property
    def latent_steps(self) -> int:
        """Latent steps N that a control of this port carries."""
        return self._latent_steps

    @property
    def latency_frames(self) -> int:
        """Mic to wet at 48 kHz: blocks, engine depth, resamplers and the model's own delay."""
        own = self.pool.depth_frames + self.contract.delay_frames
        return self._extra_frames + round(own * SAMPLE_RATE_HZ / self.contract.sample_rate_hz)

    def step(self, block: Block) -> Stepped:
        """Advance one tick.

        Args:
            block: ``mic`` is [S, TICK_FRAMES] at 48 kHz; control has ``latent_steps`` steps.

        Returns:
            ``wet`` [S, 2, TICK_FRAMES] at 48 kHz; the latents of the newest pool block.
        """
        if self._is_straight:
            return self.pool.step(block)
        self._seat(block.sessions)
        lanes = np.array([self._lanes[int(s)] for s in block.sessions], dtype=np.intp)
        mic = np.zeros((self._capacity, TICK_FRAMES), dtype=np.float32)
        mic[lanes] = block.mic
        self._mic = np.concatenate([self._mic, self._down.process(mic)], axis=1)
        while self._mic.shape[1] >= self.pool.block_frames:
            self._step_pool(block, lanes)
        return self._tick(block, lanes)

    def _step_pool(self, block: Block, lanes: np.ndarray) -> None:
        n = self.pool.block_frames
        mic, self._mic = self._mic[lanes, :n], self._mic[:, n:]
        stepped = self.pool.step(replace(block, mic=mic))
        wet = np.zeros((self._capacity, 2, n), dtype=np.float32)
        wet[lanes] = stepped.wet
        upsampled = self._up.process(wet.reshape(2 * self._capacity, n))
        self._wet = np.concatenate([self._wet, upsampled.reshape(self._capacity, 2, -1)], axis=2)
        self._last, self._stepping = stepped, block.sessions

    def _tick(self, block: Block, lanes: np.ndarray) -> Stepped:
        wet, self._wet = self._wet[lanes, :, :TICK_FRAMES], self._wet[:, :, TICK_FRAMES:]
        count = len(block.sessions)
        latents = np.zeros((count, self.contract.latent_size, self._latent_steps), np.float32)
        is_fresh, lacks_prior = np.zeros(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
        if self._last is not None:
            row_of = {int(s): row for row, s in enumerate(self._stepping)}
            for i, session in enumerate(block.sessions):
                row = row_of.get(int(session))
                if row is not None:
                    latents[i] = self._last.latents[row]
                    is_fresh[i] = self._last.is_fresh[row]
                    lacks_prior[i] = self._last.lacks_prior[row]
        peak = np.abs(wet).max(axis=(1, 2), initial=0.0)
        return Stepped(_full(wet), latents, is_fresh, peak, lacks_prior)

    def _seat(self, sessions: np.ndarray) -> None:
        """Give each session a lane; a lane that changes hands is emptied first."""
        present = {int(s) for s in sessions}
        for gone in [s for s in self._lanes if s not in present]:
            self._free.append(self._lanes.pop(gone))
        for session in present - self._lanes.keys():
            if not self._free:
                raise EngineOverloadedError(
                    f"model {self.contract.model_id}: expected at most {self._capacity} sessions, "
                    f"got {len(present)}; start the server with a larger --walkers"
                )
            lane = self._lanes[session] = self._free.pop()
            self._mic[lane] = 0.0
            self._wet[lane] = 0.0


def _full(wet: Samples) -> Samples:
    """Pad a starved tick with silence: cannot happen while the lead above holds."""
    missing = TICK_FRAMES - wet.shape[2]
    return wet if missing == 0 else np.pad(wet, ((0, 0), (0, 0), (0, missing)))
