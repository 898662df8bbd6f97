import shutil
from pathlib import Path

import pytest
import torch

from latentwalk.domain.errors import ContractError
from latentwalk.engine.introspect import Facts, read_facts
from latentwalk.engine.loader import load_module
from tests.fakes.models import Shelf
from tests.fakes.nets import RATIO, F, K


def read(path: Path) -> Facts:
    return read_facts(load_module(path, None), path)


@pytest.mark.parametrize("name", ["plain", "old"])
def test_cropped_and_full_latent_size_are_told_apart(shelf: Shelf, name: str) -> None:
    facts = read(shelf.path(name))
    assert (facts.encode.channels_out, facts.full_latent_size) == (K, F)


@pytest.mark.parametrize("name", ["plain", "old", "nameless"])
def test_methods_are_what_declares_parameters_and_can_be_called(shelf: Shelf, name: str) -> None:
    assert sorted(read(shelf.path(name)).methods) == ["decode", "encode"]


@pytest.mark.parametrize(
    ("name", "expected"), [("plain", 48_000), ("old", 48_000), ("cd", 44_100), ("rateless", None)]
)
def test_rate_is_read_where_each_export_keeps_it(
    shelf: Shelf, name: str, expected: int | None
) -> None:
    assert read(shelf.path(name)).sample_rate_hz == expected


def test_rate_is_read_from_the_name_last(shelf: Shelf, tmp_path: Path) -> None:
    named = shutil.copy(shelf.path("rateless"), tmp_path / "birds_b2048_r32000_z16.ts")
    assert read(Path(named)).sample_rate_hz == 32_000


def test_reading_calls_no_setter(shelf: Shelf) -> None:
    module = load_module(shelf.path("plain"), None)
    read_facts(module, shelf.path("plain"))
    assert module.sr == 48_000


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("foreign", ["nn~ method 'encode'", "found none", "rave export"]),
        ("surround", ["decode_params", "6 audio channels", "expected 1 or 2"]),
        ("two_ratios", ["decode_params", str(RATIO), "512", "one ratio"]),
    ],
)
def test_broken_declaration_is_refused(shelf: Shelf, name: str, told: list[str]) -> None:
    with pytest.raises(ContractError) as refusal:
        read(shelf.path(name))
    for part in [f"{name}.ts", *told]:
        assert part in str(refusal.value)


def test_latents_of_another_number_are_refused(shelf: Shelf) -> None:
    module = load_module(shelf.path("plain"), None)
    with torch.inference_mode():
        module.decode_params[0] = K + 1
    with pytest.raises(ContractError, match="5 latents in, but encode gives 4"):
        read_facts(module, shelf.path("plain"))
