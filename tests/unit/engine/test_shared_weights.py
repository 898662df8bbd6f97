"""Each layout of a weight lies in memory once, the export's own included."""

import torch
from torch import Tensor

from latentwalk.engine.calls import engine_mode
from latentwalk.engine.graph import Value
from latentwalk.engine.look import Look
from latentwalk.engine.product import Product
from latentwalk.engine.shared_weights import SharedWeights
from tests.fakes.models import Shelf
from tests.unit.engine.lowering_rig import rig


def product(origin: Tensor) -> Product:
    """Return a linear map's."""
    base, look = Value((), (), torch.float32), Look((), ())
    shape, weight = (1, origin.shape[0]), origin.t()
    return Product(shape, (1, 1), torch.float32, base, look, look, weight, None, 1, origin)


def test_the_export_looks_at_the_matrix_that_its_programs_multiply_by(shelf: Shelf) -> None:
    given = rig(shelf, "plain", "encode")
    weight = given.state.buffers[0].owner.weight
    assert isinstance(weight, Tensor)
    values, fresh = weight.clone(), given.state.save()
    with engine_mode():
        expected = given.method(given.noise(2))
        given.state.load(fresh)
        lowered = given.lowered()
        lowered.prepare(2)
        assert torch.equal(given.method(given.noise(2)), expected)
    assert torch.equal(weight, values)
    shares = [
        source.weights.plain.untyped_storage().data_ptr()
        for source in lowered._recipe.weights._sources.values()
    ]
    assert weight.untyped_storage().data_ptr() in shares


def test_graphs_of_one_export_share_layouts_and_what_was_only_tried_is_freed() -> None:
    shared, origin = SharedWeights(), torch.randn(5, 3)
    weights = shared.of(product(origin))
    assert shared.of(product(origin)) is weights
    assert torch.equal(weights.bf16, origin.t().to(torch.bfloat16))
    weights.keep("plain")
    shared.settle()
    assert set(weights._made) == {"plain"}
    assert shared.of(product(origin)) is weights  # although it lies elsewhere now
    assert origin.data_ptr() == weights.plain.data_ptr()


def test_another_weight_at_a_freed_address_is_not_taken_for_the_first() -> None:
    shared, origin = SharedWeights(), torch.randn(5, 3)
    before = origin.data_ptr()
    weights = shared.of(product(origin))
    weights.keep("plain")
    shared.settle()
    assert origin.data_ptr() != before
    held = []  # until the allocator hands that address out again, or has nothing like it
    for _ in range(100):
        held.append(torch.randn(5, 3))
        if held[-1].data_ptr() == before:
            break
    assert shared.of(product(held[-1])) is not weights
