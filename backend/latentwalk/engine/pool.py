"""The seam between the walk and a model: one block in, one block out, torch-free.

Letters: S sessions of this block, K latents, N latent steps, T frames at the model rate.
"""

from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Latents, Samples, check_shape
from latentwalk.domain.errors import BlockSizeError
from latentwalk.engine.contract import Contract

KEPT_S = 120.0  # so long an absent session's rows are remembered (DESIGN §5.2)

Flags = NDArray[np.bool_]
Keys = NDArray[np.uint64]
Floats = NDArray[np.float32]
Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Block:
    """What all sessions of one pool play in one block.

    Sessions are declared, not opened: one that was not in the last block joins with silent
    rows, one that is missing has left.

    Attributes:
        sessions: Session ids, each once, shape [S].
        has_mic: Whether the session is encoded; a change opens or frees its encode row, [S].
        mic: Conditioned microphone, shape [S, T]; ignored without ``has_mic``.
        place: Latents of the place, standard deviations, [S, K, N].
        gain_place: Bare gains, [S, K, N].
        gain_mic: Bare gains, [S, K, N].
        gain_prior: Bare gains of the model's own generation, [S, K, N]; a session whose gains
            rise above zero takes a prior row, fresh, and gives it back when all are zero.
        stand_in: What sounds in the prior's stead while it has no row or fails, standard
            deviations, [S, K, N].
        temperature: How far the prior strays, 0..2, 1 as it was trained, [S].
        noise_key: The walker's noise key (``latent.noise.session_key``), [S].
        noise_place: East, north, up in metres and time in seconds at the block's start, [S, 4].
        noise_m: Grain of the noise over ground, metres, > 0, [S].
        noise_s: Grain over time, seconds, > 0, [S].
        width: Stereo width 0..1 of a mono model, [S]; above 0 takes a second decode row.
    """

    sessions: Keys
    has_mic: Flags
    mic: Samples
    place: Latents
    gain_place: Latents
    gain_mic: Latents
    gain_prior: Latents
    stand_in: Latents
    temperature: Floats
    noise_key: Keys
    noise_place: Doubles
    noise_m: Floats
    noise_s: Floats
    width: Floats

    @classmethod
    def silent(cls, contract: Contract, sessions: Keys) -> "Block":
        """Return a block without microphone at the latents' mean, for callers to fill.

        Args:
            contract: Of the pool it is for.
            sessions: Shape [S].
        """
        n = len(sessions)
        latents = (n, contract.latent_size, contract.latent_steps)
        return cls(
            sessions=np.asarray(sessions, np.uint64),
            has_mic=np.zeros(n, np.bool_),
            mic=np.zeros((n, contract.block_frames), np.float32),
            place=np.zeros(latents, np.float32),
            gain_place=np.ones(latents, np.float32),
            gain_mic=np.zeros(latents, np.float32),
            gain_prior=np.zeros(latents, np.float32),
            stand_in=np.zeros(latents, np.float32),
            temperature=np.ones(n, np.float32),
            noise_key=np.zeros(n, np.uint64),
            noise_place=np.zeros((n, 4), np.float64),
            noise_m=np.full(n, 10.0, np.float32),
            noise_s=np.full(n, 8.0, np.float32),
            width=np.zeros(n, np.float32),
        )

    def take(self, which: NDArray[np.integer]) -> "Block":
        """Return a block of the sessions at these places, in this order."""
        return Block(**{field.name: getattr(self, field.name)[which] for field in fields(self)})

    def check(self, contract: Contract) -> None:
        """Refuse a block that does not fit the model.

        Raises:
            BlockSizeError: On a wrong shape or a session named twice.
        """
        n = len(self.sessions)
        latents = [n, contract.latent_size, contract.latent_steps]
        check_shape("mic", self.mic, [n, contract.block_frames])
        for name in ("place", "gain_place", "gain_mic", "gain_prior", "stand_in"):
            check_shape(name, getattr(self, name), latents)
        check_shape("noise_place", self.noise_place, [n, 4])
        for name in ("has_mic", "temperature", "noise_key", "noise_m", "noise_s", "width"):
            check_shape(name, getattr(self, name), [n])
        if len(set(self.sessions.tolist())) != n:
            raise BlockSizeError(f"sessions: expected each id once, got {self.sessions.tolist()}")


