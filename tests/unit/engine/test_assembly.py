"""A graph laid out on memory that stays plays as the export plays."""

from collections.abc import Callable
from functools import partial

import pytest
import torch
from torch import Tensor

from latentwalk.engine.assembly import Assembler, LoweringError
from latentwalk.engine.calls import engine_mode
from latentwalk.engine.capture import capture
from latentwalk.engine.graph import Given, Graph, Op, Remembered, Scatter, Window, dense
from latentwalk.engine.operators import Step
from latentwalk.engine.scratch import Scratch
from tests.fakes.assembled import assembled, assembler
from tests.fakes.recorded import (
    NETS,
    Recorded,
    blocks,
    capture_restored,
    play_both,
    recorded,
    scripted,
    states_of,
)
from tests.fakes.streaming_nets import ROWS, C, Conv, Delay, T

Call = Callable[[Tensor], Tensor]
F32 = torch.float32
PRODUCTS = ["conv", "strided conv", "copying", "overlap-add", "overlap-add of three", "analysis"]
PRODUCTS += ["strided and dilated conv", "residual", "holding", "mapping", "synthesis"]


class Poisoned(Scratch):
    """Memory that turns to NaN wherever nobody's value lives."""

    steps: list[Step]

    def take(self, n_bytes: int) -> Tensor:
        return super().take(n_bytes).fill_(0xFF)

    def give_back(self, piece: Tensor) -> None:
        self.steps.append(partial(piece.fill_, 0xFF))
        super().give_back(piece)


def poisoned(graph: Graph, states: list[Tensor], way: str = "plain") -> Assembler:
    made, scratch = assembler(graph, states, way), Poisoned()
    made._scratch, scratch.steps = scratch, made.steps
    return made


def memory_of(net: Recorded, order: tuple[int, ...] = (0, 1, 2)) -> list[Tensor]:
    """Return the net's state in memory of that order; rows that it does not play hold 7."""
    back = [order.index(dim) for dim in range(3)]
    made: list[Tensor] = []
    for state, value in zip(net.states, net.graph.remembered, strict=True):
        mine = state.tensor.permute(order).contiguous().permute(back)
        mine[value.shape[0] :] = 7.0
        made.append(mine)
    return made


def check_net(net: Recorded, run: Call, memory: list[Tensor]) -> None:
    rows = [value.shape[0] for value in net.graph.remembered]
    play_both(net, run, lambda: [m[:n] for m, n in zip(memory, rows, strict=True)])
    assert all(bool((m[n:] == 7.0).all()) for m, n in zip(memory, rows, strict=True))


@pytest.mark.parametrize("name", NETS)
def test_a_program_plays_as_the_export_though_dead_memory_is_poisoned(name: str) -> None:
    net = recorded(NETS[name])
    memory = memory_of(net)
    check_net(net, poisoned(net.graph, memory).program().run, memory)


@pytest.mark.parametrize("way", ["taps", "packed", "abreast 2"])
@pytest.mark.parametrize("name", PRODUCTS)
def test_a_program_plays_as_the_export_whichever_way_products_go(name: str, way: str) -> None:
    net = recorded(NETS[name])
    memory = memory_of(net)
    check_net(net, poisoned(net.graph, memory, way).program().run, memory)


@pytest.mark.parametrize("order", [(0, 2, 1), (2, 0, 1)])
@pytest.mark.parametrize("name", [*PRODUCTS[:-2], "delay", "long delay", "reshaping", "swapping"])
def test_state_may_lie_in_any_order(name: str, order: tuple[int, ...]) -> None:
    net = recorded(NETS[name])
    memory = memory_of(net, order)
    check_net(net, poisoned(net.graph, memory).program().run, memory)


@pytest.mark.parametrize("name", ["conv", "overlap-add", "levelling", "long delay", "swapping"])
def test_programs_of_several_sizes_go_on_with_one_memory(name: str) -> None:
    module, twin = scripted(NETS[name]()), scripted(NETS[name]())
    states = states_of(module)
    memory = [state.tensor.clone() for state in states]
    with engine_mode():
        run = {
            rows: assembled(
                capture_restored(module, module, torch.zeros(rows, C, T), states), memory
            )
            for rows in (1, 3, ROWS)
        }
        for rows in (3, 1, ROWS, 1, 3):
            for block in blocks(rows)[:2]:
                torch.testing.assert_close(run[rows](block), twin(block), rtol=1e-5, atol=1e-5)


# Concatenations: parts stand where they are computed, unless somebody else needs them there

