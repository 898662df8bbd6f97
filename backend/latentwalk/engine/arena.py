"""The memory that server and engine process share: four block slots, laid out once.

A slot is written whole by one side, then its number goes down the pipe; the other side
answers in the same slot and sends the number back. The pipe orders the writes.
"""

import mmap
import os
import tempfile
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import exact_div
from latentwalk.engine.contract import Contract
from latentwalk.engine.pool import Block, Keys, PoolCounters, Stepped

SLOTS = 4
HAS_MIC = 1  # the first bit of `flags`

Record = NDArray[np.void]
CONTROLS = ("place", "gain_place", "gain_mic", "gain_prior", "stand_in")
SCALARS = ("temperature", "noise_key", "noise_place", "noise_m", "noise_s", "width")
SOUND = ("wet", "latents", "is_fresh", "peak", "lacks_prior")
COUNTS = (
    "resets",
    "refused",
    "prior_refused",
    "prior_failed",
    "failed",
    "restored",
    "snapshots_dropped",
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What an engine process says to one block.

    Attributes:
        stepped: In the order of the block's sessions.
        generations: Whose seats those were, shape [S].
        totals: Since the process began; of its numbers, those in ``COUNTS``.
        encoded: Rows of this block's encoder.
        decoded: Rows of its decoder.
        call_time_s: Of this block.
    """

    stepped: Stepped
    generations: Keys
    totals: PoolCounters
    encoded: int
    decoded: int
    call_time_s: float


@dataclass(frozen=True, slots=True)
class ArenaLayout:
    """Where everything lies; both sides derive it from the contract.

    Attributes:
        rows: Sessions that fit in a block.
        frames: T.
        latent_size: K.
        latent_steps: N.
    """

    rows: int
    frames: int
    latent_size: int
    latent_steps: int

    @classmethod
    def of(cls, contract: Contract) -> "ArenaLayout":
        """Return the layout of one model's blocks."""
        frames = contract.block_frames
        steps = exact_div(frames, contract.ratio)
        return cls(contract.max_rows, frames, contract.latent_size, steps)

    @property
    def slot(self) -> np.dtype[np.void]:
        """One block: what goes in, what comes out."""
        rows, latents = self.rows, (self.rows, self.latent_size, self.latent_steps)
        inward = [
            ("n_sessions", "<u4"),
            ("n_rested", "<u4"),
            ("session", "<u8", (rows,)),
            ("generation", "<u8", (rows,)),
            ("flags", "<u4", (rows,)),
            ("temperature", "<f4", (rows,)),
            ("noise_key", "<u8", (rows,)),
            ("noise_place", "<f8", (rows, 4)),
            ("noise_m", "<f4", (rows,)),
            ("noise_s", "<f4", (rows,)),
            ("width", "<f4", (rows,)),
            ("mic", "<f4", (rows, self.frames)),
            *((name, "<f4", latents) for name in CONTROLS),
        ]
        outward = [
            ("wet", "<f4", (rows, 2, self.frames)),
            ("latents", "<f4", latents),
            ("peak", "<f4", (rows,)),
            ("is_fresh", "?", (rows,)),
            ("lacks_prior", "?", (rows,)),
            ("counts", "<u8", (len(COUNTS),)),
            ("encoded", "<u4"),
            ("decoded", "<u4"),
            ("call_time_s", "<f8"),
        ]
        return np.dtype([("inward", inward), ("outward", outward)], align=True)

    @property
    def n_bytes(self) -> int:
        """Size of the whole arena."""
        return SLOTS * self.slot.itemsize


def open_memory() -> int:
    """Return a file descriptor of memory without a name: it cannot outlive its users."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("latentwalk", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:  # macOS
        return os.dup(file.fileno())


class Arena:
    """One side's view of the slots.

    Args:
        descriptor: Of :func:`open_memory`, here or inherited; it may be closed afterwards.
        layout: The same on both sides.
    """

    def __init__(self, descriptor: int, layout: ArenaLayout) -> None:
        if os.fstat(descriptor).st_size < layout.n_bytes:
            os.ftruncate(descriptor, layout.n_bytes)
        memory = mmap.mmap(descriptor, layout.n_bytes)
        self.layout = layout
        slots: Record = np.frombuffer(memory, layout.slot, SLOTS)  # holds the mapping
        self._inward = [_fields(slots[at : at + 1]["inward"]) for at in range(SLOTS)]
        self._outward = [_fields(slots[at : at + 1]["outward"]) for at in range(SLOTS)]

    def write_block(self, number: int, block: Block, generations: Keys, n_rested: int = 0) -> None:
        """Write a block of at most ``layout.rows`` sessions into the slot of its number.

        Args:
            number: Counts the blocks that are written.
            block: What is played.
            generations: Whose seats those are, shape [S].
            n_rested: Blocks without anybody that were not written just before this one.
        """
        fields, n = self._inward[number % SLOTS], len(block.sessions)
        fields["n_sessions"][0], fields["n_rested"][0] = n, n_rested
        fields["session"][:n], fields["generation"][:n] = block.sessions, generations
        fields["flags"][:n] = block.has_mic * HAS_MIC
        for name in ("mic", *CONTROLS, *SCALARS):
            fields[name][:n] = getattr(block, name)

    def read_block(self, number: int) -> tuple[Block, Keys]:
        """Return a copy of the block with this number, and its generations."""
        fields = self._inward[number % SLOTS]
        n = int(fields["n_sessions"][0])
        values = {name: fields[name][:n].copy() for name in ("mic", *CONTROLS, *SCALARS)}
        block = Block(
            sessions=fields["session"][:n].copy(),
            has_mic=(fields["flags"][:n] & HAS_MIC) > 0,
            **values,
        )
        return block, fields["generation"][:n].copy()

    def read_rested(self, number: int) -> int:
        """Return how many blocks without anybody were left out before this one."""
        return int(self._inward[number % SLOTS]["n_rested"][0])

    def write_answer(self, number: int, answer: Answer) -> None:
        """Write a block's answer into its slot; its generations stand there already."""
        fields, n = self._outward[number % SLOTS], len(answer.stepped.peak)
        for name in SOUND:
            fields[name][:n] = getattr(answer.stepped, name)
        fields["counts"][:] = [getattr(answer.totals, name) for name in COUNTS]
        fields["encoded"][0], fields["decoded"][0] = answer.encoded, answer.decoded
        fields["call_time_s"][0] = answer.call_time_s

    def read_answer(self, number: int) -> Answer:
        """Return a copy of a block's answer."""
        asked, fields = self._inward[number % SLOTS], self._outward[number % SLOTS]
        n = int(asked["n_sessions"][0])
        counts: dict[str, Any] = dict(zip(COUNTS, fields["counts"].tolist(), strict=True))
        return Answer(
            stepped=Stepped(**{name: fields[name][:n].copy() for name in SOUND}),
            generations=asked["generation"][:n].copy(),
            totals=PoolCounters(**counts),
            encoded=int(fields["encoded"][0]),
            decoded=int(fields["decoded"][0]),
            call_time_s=float(fields["call_time_s"][0]),
        )


def _fields(side: Record) -> dict[str, Any]:
    """Return one side of a slot as an array a field, made once: a look-up costs as much as a copy.

    Fields of single numbers are of shape [1].
    """
    views = {name: side[name] for name in side.dtype.names or ()}
    return {name: view if view.ndim == 1 else view[0] for name, view in views.items()}