@dataclass(frozen=True, slots=True)
class Stepped:
    """What the sessions of the block just given hear now.

    Attributes:
        wet: Both ears, shape [S, 2, T], model rate; zeros where not fresh.
        latents: The mixed latents that were decoded, standard deviations,
            shape [S, K, N].
        is_fresh: False where there is no sound: late, just joined or no row free, [S].
        peak: Largest absolute sample, [S].
        lacks_prior: Whether the stand-in sounds where the model's prior was asked for, [S].
    """

    wet: Samples
    latents: Latents
    is_fresh: Flags
    peak: Floats
    lacks_prior: Flags

    @classmethod
    def silent(cls, contract: Contract, n_sessions: int) -> "Stepped":
        """Return what ``n_sessions`` hear when nothing is there."""
        latents = (n_sessions, contract.latent_size, contract.latent_steps)
        return cls(
            wet=np.zeros((n_sessions, 2, contract.block_frames), np.float32),
            latents=np.zeros(latents, np.float32),
            is_fresh=np.zeros(n_sessions, np.bool_),
            peak=np.zeros(n_sessions, np.float32),
            lacks_prior=np.zeros(n_sessions, np.bool_),
        )


@dataclass(frozen=True, slots=True)
class PoolCounters:
    """What an operator reads of one pool, since it opened.

    Attributes:
        blocks: Blocks stepped.
        missed: Blocks whose sound was not there in time.
        resets: Times a row was zeroed because of NaN, infinity or runaway level.
        refused: Session blocks without a free row.
        restarts: Engine processes replaced.
        prior_refused: Times a session asked for the model's prior and there was no room.
        prior_failed: Times a session's prior raised or gave NaN.
        failed: Blocks that were silent because the model raised or answered a wrong length.
        restored: Sessions that came back and went on from where they had left.
        snapshots_dropped: Memories of absent sessions given up early for want of room.
        call_time_p50_s: Median time of one model call over the last blocks.
        call_time_p99_s: The same, 99th percentile.
        call_time_p99_by_rows_s: The same for each bucket of decode rows that was played.
        capacity_rows: As :attr:`Pool.capacity_rows`.
        shards: Engine processes the model plays in.
    """

    blocks: int = 0
    missed: int = 0
    resets: int = 0
    refused: int = 0
    restarts: int = 0
    prior_refused: int = 0
    prior_failed: int = 0
    failed: int = 0
    restored: int = 0
    snapshots_dropped: int = 0
    call_time_p50_s: float = 0.0
    call_time_p99_s: float = 0.0
    call_time_p99_by_rows_s: tuple[tuple[int, float], ...] = ()
    capacity_rows: int = 0
    shards: int = 1


class Pool(Protocol):
    """One loaded model; all calls come from one thread."""

    @property
    def contract(self) -> Contract:
        """What the model promises."""
        ...

    @property
    def block_frames(self) -> int:
        """T: frames of every block at the model rate."""
        ...

    @property
    def depth_frames(self) -> int:
        """How much later than its block the sound of a block comes back, model rate."""
        ...

    @property
    def counters(self) -> PoolCounters:
        """Counts so far."""
        ...

    @property
    def capacity_rows(self) -> int:
        """Sessions with a microphone that can play on time, as the last seconds show."""
        ...

    def step(self, block: Block) -> Stepped:
        """Play one block.

        Args:
            block: All sessions of the pool; values that are not finite count as zero.

        Returns:
            Sound in the order of ``block.sessions``.

        Raises:
            BlockSizeError: If the block does not fit the model.
            EngineClosedError: After ``close()``.
        """
        ...

    def close(self) -> None:
        """Free the model; calling it twice is harmless."""
        ...
