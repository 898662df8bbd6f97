"""A call replayed from its graph equals the call itself, or is refused with the reason."""

from collections.abc import Callable

import pytest
import torch
from torch import Tensor, nn

from latentwalk.engine.calls import engine_mode
from latentwalk.engine.capture import CaptureError, capture
from latentwalk.engine.graph import Constant, Drawn, Graph, Op, Scatter, Window
from latentwalk.engine.state import StateBuffer
from tests.fakes.interpreter import Interpreter
from tests.fakes.recorded import (
    NETS,
    blocks,
    capture_restored,
    play_both,
    recorded,
    scripted,
    states_of,
)
from tests.fakes.streaming_nets import ROWS, C, Conv, Net, T

Call = Callable[[Tensor], Tensor]


def captured(call: Call, rows: int = 3) -> Graph:
    """Record a call that remembers nothing."""
    with engine_mode():
        return capture(call, torch.ones(rows, C, T), [])


def ops(graph: Graph) -> list[str]:
    return [value.name for value in graph.values() if isinstance(value, Op)]


@pytest.mark.parametrize("name", NETS)
def test_a_recorded_call_replays_as_the_export_plays(name: str) -> None:
    net = recorded(NETS[name])
    player = Interpreter(net.graph, [state.tensor for state in net.states])
    play_both(net, player.run, lambda: player.states)


@pytest.mark.parametrize("rows", [1, ROWS])
def test_every_number_of_rows_has_its_graph(rows: int) -> None:
    net = recorded(Conv, rows)
    assert net.graph.given.shape == (rows, C, T)
    assert [value.shape[0] for value in net.graph.remembered] == [rows]


def test_a_row_of_two_entries_remembers_both() -> None:
    net = recorded(NETS["two entries a row"], 2)
    assert [value.shape for value in net.graph.remembered] == [(4, 2, 2)]


@pytest.mark.parametrize("name", ["conv", "overlap-add", "levelling", "two entries a row"])
def test_recording_leaves_the_module_as_it_was(name: str) -> None:
    net = NETS[name]()
    module = scripted(net)
    before = [torch.randn_like(buffer) for buffer in module.buffers()]
    for buffer, values in zip(module.buffers(), before, strict=True):
        buffer.copy_(values)
    with engine_mode():
        states = states_of(module, int(getattr(net, "per_row", 1)))
        capture_restored(module, module, torch.ones(2, C, T), states)
    for buffer, values in zip(module.buffers(), before, strict=True):
        torch.testing.assert_close(buffer, values, rtol=0, atol=0)


def test_recording_leaves_the_module_as_it_was_even_if_it_fails() -> None:
    class Failing(Net):
        def forward(self, x: Tensor) -> Tensor:
            self.pad[: x.shape[0]] = x[..., :4]
            raise ValueError("no such place")

    module = scripted(Failing())
    with engine_mode(), pytest.raises(CaptureError, match="it raises: (?s:.*)no such place"):
        capture_restored(module, module, torch.ones(2, C, T), states_of(module))
    assert not next(module.buffers()).any()


# What the graph holds


def test_dead_code_is_dropped() -> None:
    def call(x: Tensor) -> Tensor:
        unused = torch.tanh(x)
        unused[:, :2] *= 3.0
        return x + 1

    assert ops(captured(call)) == ["aten.add"]


def test_what_follows_from_weights_alone_is_computed_once() -> None:
    weight = torch.ones(C, 1)

    def call(x: Tensor) -> Tensor:
        return x * weight.exp().softmax(0).repeat(1, T)

    graph = captured(call)
    assert ops(graph) == ["aten.mul"]
    assert [v.shape for v in graph.values() if isinstance(v, Constant)] == [(C, T)]


def test_deciding_by_weights_is_no_deciding_by_what_is_heard() -> None:
    switch = torch.tensor(1.0)
    assert ops(captured(lambda x: x.tanh() if bool(switch > 0) else x)) == ["aten.tanh"]


def test_views_are_windows_and_no_operators() -> None:
    graph = captured(lambda x: x[:, 1:3].transpose(1, 2).unsqueeze(1).expand(-1, 2, -1, -1))
    assert ops(graph) == []
    assert isinstance(graph.output, Window)
    assert graph.output.base is graph.given
    assert (graph.output.shape, graph.output.offset) == ((3, 2, T, 2), T)


def test_writing_makes_a_new_value_and_leaves_the_old_one() -> None:
    def call(x: Tensor) -> Tensor:
        y = x + 1
        before = y * 2
        y[:, 0].fill_(5.0)
        return y + before

    graph = captured(call)
    (written,) = [value for value in graph.values() if isinstance(value, Scatter)]
    assert isinstance(written.base, Op)
    assert written.source == 5.0
    assert written.window is not None
    assert (written.window.shape, written.window.step) == ((3, T), (C * T, 1))
    x = blocks()[0]
    assert torch.equal(Interpreter(graph, []).run(x), call(x))


