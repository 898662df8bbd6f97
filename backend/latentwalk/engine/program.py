"""A graph laid out in memory: calls in order, run in Python or as one call without it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import Tensor

from latentwalk.engine.dice import Dice, Law, is_by_row
from latentwalk.engine.operands import replaced_tensors
from latentwalk.engine.operators import Step

Whole = Callable[..., object]  # all steps as one call


@dataclass(frozen=True, slots=True)
class Draw:
    """Random numbers of a program.

    Attributes:
        place: Where they go.
        draw: Makes them as the export does.
        law: What they are, ``None`` if only ``draw`` can make them.
    """

    place: Tensor
    draw: Callable[[], Tensor]
    law: Law | None


@dataclass(slots=True)
class Program:
    """A graph, ready to run again and again for one number of rows.

    Attributes:
        given: Where the caller's values go.
        output: Where the answer stands until the next call.
        steps: The calls, in order.
        draws: Its random numbers.
        n_bytes: Scratch memory.
        precision: ``fp32`` or ``bf16``, of its widest products.
    """

    given: Tensor
    output: Tensor
    steps: list[Step]
    draws: list[Draw]
    n_bytes: int
    precision: str = "fp32"
    _whole: Callable[[], object] | None = None

    @property
    def is_seeded(self) -> bool:
        """Whether dice make all of its random numbers, each row's apart."""
        rows = len(self.given)
        return all(draw.law is not None and is_by_row(draw.place, rows) for draw in self.draws)

    def run(self, given: Tensor, dice: Dice | None = None) -> Tensor:
        """Advance the rows by one call; the answer stands until the next one.

        Args:
            given: For every row.
            dice: Make what is drawn, where :attr:`is_seeded`; else it is drawn as the export does.
        """
        self.given.copy_(given)
        for number, draw in enumerate(self.draws):
            if dice is not None and draw.law is not None and self.is_seeded:
                dice.cast(draw.law, number, draw.place)
            else:
                draw.place.copy_(draw.draw())
        self.play()
        return self.output

    def play(self) -> None:
        """Compute the answer from what was given and drawn."""
        if self._whole is not None:
            self._whole()
            return
        for step in self.steps:
            step()

    def bind(self, whole: Whole) -> None:
        """Play all steps at once from now on, as :func:`as_one_call` made them."""
        self._whole = partial(whole, *self.tensors())

    def move(self, whole: Whole, by: Callable[[Tensor], Tensor]) -> None:
        """Play on other memory from now on; the program lets go of the old.

        Args:
            whole: What :func:`as_one_call` made of this program.
            by: Tells which tensor to use in each one's place.
        """
        self._whole = partial(whole, *map(by, self.tensors()))
        self.output = by(self.output)
        self.steps = []

    def tensors(self) -> list[Tensor]:
        """Return each tensor that the steps use, once, as they come to it."""
        found: dict[int, Tensor] = {}
        for step in self.steps:
            _replaced(step, lambda tensor: found.setdefault(id(tensor), tensor))
        return list(found.values())


def as_one_call(program: Program) -> Whole:
    """Return the steps as one call of C++, which takes :meth:`Program.tensors`.

    A step in Python lets go of the interpreter and waits to have it back; with another thread at
    work in it every one of some hundred steps would wait. The program's memory is written.

    Args:
        program: Of the shape that is wanted; its memory is played over.
    """
    tensors = program.tensors()
    names = [id(tensor) for tensor in tensors]

    def play(*given: Tensor) -> Tensor:
        place = dict(zip(names, given, strict=True))
        for step in program.steps:
            function, args, keywords = _replaced(step, lambda tensor: place[id(tensor)])
            function(*args, **keywords)
        return given[0]

    return torch.jit.trace(play, tuple(tensors), check_trace=False)  # type: ignore[no-any-return, no-untyped-call]


def _replaced(step: Step, by: Callable[[Tensor], Any]) -> tuple[Callable[..., Any], Any, Any]:
    """Return function, arguments and keyword arguments with each tensor replaced."""
    function: Callable[..., Any] = step.func
    owner = getattr(function, "__self__", None)
    args, keywords = replaced_tensors((list(step.args), dict(step.keywords)), by)
    if isinstance(owner, Tensor):
        function = getattr(by(owner), function.__name__)
    return function, args, keywords
