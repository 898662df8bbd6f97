"""A scripted net, its recorded call, and a twin that plays on as nobody recorded it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from latentwalk.engine.calls import engine_mode
from latentwalk.engine.capture import capture
from latentwalk.engine.graph import Graph
from latentwalk.engine.state import StateBuffer, StateRecord, all_buffers
from tests.fakes import shaping_nets as shaping
from tests.fakes import streaming_nets as streaming
from tests.fakes.streaming_nets import C, T

STATE = ("pad", "cache", "level")
N_BLOCKS = 4


def capture_restored(
    module: torch.nn.Module,
    call: Callable[[Tensor], Tensor],
    given: Tensor,
    states: Sequence[StateBuffer],
) -> Graph:
    """Record one call and leave the module as it was."""
    fresh = StateRecord(module)
    try:
        return capture(call, given, states)
    finally:
        fresh.restore()


def scripted(net: nn.Module) -> torch.jit.ScriptModule:
    module = torch.jit.script(net.eval())
    assert isinstance(module, torch.jit.ScriptModule)
    return module


def states_of(module: nn.Module, per_row: int = 1) -> list[StateBuffer]:
    return [
        StateBuffer(path, owner, name, per_row)
        for path, owner, name in all_buffers(module)
        if name in STATE
    ]


@dataclass
class Recorded:
    """One net twice, and its graph.

    Attributes:
        module: What was recorded; its state is as it was.
        twin: The same net; plays.
        graph: One call of three rows.
    """

    module: nn.Module
    twin: nn.Module
    states: list[StateBuffer]
    twin_states: list[StateBuffer]
    graph: Graph


def recorded(make: Callable[[], nn.Module], rows: int = 3) -> Recorded:
    """Record one call of ``rows`` rows."""
    net = make()
    per_row = int(getattr(net, "per_row", 1))
    module, twin = scripted(net), scripted(make())
    states = states_of(module, per_row)
    with engine_mode():
        graph = capture_restored(module, module, torch.zeros(rows, C, T), states)
    return Recorded(module, twin, states, states_of(twin, per_row), graph)


def blocks(rows: int = 3) -> list[Tensor]:
    generator = torch.Generator().manual_seed(rows)
    return [torch.randn(rows, C, T, generator=generator) for _ in range(N_BLOCKS)]


def play_both(
    net: Recorded, run: Callable[[Tensor], Tensor], states: Callable[[], Sequence[Tensor]]
) -> None:
    """Hold each block and what is remembered after it against the twin.

    Raises:
        AssertionError: Where they differ.
    """
    with engine_mode():
        for number, block in enumerate(blocks()):
            torch.default_generator.manual_seed(number)
            expected = net.twin(block)
            torch.default_generator.manual_seed(number)
            got = run(block)
            torch.testing.assert_close(got, expected, rtol=1e-5, atol=1e-5)
            for mine, theirs in zip(states(), net.twin_states, strict=True):
                live = theirs.tensor[: len(mine)]
                torch.testing.assert_close(mine, live, rtol=1e-5, atol=1e-5)


NETS: dict[str, Callable[[], nn.Module]] = {
    "conv": streaming.Conv,
    "strided conv": lambda: streaming.Conv(stride=3),
    "dilated conv": lambda: streaming.Conv(dilation=3),
    "strided and dilated conv": lambda: streaming.Conv(stride=2, dilation=2),
    "conv in groups": lambda: streaming.Conv(groups=2),
    "copying": streaming.Copying,
    "delay": streaming.Delay,
    "long delay": streaming.LongDelay,
    "overlap-add": streaming.Overlapping,
    "overlap-add of three": lambda: streaming.Overlapping(stride=2, kernel=5),
    "residual": streaming.Residual,
    "analysis": streaming.Analysis,
    "synthesis": streaming.Synthesis,
    "splitting": shaping.Splitting,
    "drawing": shaping.Drawing,
    "filling": shaping.Filling,
    "reshaping": shaping.Reshaping,
    "two entries a row": streaming.TwoEntries,
    "slicing": shaping.Slicing,
    "accumulating": shaping.Accumulating,
    "levelling": streaming.Levelling,
    "feedback": streaming.Feedback,
    "holding": streaming.Holding,
    "swapping": streaming.Swapping,
    "sharing": streaming.Sharing,
    "spectral": shaping.Spectral,
    "indexing": shaping.Indexing,
    "normed": shaping.Normed,
    "mapping": shaping.Mapping,
    "whole": streaming.Whole,
}
