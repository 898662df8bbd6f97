"""A pool whose model is a wire: what the mic brings comes back, exactly ``delay_frames`` later.

Its own generation is one place, ``DREAM``, for the first who ask.
"""

from dataclasses import dataclass, field

import numpy as np

from latentwalk.domain.block import Samples
from latentwalk.domain.ids import ModelId
from latentwalk.engine.contract import Contract
from latentwalk.engine.pool import Block, PoolCounters, Stepped
from latentwalk.latent.mix import mix

LATENTS = 4
DREAM = 1.5


def wire_contract(
    sample_rate_hz: int = 48_000,
    ratio: int = 1024,
    delay_frames: int = 0,
    model: str = "wire",
    prior_rows: int = 0,
) -> Contract:
    """Return the contract of a model that passes sound through."""
    return Contract(
        model_id=ModelId(model),
        title="Wire",
        sample_rate_hz=sample_rate_hz,
        ratio=ratio,
        latent_size=LATENTS,
        full_latent_size=LATENTS,
        channels_in=1,
        channels_out=1,
        methods=("encode", "decode"),
        streaming=True,
        batchable=True,
        max_rows=64,
        delay_frames=delay_frames,
        seeded=True,
        mean=np.zeros(LATENTS, np.float32),
        std=np.ones(LATENTS, np.float32),
        sign=np.ones(LATENTS, np.float32),
        reference_loudness_lufs=-23.0,
        gain_db=0.0,
        prior_rows=prior_rows,
    )


@dataclass
class WirePool:
    """Sessions are kept apart; a newcomer starts silent; ``late`` blocks are simply not there.

    Attributes:
        late: Numbers of the calls whose sound does not come in time.
        seen: Every block given, for tests to look at.
    """

    contract: Contract
    depth_frames: int = 0
    late: frozenset[int] = frozenset()
    seen: list[Block] = field(default_factory=list)
    _tails: dict[int, Samples] = field(default_factory=dict)

    @property
    def block_frames(self) -> int:
        return self.contract.block_frames

    @property
    def counters(self) -> PoolCounters:
        return PoolCounters(blocks=len(self.seen), missed=len(self.late))

    @property
    def capacity_rows(self) -> int:
        return self.contract.on_time_rows

    def step(self, block: Block) -> Stepped:
        """Return the mic of each session, delayed, on both ears."""
        block.check(self.contract)
        is_late = len(self.seen) in self.late
        self.seen.append(block)
        lag = self.contract.delay_frames + self.depth_frames
        sessions = [int(session) for session in block.sessions]
        joined = np.array([session not in self._tails for session in sessions], dtype=np.bool_)
        wet = np.zeros((len(sessions), 2, self.block_frames), np.float32)
        tails: dict[int, Samples] = {}
        for row, session in enumerate(sessions):
            tail = self._tails.get(session, np.zeros(lag, np.float32))
            mic = block.mic[row] * block.has_mic[row]
            line = np.concatenate([tail, mic])
            wet[row] = line[: self.block_frames]
            tails[session] = line[self.block_frames :]
        self._tails = tails
        z_mic = np.zeros_like(block.place)
        asks = np.any(block.gain_prior > 0, axis=(1, 2))
        dreams = asks & (np.cumsum(asks) <= self.contract.prior_rows)
        prior = np.where(dreams[:, None, None], np.float32(DREAM), block.stand_in)
        gains = block.gain_place, block.gain_mic
        latents = mix(z_mic, block.place, *gains, prior, block.gain_prior)
        is_fresh = np.full(len(sessions), not is_late) & ~(joined & (self.depth_frames > 0))
        wet[~is_fresh] = 0.0
        peak = np.abs(wet).max(axis=(1, 2), initial=0.0)
        return Stepped(wet, latents, is_fresh, peak, asks & ~dreams)

    def close(self) -> None:
        """Nothing to free."""
