"""Ways to multiply a strided look by a weight matrix; which is fastest is found by trying.

All of them write ``out[r, o] = bias[o] + Σ_k look[r, k] · weight[k, o]``. They differ in how the
left side is met: where it lies, tap by tap, or gathered first; in how the weights lie; and in
the type of the numbers that are multiplied. Sums are in single precision always. What is looked
at and what is written may be bf16 in every way. An activation may follow at once.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import torch
from torch import Tensor

from latentwalk.engine.operators import Step
from latentwalk.engine.weights import Weights

MOST_TAPS = 9  # more passes over the result than this never win
LITTLE = 64  # channels below which several results at once make a better product
ABREAST = (2, 4, 8)


@dataclass(frozen=True, slots=True)
class Job:
    """One product in one place.

    Attributes:
        look: Left side, shape [*rows, *reduced], a view of memory that stays.
        n_rows: How many of its dimensions are rows.
        weights: The right side.
        out: Where the result goes, shape [*rows, O].
        scratch: Gives memory of a shape and type until the product is done.
        slope: Of the leaky rectifier that follows; 1 is none.
    """

    look: Tensor
    n_rows: int
    weights: Weights
    out: Tensor
    scratch: Callable[[tuple[int, ...], torch.dtype], Tensor]
    slope: float = 1.0

    @property
    def rows(self) -> tuple[int, ...]:
        """Shape of the rows."""
        return tuple(self.look.shape[: self.n_rows])

    @property
    def count(self) -> int:
        """Rows in all."""
        return _product(self.rows)

    @property
    def reduced(self) -> tuple[int, ...]:
        """Shape of what is summed over."""
        return tuple(self.look.shape[self.n_rows :])


Way = Callable[[Job], list[Step] | None]


def _flat(tensor: Tensor, rows: int) -> Tensor | None:
    """Return [rows, columns] as a view that a product takes without a copy, if there is one."""
    try:
        flat = tensor.view(rows, -1)
    except RuntimeError:
        return None
    if flat.shape[1] > 1 and flat.stride(1) != 1:
        return None
    if flat.shape[0] > 1 and flat.stride(0) < flat.shape[1]:
        return None
    return flat


def _target(job: Job) -> tuple[Tensor, list[Step]]:
    """Return where a product may write in single precision, and what brings it home."""
    flat = _flat(job.out, job.count)
    if flat is not None and flat.dtype is torch.float32:
        return flat, _rectified(job)
    made = job.scratch(tuple(job.out.shape), torch.float32)
    return made.view(job.count, -1), [partial(job.out.copy_, made), *_rectified(job)]


def _rectified(job: Job) -> list[Step]:
    if job.slope == 1.0:
        return []
    return [partial(torch._C._nn.leaky_relu, job.out, job.slope, out=job.out)]


def _multiply(left: Tensor, right: Tensor, bias: Tensor | None, out: Tensor) -> Step:
    if bias is None:
        return partial(torch.mm, left, right, out=out)
    return partial(torch.addmm, bias, left, right, out=out)


def _gathered(job: Job, dtype: torch.dtype) -> tuple[Tensor, list[Step]]:
    """Return the left side as a matrix, and what fills it."""
    flat = _flat(job.look, job.count)
    if flat is not None and flat.dtype is dtype:
        return flat, []
    made = job.scratch(tuple(job.look.shape), dtype)
    return made.view(job.count, -1), [partial(made.copy_, job.look)]


def plain(job: Job) -> list[Step] | None:
    """Gather the left side, then one product."""
    left, before = _gathered(job, torch.float32)
    out, after = _target(job)
    return [*before, _multiply(left, job.weights.plain, job.weights.bias, out), *after]


def tap_by_tap(job: Job) -> list[Step] | None:
    """Add one product a tap, each where its input lies: nothing is gathered."""
    taps = job.reduced[0] if len(job.reduced) > 1 else 1
    if not 1 < taps <= MOST_TAPS:
        return None
    lefts = [_flat(job.look.select(job.n_rows, tap), job.count) for tap in range(taps)]
    out, after = _target(job)
    rights = job.weights.plain.view(taps, -1, job.weights.shape[1])
    steps: list[Step] = []
    for left, right in zip(lefts, rights, strict=True):
        if left is None or left.dtype is not torch.float32:
            return None
        if steps:
            steps.append(partial(torch.addmm, out, left, right, out=out))
        else:
            steps.append(_multiply(left, right, job.weights.bias, out))
    return [*steps, *after]


def packed(job: Job) -> list[Step] | None:
    """Weights as oneDNN lays them out."""
    left, before = _gathered(job, torch.float32)
    return [*before, _brought(job, left, job.weights.packed)]


def _brought(job: Job, left: Tensor, right: Tensor) -> Step:
    """Bring a fresh result to where it belongs."""
    kind = "none" if job.slope == 1.0 else "leaky_relu"
    return partial(_bring, left, right, job.weights.bias, kind, job.slope, job.out)


# Scripted, because tracing cannot write down this operator's arguments itself. Of bf16 the bias
# is added, and the result rectified, before it is rounded.
@torch.jit.script
def _bring(
    left: Tensor, right: Tensor, bias: Tensor | None, kind: str, slope: float, out: Tensor
) -> Tensor:
    slopes: list[int | float | complex | None] = [slope]
    made = torch.ops.mkldnn._linear_pointwise(left, right, bias, kind, slopes, "")
    return out.copy_(made.view_as(out))


def abreast(count: int) -> Way:
    """Make ``count`` successive results at once: a wider product for narrow channels."""

    def way(job: Job) -> list[Step] | None:
        look, rows = job.look, job.rows
        if len(rows) != 2 or len(job.reduced) != 2 or rows[0] % count or rows[0] == 1:
            return None
        taps, channels = job.reduced
        if job.weights.shape[1] > LITTLE or look.stride(0) != look.stride(2):
            return None
        shape = (rows[0] // count, rows[1], taps + count - 1, channels)
        strides = (count * look.stride(0), look.stride(1), look.stride(2), look.stride(3))
        wide = torch.as_strided(look, shape, strides, look.storage_offset())
        right, bias = job.weights.abreast(taps, channels, count), job.weights.wide_bias(count)
        if right.shape[0] != shape[2] * channels:
            return None  # laid out for a product that takes the same matrix as other taps
        left = job.scratch(shape, torch.float32)
        made = job.scratch((*shape[:2], count, job.out.shape[2]), torch.float32)
        n_rows = shape[0] * shape[1]
        home = job.out.view(shape[0], count, *job.out.shape[1:]).transpose(1, 2)
        return [
            partial(left.copy_, wide),
            _multiply(left.view(n_rows, -1), right, bias, made.view(n_rows, -1)),
            partial(home.copy_, made),
            *_rectified(job),
        ]

    return way


def half(job: Job) -> list[Step] | None:
    """Gather in bf16, multiply in bf16."""
    if job.weights.is_exact:
        return None
    left, before = _gathered(job, torch.bfloat16)
    made = job.scratch((job.count, job.weights.shape[1]), torch.bfloat16)
    multiply = partial(torch.mm, left, job.weights.bf16, out=made)
    steps = [*before, multiply, partial(job.out.copy_, made.view(job.out.shape))]
    if job.weights.bias is not None:  # by itself: two types in one operator take twice as long
        steps.append(partial(job.out.add_, job.weights.bias))
    return [*steps, *_rectified(job)]


def half_packed(job: Job) -> list[Step] | None:
    """The same with weights as oneDNN lays them out."""
    if job.weights.is_exact:
        return None
    try:
        right = job.weights.packed_bf16
    except RuntimeError:  # this processor has no such layout
        return None
    left, before = _gathered(job, torch.bfloat16)
    return [*before, _brought(job, left, right)]


EXACT: dict[str, Way] = {
    "plain": plain,
    "taps": tap_by_tap,
    "packed": packed,
    **{f"abreast {count}": abreast(count) for count in ABREAST},
}
HALF: dict[str, Way] = {"half": half, "half packed": half_packed}


def ways(job: Job, names: Sequence[str]) -> Iterator[tuple[str, list[Step]]]:
    """Yield each way that this product can go."""
    known = {**EXACT, **HALF}
    for name in names:
        steps = known[name](job)
        if steps is not None:
            yield name, steps


def _product(sizes: tuple[int, ...]) -> int:
    product = 1
    for size in sizes:
        product *= size
    return product
