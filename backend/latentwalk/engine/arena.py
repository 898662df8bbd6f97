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
            ("number", "<u8"),
            ("n_sessions", "<u4"),
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
            ("number", "<u8"),
            ("wet", "<f4", (rows, 2, self.frames)),
            ("latents", "<f4", latents),
            ("peak", "<f4", (rows,)),
            ("is_fresh", "?", (rows,)),
            ("lacks_prior", "?", (rows,)),
            *((name, "<u8") for name in COUNTS),
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
        self._slots: Record = np.frombuffer(memory, layout.slot, SLOTS)  # holds the mapping

    def write_block(self, number: int, block: Block, generations: Keys) -> None:
        """Write a block of at most ``layout.rows`` sessions into the slot of its number."""
        record = self._slots[number % SLOTS]["inward"]
        n = len(block.sessions)
        record["number"], record["n_sessions"] = number, n
        record["session"][:n], record["generation"][:n] = block.sessions, generations
        record["flags"][:n] = block.has_mic * HAS_MIC
        for name in ("mic", *CONTROLS, *SCALARS):
            record[name][:n] = getattr(block, name)

    def read_block(self, number: int) -> tuple[Block, Keys]:
        """Return a copy of the block with this number, and its generations."""
        record = self._slots[number % SLOTS]["inward"]
        n = int(record["n_sessions"])
        flags = record["flags"][:n]
        values = {name: record[name][:n].copy() for name in ("mic", *CONTROLS, *SCALARS)}
        block = Block(
            sessions=record["session"][:n].copy(),
            has_mic=(flags & HAS_MIC) > 0,
            **values,
        )
        return block, record["generation"][:n].copy()

    def write_answer(self, number: int, answer: Answer) -> None:
        """Write a block's answer into its slot; its generations stand there already."""
        record = self._slots[number % SLOTS]["outward"]
        n = len(answer.stepped.peak)
        for name in SOUND:
            record[name][:n] = getattr(answer.stepped, name)
        for name in COUNTS:
            record[name] = getattr(answer.totals, name)
        record["encoded"], record["decoded"] = answer.encoded, answer.decoded
        record["call_time_s"] = answer.call_time_s
        record["number"] = number

    def read_answer(self, number: int) -> Answer:
        """Return a copy of a block's answer."""
        record = self._slots[number % SLOTS]
        n = int(record["inward"]["n_sessions"])
        outward = record["outward"]
        counts: dict[str, Any] = {name: int(outward[name]) for name in COUNTS}
        return Answer(
            stepped=Stepped(**{name: outward[name][:n].copy() for name in SOUND}),
            generations=record["inward"]["generation"][:n].copy(),
            totals=PoolCounters(**counts),
            encoded=int(outward["encoded"]),
            decoded=int(outward["decoded"]),
            call_time_s=float(outward["call_time_s"]),
        )