def test_state_is_renewed_by_what_was_written_and_otherwise_stays() -> None:
    net = recorded(NETS["conv"])
    (before,), (after,) = net.graph.remembered, net.graph.renewed
    assert isinstance(after, Scatter)
    assert after.base is before
    idle = Net()
    with engine_mode():
        graph = capture(
            lambda x: x + idle.pad[: len(x), :, :1], torch.ones(2, C, T), states_of(idle)
        )
    assert graph.renewed == graph.remembered


def test_memory_read_before_it_is_written_is_read_as_it_was() -> None:
    def call(x: Tensor) -> Tensor:
        total = torch.zeros(3, C, T)
        first = x * total
        total += x
        return torch.cat([first, total, total * x])

    x = blocks()[0]
    assert torch.equal(Interpreter(captured(call), []).run(x), call(x))


def test_writing_what_has_no_width_is_no_writing() -> None:
    narrow = Net(width=0)

    def call(x: Tensor) -> Tensor:
        joined = torch.cat([narrow.pad[: len(x)], x], dim=-1)
        narrow.pad[: len(x)] = joined[..., T:]
        narrow.pad[: len(x)].normal_()
        return joined * 2

    assert set(ops(captured(call))) == {"aten.cat", "aten.mul"}


# Draws

DRAWS: dict[str, Call] = {
    "rand": lambda x: x + torch.rand(3, C, T),
    "randn": lambda x: x + torch.randn(3, C, T),
    "rand_like": lambda x: x + torch.rand_like(x),
    "rand_like turned": lambda x: x + torch.rand_like(x.transpose(1, 2)).transpose(1, 2),
    "randn_like": lambda x: x + torch.randn_like(x),
    "randint": lambda x: x + torch.randint(0, 9, (3, C, T)),
    "randint_like": lambda x: x + torch.randint_like(x, 9),
    "randperm": lambda x: x[:, torch.randperm(C)],
    "normal": lambda x: x + torch.normal(0.0, 2.0, (3, C, T)),
    "bernoulli of fixed odds": lambda x: x * torch.bernoulli(torch.full((3, C, T), 0.5)),
    "uniform_ of memory": lambda x: x + torch.empty(3, C, T).uniform_(-1, 1),
    "normal_ of memory like it": lambda x: x + torch.empty_like(x).normal_(),
    "bernoulli_": lambda x: x * torch.empty_like(x).bernoulli_(0.3),
    "exponential_": lambda x: x + torch.empty_like(x).exponential_(),
    "log_normal_": lambda x: x + torch.empty_like(x).log_normal_(),
    "dropout that is off": lambda x: torch.dropout(x, 0.5, False) + 1,
}


@pytest.mark.parametrize("name", DRAWS)
def test_a_seeded_draw_is_the_exports_own(name: str) -> None:
    player = Interpreter(captured(DRAWS[name]), [])
    with engine_mode():
        for number, block in enumerate(blocks()):
            torch.default_generator.manual_seed(number)
            expected = DRAWS[name](block)
            torch.default_generator.manual_seed(number)
            assert torch.equal(player.run(block), expected)


def draws_as(call: Call) -> bool:
    """Say whether a recorded call draws the export's own numbers."""
    player, x = Interpreter(captured(call), []), blocks()[0]
    with engine_mode():
        torch.default_generator.manual_seed(5)
        expected = call(x)
        torch.default_generator.manual_seed(5)
        return torch.equal(player.run(x), expected)


def test_draws_into_every_other_element_are_the_exports_own() -> None:
    def call(x: Tensor) -> Tensor:
        y = x + 0
        y[:, :, ::2].normal_()
        y.transpose(1, 2)[:, 3:].uniform_()
        return y

    assert draws_as(call)


def test_draws_that_nothing_comes_of_still_move_those_after_them() -> None:
    def call(x: Tensor) -> Tensor:
        torch.randn(7)
        return x + torch.rand_like(x)

    assert draws_as(call)