WEIGHT = torch.linspace(-1, 1, C * C * 3).view(C, C, 3)
NARROW = torch.linspace(-1, 1, 6).view(1, 2, 3)
JOINING: dict[str, Call] = {
    "computed parts": lambda x: torch.cat([x.tanh(), x.exp()], dim=2) * 2,
    "one part twice": lambda x: torch.cat([(y := x.tanh()), y], dim=1) + 1,
    "one part in two": lambda x: (
        torch.cat([(y := x.tanh()), x.exp()], dim=1) - torch.cat([x.sin(), y], dim=1)
    ),
    "a whole in a whole": lambda x: torch.cat([torch.cat([x.tanh(), x.exp()], 2), x.sin()], 2) + 1,
    "given, drawn and fixed": lambda x: torch.cat(
        [x, torch.randn(3, 1, T), torch.ones(3, 2, T)], 1
    ),
    "a view": lambda x: torch.cat([x[:, :, ::2], x.tanh()[:, :, 1:]], dim=2) + 1,
    "another type": lambda x: torch.cat([x.tanh(), (x * 9).long()], dim=1) + 1,
    "nothing": lambda x: torch.cat([x.tanh()[..., :0], x.exp(), x.new_zeros(3, C, 0)], dim=2) + 1,
    "rows": lambda x: torch.cat([x.tanh(), x.exp()]) + 1,
    "products": lambda x: torch.cat([torch.conv1d(x, WEIGHT), x.tanh()], dim=2) + 1,
    "products of merged rows": lambda x: torch.cat(
        [torch.conv1d(x.reshape(6, 2, T), NARROW).reshape(3, 2, T - 2), x[:, :2]], dim=2
    ),
    "transposed products": lambda x: torch.cat([torch.conv_transpose1d(x, WEIGHT), x.tanh()], 2),
    "parts of several results": lambda x: torch.cat([*torch.max(x, 2, keepdim=True)], dim=1) + 1,
}


def part_is_written(x: Tensor) -> Tensor:
    part = x.tanh()
    joined = torch.cat([part, x.exp()], dim=2)
    part.mul_(3.0)
    return torch.cat([joined, part], dim=2) + 1


def part_was_written(x: Tensor) -> Tensor:
    part = x.tanh()
    part[:, :2] += 1
    return torch.cat([part, x.exp()], dim=2) + 1


def whole_is_written(x: Tensor) -> Tensor:
    part = x.tanh()
    joined = torch.cat([part, x.exp()], dim=2)
    joined[:, :, 2:].zero_()
    return torch.cat([joined, part], dim=2) + 1


def part_outlives(x: Tensor) -> Tensor:
    part = x.tanh()
    y = torch.cat([part, x.exp()], dim=2).sum(2, keepdim=True)
    for _ in range(4):
        y = y.cos()
    return part * y


def weight_is_written(x: Tensor) -> Tensor:
    total = torch.zeros(3, C, T)
    total += x
    total[:, :, 1:] += x[:, :, :-1]
    return total + torch.ones(3, C, T).mul_(x)


JOINING |= {
    call.__name__.replace("_", " "): call
    for call in (part_is_written, part_was_written, whole_is_written, part_outlives)
}
JOINING["a weight is written"] = weight_is_written


@pytest.mark.parametrize("name", JOINING)
def test_parts_of_a_concatenation_come_together_as_they_were(name: str) -> None:
    call = JOINING[name]
    with engine_mode():
        run = poisoned(capture(call, torch.ones(3, C, T), []), []).program().run
        for number, block in enumerate(blocks()):
            torch.default_generator.manual_seed(number)
            expected = call(block)
            torch.default_generator.manual_seed(number)
            torch.testing.assert_close(run(block), expected, rtol=1e-5, atol=1e-5)


def test_parts_are_computed_where_they_will_stand() -> None:
    call = JOINING["a whole in a whole"]
    with engine_mode():
        made = assembler(capture(call, torch.ones(3, C, T), []))
        program = made.program()
    assert len(made.plan.slots) == 4
    for part, slot in made.plan.slots.items():
        home = made._places[slot.home].narrow(slot.dim, slot.at, slot.size)
        assert made._places[part].data_ptr() == home.data_ptr()
    assert len(program.steps) == 4  # three parts and what is done with the whole


def test_what_is_new_stands_behind_what_is_remembered() -> None:
    net = recorded(NETS["copying"])
    made = assembler(net.graph, memory_of(net))
    made.program()
    ((part, slot),) = made.plan.slots.items()
    joined = made._places[slot.home]
    assert joined.stride(2) > joined.stride(0) > joined.stride(1)  # time first
    assert made._places[part].data_ptr() == joined[:, :, 4:].data_ptr()


# Memory


