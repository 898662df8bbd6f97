"""Every way of a product gives the same numbers; none of them goes where it cannot."""

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from latentwalk.engine import gemm
from latentwalk.engine import weights as layouts
from latentwalk.engine.calls import CALL_ERRORS, engine_mode
from latentwalk.engine.gemm import ABREAST, EXACT, HALF, LITTLE, MOST_TAPS, Job, ways
from latentwalk.engine.operators import Step
from latentwalk.engine.weights import Weights
from tests.fakes.assembled import assembled
from tests.fakes.recorded import blocks, recorded
from tests.fakes.streaming_nets import Conv

EXACT_DB = 80.0  # the floor under which a lowered graph is refused
BROKEN_DB = 20.0  # above its error at most, if two columns are mistaken for each other


def noise(*shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(sum(shape)))


def give(shape: tuple[int, ...], dtype: torch.dtype) -> Tensor:
    return torch.full(shape, math.nan).to(dtype)


def job_of(
    layout: str = "time first",
    home: str = "own",
    taps: int = 3,
    channels: int = 4,
    outputs: int = 5,
    pace: int = 1,
    biased: bool = True,
    rows: tuple[int, int] = (8, 3),
    slope: float = 1.0,
) -> Job:
    """Return a convolution over memory in that layout, into a result in that one."""
    steps, batch = rows
    length = (steps - 1) * pace + taps
    sound = noise(batch, channels, length)
    order = {"time first": (2, 0, 1), "rows first": (0, 2, 1), "channels first": (0, 1, 2)}[layout]
    sound = sound.permute(order).contiguous().permute([order.index(dim) for dim in range(3)])
    look = sound.unfold(2, taps, pace).permute(2, 0, 3, 1)  # [T, B, taps, C]
    weights = Weights((taps * channels, outputs), noise(outputs) if biased else None)
    weights.offer(noise(taps * channels, outputs) / math.sqrt(taps * channels))
    return Job(look, 2, weights, place(home, (steps, batch, outputs)), give, slope)


def place(home: str, shape: tuple[int, int, int]) -> Tensor:
    match home:
        case "own":
            return torch.empty(shape)
        case "behind others":
            return torch.empty(shape[0] + 4, *shape[1:])[4:]
        case "beside others":
            return torch.empty(*shape[:2], shape[2] + 3)[:, :, 3:]
        case "rows first":
            return torch.empty(shape[1], shape[0], shape[2]).transpose(0, 1)
    return torch.empty(shape[1], shape[2], shape[0]).permute(2, 0, 1)


def expected(job: Job) -> Tensor:
    left = job.look.reshape(*job.rows, -1).double()
    answer = left @ job.weights.plain.double()
    if job.weights.bias is not None:
        answer = answer + job.weights.bias
    return torch.nn.functional.leaky_relu(answer, job.slope)


def error_of(steps: list[Step], job: Job) -> float:
    """Take the steps twice over forgotten memory; return the largest error, the answer being 1."""
    for _ in range(2):
        job.out.fill_(math.nan)
        for step in steps:
            step()
    right = expected(job)
    return float((job.out - right).abs().max() / right.abs().max())


LAYOUTS = ["time first", "rows first", "channels first"]
HOMES = ["own", "behind others", "beside others", "rows first", "channels first"]
jobs = st.builds(
    job_of,
    st.sampled_from(LAYOUTS),
    st.sampled_from(HOMES),
    taps=st.integers(1, MOST_TAPS + 2),
    channels=st.integers(1, 20),
    outputs=st.sampled_from((1, 2, 5, 16, LITTLE, LITTLE + 1, 130)),
    pace=st.integers(1, 4),
    biased=st.booleans(),
    rows=st.tuples(st.sampled_from((1, 2, 6, 8, 16)), st.integers(1, 5)),
    slope=st.sampled_from((1.0, 0.2)),
)


