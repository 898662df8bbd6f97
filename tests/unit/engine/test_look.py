"""A window meets the elements it met in the recorded call, however memory is laid out now."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from latentwalk.engine.graph import Value, Window, dense
from latentwalk.engine.look import Look, composed, joined, look, split, whole

F32 = torch.float32
Shape = tuple[int, ...]
shapes = st.lists(st.integers(1, 6), min_size=1, max_size=4).map(tuple)
some_data = st.data()
many = settings(max_examples=150)


def numel(shape: Shape) -> int:
    return torch.Size(shape).numel()


def laid_out(shape: Shape, data: st.DataObject) -> Tensor:
    """Return 0, 1, 2, ... by logical place, dense in any order, anywhere in its memory."""
    order = data.draw(st.permutations(range(len(shape))))
    before = data.draw(st.integers(0, 3))
    memory = torch.full((before + numel(shape) + 1,), -1.0)
    place = memory[before:-1].view([shape[dim] for dim in order])
    place = place.permute([order.index(dim) for dim in range(len(shape))])
    return place.copy_(torch.arange(numel(shape), dtype=F32).view(shape))


def value_like(place: Tensor) -> Value:
    return Value(tuple(place.shape), tuple(place.stride()), F32)


def any_window(base: Value, data: st.DataObject) -> Window:
    """Draw strides at random, mostly near those of the base, and sizes that stay inside."""
    offset = data.draw(st.integers(0, numel(base.shape) - 1))
    if data.draw(st.booleans()):
        offset = 0
    room = numel(base.shape) - 1 - offset
    shape: list[int] = []
    steps: list[int] = []
    for _ in range(data.draw(st.integers(0, 4))):
        step = data.draw(st.sampled_from((*base.stride, 0, 1, 2, 3)))
        step *= data.draw(st.sampled_from((1, 1, 1, 2, 3)))
        size = data.draw(st.integers(1, min(8, 1 + room // step) if step else 3))
        if data.draw(st.booleans()) and step:
            size = 1 + room // step
        room -= step * (size - 1)
        shape.append(size)
        steps.append(step)
    return Window(tuple(shape), dense(tuple(shape)), F32, base, tuple(steps), offset)


def expected(window: Window) -> Tensor:
    """Return what the window met in the recorded call."""
    recorded = torch.empty_strided(window.base.shape, window.base.stride)
    recorded.copy_(torch.arange(recorded.numel(), dtype=F32).view(recorded.shape))
    return torch.as_strided(recorded, window.shape, window.step, window.offset)


def window_of(view: Tensor, whole_: Tensor) -> Window:
    """Return the window by which a view looks at a tensor."""
    offset = int(view.storage_offset() - whole_.storage_offset())
    shape = tuple(view.shape)
    return Window(shape, dense(shape), F32, value_like(whole_), tuple(view.stride()), offset)


def met(seen: Look, place: Tensor, shape: Shape) -> Tensor:
    return split(seen, place).reshape(shape)


@many
@given(shapes, some_data)
def test_any_window_meets_the_same_elements_in_any_layout_or_is_refused(
    shape: Shape, data: st.DataObject
) -> None:
    window = any_window(value_like(laid_out(shape, data)), data)
    seen = look(window)
    if seen is not None:
        place = laid_out(shape, data)
        assert torch.equal(met(seen, place, window.shape), expected(window))


@many
@given(shapes, some_data)
def test_joined_has_the_windows_shape_or_is_none(shape: Shape, data: st.DataObject) -> None:
    window = any_window(value_like(laid_out(shape, data)), data)
    seen = look(window)
    if seen is not None:
        place = laid_out(shape, data)
        view = joined(seen, place)
        if view is not None:
            assert view.data_ptr() >= place.data_ptr()
            assert torch.equal(view, expected(window))
            assert view.shape == window.shape


def viewed(tensor: Tensor, data: st.DataObject) -> Tensor:
    """Slice, turn, overlap and repeat, as exports do."""
    for _ in range(data.draw(st.integers(0, 3))):
        dim = data.draw(st.integers(0, tensor.dim() - 1))
        size = tensor.shape[dim]
        match data.draw(st.sampled_from(("slice", "turn", "unfold", "repeat", "pick"))):
            case "slice":
                start = data.draw(st.just(0) | st.integers(0, size - 1))
                stop = data.draw(st.integers(start + 1, size))
                pace = data.draw(st.integers(1, 3))
                tensor = tensor[(slice(None),) * dim + (slice(start, stop, pace),)]
            case "turn":
                tensor = tensor.transpose(dim, data.draw(st.integers(0, tensor.dim() - 1)))
            case "unfold" if tensor.dim() < 5:
                frame = data.draw(st.integers(1, size))
                tensor = tensor.unfold(dim, frame, data.draw(st.integers(1, 3)))
            case "repeat" if tensor.dim() < 5:
                tensor = tensor.unsqueeze(dim)
                tensor = tensor.expand([2 if d == dim else -1 for d in range(tensor.dim())])
            case "pick" if tensor.dim() > 1:
                tensor = tensor.select(dim, data.draw(st.integers(0, size - 1)))
    return tensor


@many
@given(shapes, some_data)
def test_what_exports_view_is_never_refused(shape: Shape, data: st.DataObject) -> None:
    recorded = laid_out(shape, data)
    view = viewed(recorded, data)
    window = window_of(view, recorded)
    seen = look(window)
    assert seen is not None
    assert torch.equal(met(seen, laid_out(shape, data), window.shape), view)


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 6), some_data)
def test_merged_and_split_dimensions_are_never_refused(
    rows: int, channels: int, steps: int, data: st.DataObject
) -> None:
    base = Value((rows, channels, 2 * steps), dense((rows, channels, 2 * steps)), F32)
    for shape in [
        (rows * channels, 2 * steps),
        (rows, channels * 2 * steps),
        (rows, channels, steps, 2),
        (rows * channels * 2 * steps,),
    ]:
        seen = look(Window(shape, dense(shape), F32, base, dense(shape), 0))
        assert seen is not None
        place = laid_out(base.shape, data)
        assert torch.equal(met(seen, place, shape).flatten(), place.flatten())


def merged(tensor: Tensor, data: st.DataObject) -> Tensor:
    """Merge two neighbours where a view can."""
    if tensor.dim() > 1 and data.draw(st.booleans()):
        dim = data.draw(st.integers(0, tensor.dim() - 2))
        if tensor.stride(dim) == tensor.stride(dim + 1) * tensor.shape[dim + 1]:
            return tensor.flatten(dim, dim + 1)
    return tensor


@many
@given(shapes, some_data)
def test_a_look_through_a_look_meets_the_same_elements_or_is_refused(
    shape: Shape, data: st.DataObject
) -> None:
    recorded = laid_out(shape, data)
    seen = merged(viewed(recorded, data), data)
    copied = laid_out(tuple(seen.shape), data)
    seen_of_copy = merged(viewed(copied, data), data)
    inside, outside = look(window_of(seen, recorded)), look(window_of(seen_of_copy, copied))
    if inside is None or outside is None:
        return
    through = composed(outside, inside)
    if through is not None:
        of_copy = met(outside, seen, tuple(seen_of_copy.shape))
        assert torch.equal(met(through, laid_out(shape, data), tuple(of_copy.shape)), of_copy)


def test_paces_multiply() -> None:
    recorded = torch.arange(24.0)
    base, copy = value_like(recorded), Value((12,), (1,), F32)
    inner, outer = Window((12,), (1,), F32, base, (2,), 0), Window((4,), (1,), F32, copy, (3,), 0)
    inside, outside = look(inner), look(outer)
    assert inside is not None
    assert outside is not None
    through = composed(outside, inside)
    assert through is not None
    assert met(through, recorded, (4,)).tolist() == [0.0, 6.0, 12.0, 18.0]


def test_a_part_of_merged_dimensions_is_refused_and_all_of_them_are_not() -> None:
    base = Value((2, 3, 4), (12, 4, 1), F32)
    merge = look(Window((6, 4), (4, 1), F32, base, (4, 1), 0))
    copy = Value((6, 4), (4, 1), F32)
    part = look(Window((5, 4), (4, 1), F32, copy, (4, 1), 0))
    paced = look(Window((6, 2), (2, 1), F32, copy, (4, 2), 0))
    assert merge is not None
    assert part is not None
    assert paced is not None
    assert composed(part, merge) is None
    through = composed(paced, merge)
    assert through is not None
    recorded = torch.arange(24.0).view(2, 3, 4)
    assert torch.equal(met(through, recorded, (6, 2)), recorded.view(6, 4)[:, ::2])


@given(shapes, some_data)
def test_a_look_through_the_whole_is_the_look_itself(shape: Shape, data: st.DataObject) -> None:
    seen = look(any_window(Value(shape, dense(shape), F32), data))
    if seen is not None and not any(seen.starts):
        through = composed(seen, whole(Value(shape, dense(shape), F32)))
        assert through is not None
        place = laid_out(shape, data)
        assert torch.equal(split(through, place), split(seen, place))


@given(shapes, some_data)
def test_the_whole_is_everything_as_it_is(shape: Shape, data: st.DataObject) -> None:
    place = laid_out(shape, data)
    assert torch.equal(split(whole(value_like(place)), place), place)


GRID = Value((2, 3, 4), (12, 4, 1), F32)


@pytest.mark.parametrize(
    ("shape", "step", "offset"),
    [((3,), (5,), 0), ((2, 5), (12, 1), 0), ((2, 4), (4, 1), 6), ((4,), (1,), 21)],
    ids=["a diagonal", "over the edge of a row", "across rows", "beyond the end"],
)
def test_what_carries_from_one_dimension_into_the_next_is_refused(
    shape: Shape, step: Shape, offset: int
) -> None:
    assert look(Window(shape, dense(shape), F32, GRID, step, offset)) is None


def test_what_is_empty_meets_nothing_wherever_it_begins() -> None:
    seen = look(Window((2, 3, 0), (0, 0, 1), F32, GRID, (12, 4, 1), 4))
    assert seen is not None
    assert split(seen, torch.empty(GRID.shape)).numel() == 0


def test_merging_turned_dimensions_needs_a_copy() -> None:
    seen = look(Window((6, 4), (4, 1), F32, GRID, (4, 1), 0))
    assert seen is not None
    time_first = torch.empty(4, 2, 3).permute(1, 2, 0)
    turned = torch.empty(3, 2, 4).permute(1, 0, 2)
    assert joined(seen, time_first) is not None
    assert joined(seen, turned) is None
