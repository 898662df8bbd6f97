"""A method of an export, captured, laid out and proved for every number of rows (DESIGN §5.3).

What fails to be recorded, laid out or proved is told, and plays as plain TorchScript. Sizes are
prepared when they are wanted: a call of B rows is padded to the next size that is ready.
"""

import logging
from bisect import bisect_left
from dataclasses import dataclass, field

import torch
from torch import Tensor

from latentwalk.engine.calls import CALL_ERRORS, Method
from latentwalk.engine.capacity import ROW_BUCKETS, bucket_of
from latentwalk.engine.dice import Dice
from latentwalk.engine.options import Precision
from latentwalk.engine.program import Program
from latentwalk.engine.recipe import Recipe
from latentwalk.engine.scratch import CPU
from latentwalk.engine.shared_weights import SharedWeights
from latentwalk.engine.state import MethodState
from latentwalk.engine.tuning import Tuning, has_bf16

LATE = 2.0  # blocks; more rows than take so long are of no use to anybody
log = logging.getLogger(__name__)


class Lowered:
    """One method, played from programs of growing size; one thread calls, one may prepare.

    Args:
        recipe: How its programs are made.
        state: What its rows remember, apart from the export's own buffers.

    Attributes:
        state: As given.
        error_db: The least signal-to-error ratio that was proved.
        limit: Most rows that it will ever carry.
    """

    def __init__(self, recipe: Recipe, state: MethodState) -> None:
        self.state = state
        self.error_db = float("inf")
        self.limit = recipe.max_rows
        self._recipe = recipe
        self._programs: tuple[tuple[int, Program], ...] = ()  # rows ascending; replaced whole

    @property
    def precision(self) -> str:
        """``fp32``, or ``bf16`` where any size computes in it."""
        return min((program.precision for _, program in self._programs), default="fp32")

    @property
    def is_seeded(self) -> bool:
        """Whether dice make all that it draws."""
        return all(program.is_seeded for _, program in self._programs)

    @property
    def sizes(self) -> tuple[int, ...]:
        """Row counts that are ready, ascending."""
        return tuple(rows for rows, _ in self._programs)

    @property
    def ready_rows(self) -> int:
        """Most rows that a call may have now without anybody waiting for it."""
        return self._programs[-1][0] if self._programs else 0

    def missing(self, rows: int) -> int | None:
        """Return a size to prepare, where so many rows play: theirs, then the next one."""
        mine = min(bucket_of(max(1, rows)), self.limit)
        ahead = ROW_BUCKETS[min(bisect_left(ROW_BUCKETS, mine) + 1, len(ROW_BUCKETS) - 1)]
        wanted = [mine, ahead] if rows else []
        return next((n for n in wanted if n <= self.limit and n not in self.sizes), None)

    def prepare(self, rows: int) -> None:
        """Make ready for calls of so many rows, under :func:`engine_mode`; it takes a while.

        Where that fails no larger size is tried again.

        Raises:
            CaptureError, LoweringError, ProofError: If it cannot be.
        """
        size = min(bucket_of(rows), self.limit)
        if size in self.sizes:
            return
        try:
            program, proof = self._recipe.make(size, self.state)
        except CALL_ERRORS:
            self.limit = self.ready_rows
            raise
        self.error_db = min(self.error_db, proof.error_db)
        if proof.call_s > LATE * self._recipe.block_s:
            self.limit = size
        kept = [*self._programs, (size, program)]
        self._programs = tuple(sorted(kept, key=lambda each: each[0]))

    def call(self, given: Tensor, dice: Dice | None = None) -> Tensor:
        """Let rows 0..B-1 go on, block by block; what pads them is silence.

        Rows that nothing is ready for are prepared first, and everybody waits; who plays for
        walkers asks :attr:`ready_rows` before.

        Args:
            given: Shape [B, ...].
            dice: Make what the export would draw.

        Raises:
            ValueError: If what is given is not whole blocks, or more rows than ``limit``.
            CaptureError, LoweringError, ProofError: If it has to be prepared and cannot be.
        """
        if len(given) > self.limit:
            raise ValueError(f"expected at most {self.limit} rows, got {len(given)}")
        if len(given) > self.ready_rows:
            self.prepare(len(given))
        block = self._recipe.shape[-1]
        if given.shape[2] == block:
            return self._call(given, dice)
        if given.shape[2] % block:
            raise ValueError(f"expected a multiple of {block} steps, got {given.shape[2]}")
        parts = [
            self._call(part, None if dice is None else dice.later(number))
            for number, part in enumerate(torch.split(given, block, dim=2))
        ]
        return torch.cat(parts, dim=2)

    def _call(self, given: Tensor, dice: Dice | None) -> Tensor:
        rows = len(given)
        program = next(program for size, program in self._programs if size >= rows)
        if rows < len(program.given):
            given = torch.cat([given, given.new_zeros(len(program.given) - rows, *given.shape[1:])])
        answer = program.run(given, dice)[:rows]
        return answer.clone() if answer.is_cpu else answer.cpu()


@dataclass(slots=True)
class Lowering:
    """Lowers the methods of one export.

    Attributes:
        sha256: Its file's hash.
        max_rows: Most rows that are wanted.
        block_s: What a call has time for.
        precision: How exact it must be.
        device: What computes.
    """

    sha256: str
    max_rows: int
    block_s: float
    precision: Precision
    device: torch.device = CPU
    _weights: SharedWeights = field(init=False)
    _tunings: list[Tuning] = field(init=False)

    def __post_init__(self) -> None:
        self._weights = SharedWeights(self.device)
        may_half = self.precision is Precision.AUTO and has_bf16(self.device)
        self._tunings = [  # shared by all methods, which have products of one shape
            Tuning(self.sha256, self.precision, half, self.device)
            for half in ([False, True] if may_half else [False])
        ]

    def lower(
        self, name: str, method: Method, state: MethodState, shape: tuple[int, ...]
    ) -> Lowered | str:
        """Return the method lowered, or why it cannot be.

        Args:
            name: For the log.
            method: One call, [B, ...] to [B, ...], batched.
            state: What it remembers, as in a fresh model; so it stays.
            shape: Of what one row is given, without the rows.
        """
        recipes: list[Recipe] = []
        for tuning in self._tunings:
            given = name, method, state, shape, self.max_rows, self.block_s
            safer = recipes[-1] if recipes else None
            recipes.append(Recipe(*given, tuning.is_half, tuning, self._weights, safer))
        story = ""
        for recipe in reversed(recipes):
            try:
                lowered = Lowered(recipe, recipe.memory())
                lowered.prepare(1)
                return lowered
            except CALL_ERRORS as error:
                story = f"{name}: {error}"
                log.warning("not lowered%s: %s", " in bf16" if recipe.half else "", story)
        return story
