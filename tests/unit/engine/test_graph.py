import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from latentwalk.engine.graph import (
    Given,
    Graph,
    Op,
    Remembered,
    Scatter,
    Value,
    Window,
    dense,
    is_dense,
    replaced,
)

F32 = torch.float32
ADD, CAT = torch.ops.aten.add.Tensor, torch.ops.aten.cat.default
shapes = st.lists(st.integers(0, 4), max_size=4).map(tuple)


def given_sound() -> Given:
    return Given((2, 3), (3, 1), F32)


def op(overload: object, *args: object, **kwargs: object) -> Op:
    return Op((2, 3), (3, 1), F32, overload, args, kwargs)


@given(shapes)
def test_dense_strides_are_those_of_a_contiguous_tensor(shape: tuple[int, ...]) -> None:
    assert dense(shape) == torch.empty(shape).stride()


@given(shapes, st.data())
def test_any_order_of_dimensions_is_dense(shape: tuple[int, ...], data: st.DataObject) -> None:
    turned = torch.empty(shape).permute(data.draw(st.permutations(range(len(shape)))))
    assert is_dense(turned.shape, turned.stride())


@pytest.mark.parametrize(
    ("shape", "stride"),
    [((2, 3), (4, 1)), ((2, 3), (0, 1)), ((2, 2), (1, 1)), ((2, 3), (3, 2)), ((2,), (2,))],
    ids=["a gap between rows", "one row for all", "overlap", "a gap in each", "every other"],
)
def test_holes_and_overlaps_are_not_dense(shape: tuple[int, ...], stride: tuple[int, ...]) -> None:
    assert not is_dense(shape, stride)


def test_strides_of_single_elements_mean_nothing() -> None:
    assert is_dense((1, 3, 1), (77, 1, 0))


def test_an_operator_needs_values_however_deep_they_stand_in_its_arguments() -> None:
    one, two, three = given_sound(), given_sound(), given_sound()
    assert op(CAT, [one, (two, 3)], alpha=three).needs() == [one, two, three]


def test_what_is_written_needs_what_was_before_and_what_is_new() -> None:
    before, new = given_sound(), given_sound()
    window = Window((1, 3), (3, 1), F32, before, (3, 1), 0)
    assert Scatter((2, 3), (3, 1), F32, before, new, window).needs() == [before, new]
    assert Scatter((2, 3), (3, 1), F32, before, 0.0, window).needs() == [before]


def test_values_stand_in_the_order_of_the_call_and_none_is_dead() -> None:
    sound, memory = given_sound(), Remembered((2, 3), (3, 1), F32)
    first = op(ADD, sound, memory)
    dead = op(ADD, first, 1)
    second = op(ADD, sound, first)
    renewed = op(ADD, memory, memory)
    graph = Graph(sound, second, (memory,), (renewed,))
    assert graph.values() == [sound, memory, first, second, renewed]
    assert dead not in graph.values()


def test_a_long_chain_needs_no_deep_stack() -> None:
    sound: Value = given_sound()
    first = sound
    for _ in range(5_000):
        sound = op(ADD, sound, 1)
    assert isinstance(first, Given)
    assert len(Graph(first, sound, (), ()).values()) == 5_001


def test_replacing_keeps_lists_tuples_and_numbers() -> None:
    one, two = given_sound(), given_sound()
    known: dict[Value, str] = {one: "one", two: "two"}
    assert replaced(([one, 3], (two, None)), known.__getitem__) == (["one", 3], ("two", None))


def test_an_operator_is_named_without_its_overload() -> None:
    assert op(ADD).name == "aten.add"