def test_spectra_are_recorded() -> None:
    def call(x: Tensor) -> Tensor:
        parts = torch.stack([x, x * 0.5], -1)  # as RAVE's noise makes filters of amplitudes
        spectrum = torch.fft.rfft(x) * torch.view_as_complex(parts)[..., : T // 2 + 1]
        back: Tensor = torch.fft.irfft(spectrum, T)
        return back + torch.view_as_real(spectrum)[..., :1].sum()

    player = Interpreter(captured(call), [])
    with engine_mode():
        for x in blocks():
            assert torch.allclose(player.run(x), call(x), atol=1e-5)


def test_draws_are_inputs() -> None:
    graph = captured(lambda x: x + torch.randn(3, 1, T) * torch.rand(3, 1, T))
    assert [v.shape for v in graph.values() if isinstance(v, Drawn)] == [(3, 1, T)] * 2
    assert sorted(ops(graph)) == ["aten.add", "aten.mul"]


# What cannot be recorded

FOREIGN = torch.zeros(ROWS, C, T)


def write_whole(x: Tensor) -> Tensor:
    FOREIGN.add_(1)
    return x


def write_rows(x: Tensor) -> Tensor:
    FOREIGN[: len(x)] += x
    return x


def write_drawn(x: Tensor) -> Tensor:
    FOREIGN[: len(x)].normal_()
    return x


def write_out(x: Tensor) -> Tensor:
    return torch.add(x, x, out=torch.empty_like(x))


def write_two(x: Tensor) -> Tensor:
    y, z = x + 1, x + 2
    torch._foreach_mul_([y, z], 2.0)
    return y + z


REFUSED: dict[str, tuple[Call, str]] = {
    "decides": (lambda x: x if bool(x.sum() > 0) else -x, "decides by what it hears"),
    "counts": (lambda x: x * float(x[0, 0, 0]), "decides by what it hears"),
    "selects": (lambda x: x.masked_select(x > 0), "decides by what it hears"),
    "compares": (lambda x: x if torch.equal(x, x + 1) else -x, "decides by what it hears"),
    "writes a weight": (write_whole, "neither its own nor a row's state"),
    "writes rows of a weight": (write_rows, "neither its own nor a row's state"),
    "draws into a weight": (write_drawn, "neither its own nor a row's state"),
    "writes to out": (write_out, "no form that does not"),
    "writes two": (write_two, "writes 2 tensors at once"),
    "reads bits": (lambda x: x.view(torch.int32) + 1, "reads torch.float32 as torch.int32"),
    "writes bits": (lambda x: (x + 1).view(torch.int32).add_(1), "torch.float32 as torch.int32"),
    "leaves holes": (lambda x: x.new_empty_strided((2, 2), (5, 1)) + 1, "memory that has holes"),
    "draws by what it hears": (lambda x: torch.bernoulli(x.sigmoid()), "draws by what it hears"),
    "draws around what it hears": (lambda x: torch.normal(x, 1.0), "draws by what it hears"),
    "drops out": (lambda x: torch.dropout(x, 0.5, True), "draws by what it hears"),
    "raises": (lambda x: x.reshape(7), "it raises: "),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_call_that_cannot_be_recorded_is_refused_for_what_it_does(name: str) -> None:
    call, reason = REFUSED[name]
    with pytest.raises(CaptureError, match=reason):
        captured(call)


def test_a_pair_is_no_answer() -> None:
    def call(x: Tensor) -> tuple[Tensor, Tensor]:
        return x, x

    with pytest.raises(CaptureError, match="answers with tuple, expected one tensor"):
        captured(call)  # type: ignore[arg-type]


class Replacing(Net):
    def forward(self, x: Tensor) -> Tensor:
        self.pad = x[..., :4] + 0
        return x


class Growing(Net):
    def forward(self, x: Tensor) -> Tensor:
        self.pad.add_(1).unsqueeze_(0)
        return x


class ReadingAll(Net):
    def forward(self, x: Tensor) -> Tensor:
        self.pad[: x.shape[0]] = x[..., :4]
        return x + self.pad.mean()


class WritingLast(Net):
    def forward(self, x: Tensor) -> Tensor:
        self.pad[4:] = 1.0
        return x


class Deciding(Net):
    def forward(self, x: Tensor) -> Tensor:
        if self.pad[: x.shape[0]].abs().max() > 1:
            x = x * 2
        return x


BROKEN: dict[str, tuple[Callable[[], nn.Module], int, str]] = {
    "replaces": (Replacing, 2, "replaces its buffer 'pad' instead of writing it"),
    "grows": (Growing, ROWS, "its buffer 'pad' changes its shape"),
    "reads all": (ReadingAll, 2, "reads rows of its state that are not its own"),
    "writes the last": (WritingLast, 2, "writes rows of its state that are not its own"),
    "decides by state": (Deciding, 2, "decides by what it hears"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_state_that_cannot_be_made_explicit_is_refused(name: str) -> None:
    make, rows, reason = BROKEN[name]
    module = scripted(make())
    with engine_mode(), pytest.raises(CaptureError, match=reason):
        capture_restored(module, module, torch.ones(rows, C, T), states_of(module))
    assert next(module.buffers()).shape == (ROWS, C, 4)


def test_two_buffers_in_one_memory_are_refused() -> None:
    both = Net()
    both.register_buffer("cache", both.pad[..., :2])
    for names in (["pad", "cache"], ["pad", "pad"], ["cache"]):
        states = [StateBuffer(name, both, name) for name in names]
        with pytest.raises(CaptureError, match="shares memory with another"):
            capture(lambda x: x, torch.ones(2, C, T), states)