@given(jobs)
def test_every_exact_way_gives_the_same_numbers(job: Job) -> None:
    with engine_mode():
        for name, steps in ways(job, list(EXACT)):
            assert error_of(steps, job) < 1e-5, name


def packs_half() -> bool:
    """Say whether this processor lays bf16 weights out at all."""
    weights = Weights((2, 2), None)
    weights.offer(torch.eye(2))
    try:
        return weights.packed_bf16.numel() == 4
    except CALL_ERRORS:
        return False


@pytest.mark.parametrize("way", HALF)
@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("biased", [True, False])
@pytest.mark.parametrize("slope", [1.0, 0.2])
def test_half_ways_are_right_to_bf16(way: str, layout: str, biased: bool, slope: float) -> None:
    with engine_mode():
        job = job_of(layout, "beside others", biased=biased, slope=slope)
        if way == "half packed" and not packs_half():
            assert not list(ways(job, [way]))
            return
        ((_, steps),) = ways(job, [way])
        assert 1e-6 < error_of(steps, job) < 1e-2


@given(jobs)
def test_every_way_reads_and_writes_bf16_too(job: Job) -> None:
    with engine_mode():
        half = replace(job, look=job.look.bfloat16(), out=torch.empty_like(job.out).bfloat16())
        for name, steps in ways(half, [*EXACT, *(HALF if packs_half() else ["half"])]):
            assert error_of(steps, half) < 2e-2, name  # three roundings of 2^-9, of few numbers


# Which ways go


def names(job: Job, wanted: dict[str, gemm.Way] = EXACT) -> set[str]:
    with engine_mode():
        return {name for name, _ in ways(job, list(wanted))}


def test_plain_and_packed_go_always() -> None:
    for taps in (1, MOST_TAPS + 1):
        for layout in LAYOUTS:
            assert {"plain", "packed"} <= names(job_of(layout, taps=taps))


@pytest.mark.parametrize(
    ("taps", "layout", "goes"),
    [
        (1, "time first", False),
        (2, "time first", True),
        (MOST_TAPS, "time first", True),
        (MOST_TAPS + 1, "time first", False),
        (2, "channels first", False),
    ],
)
def test_tap_by_tap_goes_where_few_taps_lie_as_matrices(taps: int, layout: str, goes: bool) -> None:
    assert ("taps" in names(job_of(layout, taps=taps))) is goes


@pytest.mark.parametrize("count", ABREAST)
def test_abreast_goes_where_windows_overlap_and_results_are_narrow(count: int) -> None:
    way = f"abreast {count}"
    assert way in names(job_of(outputs=LITTLE, rows=(2 * count, 3)))
    assert way not in names(job_of(outputs=LITTLE + 1, rows=(2 * count, 3)))
    assert way not in names(job_of(rows=(2 * count + 1, 3)))
    assert way not in names(job_of(pace=2, rows=(2 * count, 3)))
    job = job_of(rows=(2 * count, 3))
    turned = Job(job.look.transpose(0, 1), 2, job.weights, job.out.transpose(0, 1), give)
    assert way not in names(turned)


def test_ways_keep_the_order_they_are_asked_in() -> None:
    asked = ["packed", "taps", "plain"]
    assert [name for name, _ in ways(job_of(), asked)] == asked


def test_a_filter_bank_stays_in_single_precision() -> None:
    job = job_of()
    job.weights.is_exact = True
    assert names(job, HALF) == set()


def test_nothing_is_gathered_where_memory_lies_as_a_matrix() -> None:
    def refuse(shape: tuple[int, ...], dtype: torch.dtype) -> Tensor:
        raise AssertionError(f"gathers {shape}")

    straight = job_of(taps=1)
    for way, job in (("plain", straight), ("taps", job_of())):
        asked = Job(job.look, job.n_rows, job.weights, job.out, refuse)
        assert len(list(ways(asked, [way]))) == 1


# Layouts of weights