def sound() -> Given:
    return Given((2, 3), (3, 1), F32)


def test_old_values_are_kept_for_whoever_reads_them_later() -> None:
    given, before = sound(), Remembered((2, 3), (3, 1), F32)
    everything = Window((2, 3), (3, 1), F32, before, (3, 1), 0)
    after = Scatter((2, 3), (3, 1), F32, before, given, everything)
    late = Op((2, 3), (3, 1), F32, torch.ops.aten.mul.Tensor, (before, 2.0))
    assert late.order > after.order
    memory = torch.full((2, 3), 5.0)
    run = assembled(Graph(given, late, (before,), (after,)), [memory])
    with engine_mode():
        assert torch.equal(run(torch.ones(2, 3)), torch.full((2, 3), 10.0))
        assert torch.equal(memory, torch.ones(2, 3))
        assert torch.equal(run(torch.zeros(2, 3)), torch.full((2, 3), 2.0))


def test_state_that_follows_from_anything_is_brought_home() -> None:
    given, before = sound(), Remembered((2, 3), (3, 1), F32)
    after = Op((2, 3), (3, 1), F32, torch.ops.aten.add.Tensor, (before, given))
    memory = torch.zeros(2, 3)
    run = assembled(Graph(given, after, (before,), (after,)), [memory])
    with engine_mode():
        for n in (1.0, 2.0, 3.0):
            assert torch.equal(run(torch.ones(2, 3)), torch.full((2, 3), n))
            assert torch.equal(memory, torch.full((2, 3), n))


def test_memory_is_used_again_once_nobody_needs_what_it_holds() -> None:
    def call(x: Tensor) -> Tensor:
        for _ in range(20):
            x = x.sin() + x.cos()
        return x

    with engine_mode():
        program = assembler(capture(call, torch.ones(3, C, T), [])).program()
    assert program.n_bytes <= 4 * 3 * C * T * F32.itemsize


def test_views_take_no_memory_and_no_steps() -> None:
    with engine_mode():
        graph = capture(lambda x: x.transpose(1, 2)[:, ::2].unsqueeze(1), torch.ones(3, C, T), [])
        program = assembler(graph).program()
        x = blocks()[0]
        assert torch.equal(program.run(x), x.transpose(1, 2)[:, ::2].unsqueeze(1))
    assert program.steps == []
    assert program.n_bytes == 0


def test_the_answer_stands_until_the_next_call_whatever_the_caller_does() -> None:
    net = recorded(Conv)
    run = assembled(net.graph, memory_of(net))
    with engine_mode():
        block = blocks()[0].clone()
        expected = net.twin(block)
        answer = run(block)
        block.fill_(9.0)
        net.states[0].tensor.fill_(9.0)
        torch.testing.assert_close(answer, expected, rtol=1e-5, atol=1e-5)


# What cannot be laid out


def read_a_diagonal(x: Tensor) -> Tensor:
    return x[0, :, :C].diagonal() + 1


def write_every_fifth(x: Tensor) -> Tensor:
    y = x + 1
    y.view(3, C * T)[:, ::5] = 0.0
    return y


def write_merged(x: Tensor) -> Tensor:
    y = x.transpose(1, 2).clone(memory_format=torch.contiguous_format)
    y.view(3, -1)[:, :5].copy_(x[:, 0, :5])
    return y


@pytest.mark.parametrize(
    ("call", "reason"),
    [
        (read_a_diagonal, "reads memory in no regular order"),
        (write_every_fifth, "writes where no view of the new layout leads"),
    ],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
)
def test_a_graph_that_cannot_be_laid_out_is_refused_with_the_reason(
    call: Call, reason: str
) -> None:
    with engine_mode():
        graph = capture(call, torch.ones(3, C, T), [])
        with pytest.raises(LoweringError, match=reason):
            assembled(graph)


def test_a_turned_layout_that_no_view_writes_through_is_refused() -> None:
    net = recorded(Delay)
    (before,) = net.graph.remembered
    flat = Window((3, 4 * C), dense((3, 4 * C)), F32, before, (4 * C, 1), 0)
    source = Op(flat.shape, flat.stride, F32, torch.ops.aten.exp.default, (flat,))
    after = Scatter(before.shape, before.stride, F32, before, source, flat)
    graph = Graph(net.graph.given, net.graph.given, (before,), (after,))
    with engine_mode():
        memory = memory_of(net)
        assembled(graph, memory)(blocks()[0])
        assert bool((memory[0][:3] == 1.0).all())
        with pytest.raises(LoweringError, match="writes where no view"):
            assembled(graph, memory_of(net, (0, 2, 1)))
