"""One method's rows: all in one call, or one call for each, with a memory of its own."""

import time
from statistics import median

import torch
from torch import Tensor

from latentwalk.engine.calls import Calls, Method
from latentwalk.engine.contract import block_frames_for
from latentwalk.engine.dice import Dice
from latentwalk.engine.introspect import Facts
from latentwalk.engine.lowering import Lowered
from latentwalk.engine.rows import LanePlan
from latentwalk.engine.state import MethodState, StateRecord

MOST_ROWS = 64  # of an export whose rows run one by one
SHARE = 0.6  # of the block that all of them may take together
TIMED_CALLS = 3

Memory = tuple[Tensor, ...]


class Streams:
    """A method that never lets two walkers hear each other, whatever the export does.

    Where the export keeps its rows apart one call serves them all. Where it does not, each
    row's memory is put in, stepped alone and taken out again: every walker has an instance
    and all share one copy of the weights.

    Args:
        method: One call, [B, ...] to [B, ...].
        state: What it remembers; now as in a fresh model.
        is_batched: Whether the rows of one call are independent.
        sizes: What prepares the sizes of its calls, ``None`` where any size plays as it came.
    """

    def __init__(
        self,
        method: Method,
        state: MethodState,
        is_batched: bool,
        sizes: Lowered | None = None,
    ) -> None:
        self.is_batched, self._sizes = is_batched, sizes
        self._method, self._state = method, state
        self._fresh: Memory = () if is_batched else state.save()
        self._memories: dict[int, Memory] = {}

    @classmethod
    def lowered(cls, lowered: Lowered) -> "Streams":
        """Return the streams of a method that was captured and lowered."""
        return cls(lowered.call, lowered.state, is_batched=True, sizes=lowered)

    def missing(self, rows: int) -> int | None:
        """Return a size of calls to prepare, where so many rows play; ``None`` if none is."""
        return None if self._sizes is None else self._sizes.missing(rows)

    def prepare(self, rows: int) -> None:
        """Make ready for calls of so many rows, which takes a while, under :func:`engine_mode`.

        Raises:
            CaptureError, LoweringError, ProofError: If it cannot be; what is ready stays.
        """
        if self._sizes is not None:
            self._sizes.prepare(rows)

    @property
    def precision(self) -> str:
        """``fp32``, or ``bf16`` where a size that is ready computes in it."""
        return "fp32" if self._sizes is None else self._sizes.precision

    @property
    def error_db(self) -> float | None:
        """The least signal-to-error ratio proved so far, ``None`` where nothing was lowered."""
        return None if self._sizes is None else self._sizes.error_db

    @property
    def ready_rows(self) -> int | None:
        """Rows of the largest call that nobody would wait for; ``None``: all there are."""
        return None if self._sizes is None else self._sizes.ready_rows

    @property
    def most_rows(self) -> int | None:
        """Rows of the largest call that there can be; ``None``: all there are."""
        return None if self._sizes is None else self._sizes.limit

    def seat(self, lane: LanePlan) -> None:
        """Move rows, and make those who joined as in a fresh model."""
        with torch.inference_mode():
            for from_row, to_row in lane.moves:
                if self.is_batched:
                    self._state.copy(from_row, to_row)
                else:
                    self._memories[to_row] = self._memories.get(from_row, self._fresh)
        for row in lane.resets:
            self.reset(row)

    def call(self, given: Tensor, dice: Dice | None = None) -> Tensor:
        """Let rows 0..B-1 go on, under :func:`engine_mode`.

        Args:
            given: Shape [B, ...].
            dice: Make what a lowered method draws; one that came as it is draws by itself.
        """
        if self._sizes is not None:
            return self._sizes.call(given, dice)
        if self.is_batched:
            return self._method(given)
        rows = range(len(given))
        return torch.cat([self.call_one(given[row : row + 1], row) for row in rows])

    def call_one(self, given: Tensor, row: int) -> Tensor:
        """Let one row go on, [1, ...], of an export whose rows are not apart."""
        self._state.load(self._memories.get(row, self._fresh))
        answer = self._method(given).clone()
        self._memories[row] = self._state.save()
        return answer

    def reset(self, row: int) -> None:
        """Make one row as in a fresh model."""
        if self.is_batched:
            with torch.inference_mode():
                self._state.reset(row)
        else:
            self._memories.pop(row, None)

    def save_row(self, row: int) -> Memory:
        """Return a copy of what one row remembers."""
        if self.is_batched:
            with torch.inference_mode():
                return self._state.save_row(row)
        return self._memories.get(row, self._fresh)

    def load_row(self, row: int, memory: Memory) -> None:
        """Let one row go on from what :meth:`save_row` returned."""
        if self.is_batched:
            with torch.inference_mode():
                self._state.load_row(row, memory)
        else:
            self._memories[row] = memory

    def is_finite(self, row: int) -> bool:
        """Say whether what a row remembers is free of NaN and infinity."""
        if self.is_batched:
            with torch.inference_mode():
                return self._state.is_finite(row)
        return all(bool(torch.isfinite(part).all()) for part in self._memories.get(row, ()))


def affordable_streams(
    module: torch.jit.ScriptModule, calls: Calls, facts: Facts, sample_rate_hz: int
) -> int:
    """Return for how many rows, one after another, a block has time; at least one.

    Args:
        module: The loaded export; its state stays as it was.
        calls: Its methods.
        facts: Its declarations.
        sample_rate_hz: The model's rate.
    """
    ratio = facts.encode.ratio_out
    frames = block_frames_for(sample_rate_hz, ratio)
    sound = torch.zeros(1, facts.encode.channels_in, frames)
    latents = torch.zeros(1, calls.decode_size, frames // ratio)
    fresh = StateRecord(module)
    times_s: list[float] = []
    for _ in range(1 + TIMED_CALLS):
        started_s = time.perf_counter()
        calls.encode(sound)
        calls.decode(latents)
        times_s.append(time.perf_counter() - started_s)
    fresh.restore()
    call_s = max(median(times_s[1:]), 1e-9)  # the first one chooses its kernels
    return max(1, min(MOST_ROWS, int(SHARE * frames / sample_rate_hz / call_s)))