def test_layouts_are_made_once_and_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Tensor] = []
    pack = layouts._pack

    def counted(weight: Tensor) -> Tensor:
        made.append(weight)
        return pack(weight)

    monkeypatch.setattr(layouts, "_pack", counted)
    with engine_mode():
        job = job_of()
        for _ in range(3):
            list(ways(job, list(EXACT)))
    assert len(made) == 1
    weights = job.weights
    assert weights.bf16 is weights.bf16
    assert weights.abreast(3, 4, 2) is weights.abreast(3, 4, 2)
    assert weights.abreast(3, 4, 2) is not weights.abreast(3, 4, 4)
    assert weights.wide_bias(2) is weights.wide_bias(2)


def test_one_matrix_read_in_two_ways_is_never_mistaken_for_the_other() -> None:
    weights = Weights((12, 2), None)
    weights.offer(noise(12, 2))
    for taps, channels in ((3, 4), (4, 3), (3, 4)):
        like = job_of(taps=taps, channels=channels, outputs=2)
        job = Job(like.look, 2, weights, like.out, give)
        with engine_mode():
            for name, steps in ways(job, list(EXACT)):
                assert error_of(steps, job) < 1e-5, name


def test_layouts_that_were_only_tried_are_freed_and_made_again_from_the_matrix() -> None:
    with engine_mode():
        job = job_of()
        list(ways(job, list(EXACT)))
        job.weights.keep("abreast 2")
        job.weights.settle()
        assert set(job.weights._made) == {"abreast 2", "bias 2"}
        job.weights.offer(noise(12, 5) / math.sqrt(12))
        for name, steps in ways(job, list(EXACT)):
            assert error_of(steps, job) < 1e-5, name


@pytest.mark.parametrize("way", [*EXACT, "half"])
def test_only_a_way_that_needs_another_layout_is_extra(way: str) -> None:
    weights = Weights((2, 2), None)
    assert not weights.is_extra(way)
    weights.keep(way)
    assert not weights.is_extra(way)
    assert weights.is_extra("packed") is (way != "packed")


# A layout that is broken on purpose


def flipped(matrix: Tensor) -> Tensor:
    """Return a matrix with its first two columns in each other's place."""
    return matrix[:, [1, 0, *range(2, matrix.shape[1])]]


def break_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    offer = Weights.offer
    monkeypatch.setattr(Weights, "offer", lambda self, matrix: offer(self, flipped(matrix)))


def break_packed(monkeypatch: pytest.MonkeyPatch) -> None:
    pack = layouts._pack  # is given [O, K]
    monkeypatch.setattr(layouts, "_pack", lambda weight: pack(flipped(weight.t()).t().contiguous()))


def break_abreast(monkeypatch: pytest.MonkeyPatch) -> None:
    abreast = Weights.abreast
    monkeypatch.setattr(
        Weights,
        "abreast",
        lambda self, taps, channels, count: flipped(abreast(self, taps, channels, count)),
    )


def signal_to_error_db(way: str) -> float:
    """Play a net one way beside its twin; return the least ratio of any block."""
    net = recorded(Conv)
    run = assembled(net.graph, [state.tensor.clone() for state in net.states], way)
    ratios: list[float] = []
    with engine_mode():
        for block in blocks():
            signal = net.twin(block)
            error = run(block) - signal
            ratios.append(float(signal.square().sum() / (error.square().sum() + 1e-30)))
    return 10 * math.log10(min(ratios))


@pytest.mark.parametrize(
    ("way", "breaking"),
    [
        ("plain", break_plain),
        ("taps", break_plain),
        ("packed", break_packed),
        ("abreast 2", break_abreast),
        ("half", break_plain),
    ],
    ids=lambda one: one if isinstance(one, str) else one.__name__,
)
def test_a_weight_layout_broken_on_purpose_is_noticed(
    way: str, breaking: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    floor_db = 40.0 if way == "half" else EXACT_DB
    assert signal_to_error_db(way) > floor_db
    breaking(monkeypatch)
    assert signal_to_error_db(way) < BROKEN_DB
