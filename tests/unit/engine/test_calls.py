from pathlib import Path

import pytest
import torch
from torch import Tensor

from latentwalk.domain.errors import ContractError
from latentwalk.engine.calls import Calls, engine_mode, open_calls, proving
from latentwalk.engine.introspect import read_facts
from latentwalk.engine.loader import load_module
from tests.fakes.models import Shelf
from tests.fakes.nets import RATIO, F, K


def opened(shelf: Shelf, name: str) -> Calls:
    path = shelf.path(name)
    module = load_module(path, None)
    with engine_mode():
        return open_calls(module, read_facts(module, path), path)


def encoded(calls: Calls) -> Tensor:
    generator = torch.Generator().manual_seed(0)
    with engine_mode():
        calls.encode(torch.zeros(1, 1, RATIO))  # the same state before each
        return calls.encode(torch.randn(1, 1, 2 * RATIO, generator=generator))


@pytest.mark.parametrize("name", ["plain", "old", "tempered"])
def test_encode_is_the_mean_however_the_export_offers_it(shelf: Shelf, name: str) -> None:
    assert torch.equal(encoded(opened(shelf, name)), encoded(opened(shelf, "plain")))


@pytest.mark.parametrize(("name", "size"), [("plain", F), ("old", K), ("nameless", K), ("deaf", K)])
def test_decode_is_given_all_latents_it_takes(shelf: Shelf, name: str, size: int) -> None:
    assert opened(shelf, name).decode_size == size


def test_another_length_is_refused(shelf: Shelf) -> None:
    with pytest.raises(ContractError, match=r"decode: input \[1, 4, 2\] gives \[1, 1, 2049\]"):
        opened(shelf, "long")


def test_trying_leaves_the_state_alone(shelf: Shelf) -> None:
    path = shelf.path("remembering")
    module = load_module(path, None)
    before = module.remember.memory.clone()
    with engine_mode():
        open_calls(module, read_facts(module, path), path)
    assert torch.equal(module.remember.memory, before)


def test_failure_while_tried_out_is_a_refusal_of_one_line() -> None:
    with (
        pytest.raises(ContractError, match=r"^odd\.ts: .* tried out: no such axis\."),
        proving(Path("odd.ts")),
    ):
        raise RuntimeError("Traceback of TorchScript:\n  somewhere\nno such axis")
