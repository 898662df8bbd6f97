from functools import cache
from pathlib import Path

import pytest

from latentwalk.domain.errors import ContractError
from latentwalk.engine.calls import engine_mode, open_calls
from latentwalk.engine.introspect import read_facts
from latentwalk.engine.loader import load_module
from latentwalk.engine.probe import Findings, probe
from tests.fakes.models import Shelf


def found(shelf: Shelf, name: str) -> Findings:
    return probed(shelf.path(name))


@cache
def probed(path: Path) -> Findings:
    module = load_module(path, None)
    with engine_mode():
        facts = read_facts(module, path)
        return probe(module, open_calls(module, facts, path), facts, 48_000, path)


STREAMING = ["plain", "old", "drawing", "tempered", "stereo_in", "fine", "coarse", "echo_700"]


@pytest.mark.parametrize(
    ("name", "streaming"),
    [
        *((name, True) for name in STREAMING),
        ("forgetful", False),
        ("forgetful_drawing", False),
    ],
)
def test_streaming_is_judged_by_two_halves(shelf: Shelf, name: str, streaming: bool) -> None:
    assert found(shelf, name).streaming == streaming


@pytest.mark.parametrize(
    ("name", "max_rows"),
    [
        *((name, 64) for name in STREAMING),
        ("stereo_bank", 32),
        ("one_row", 1),
        ("mixing", 1),
        ("split_bank", 1),
    ],
)
def test_rows_are_as_many_as_stay_apart(shelf: Shelf, name: str, max_rows: int) -> None:
    findings = found(shelf, name)
    assert (findings.max_rows, findings.batchable) == (max_rows, max_rows > 1)


@pytest.mark.parametrize(
    ("name", "seeded"), [("plain", True), ("tempered", True), ("old", False), ("drawing", False)]
)
def test_seeded_is_what_repeats_itself(shelf: Shelf, name: str, seeded: bool) -> None:
    assert found(shelf, name).seeded == seeded


@pytest.mark.parametrize(
    ("name", "encode", "decode"),
    [
        ("plain", ["encoder.pad"], ["decoder.cache"]),
        ("dirty", ["encoder.pad"], ["decoder.cache"]),
        ("nameless", ["parts.1.pad"], ["parts.0.cache"]),
        ("remembering", ["encoder.pad"], ["decoder.cache", "remember.memory"]),
        ("echo_0", [], []),
        ("echo_700", [], ["cache"]),
    ],
)
def test_state_belongs_to_the_method_that_writes_it(
    shelf: Shelf, name: str, encode: list[str], decode: list[str]
) -> None:
    findings = found(shelf, name)
    assert [buffer.path for buffer in findings.encode.buffers] == encode
    assert [buffer.path for buffer in findings.decode.buffers] == decode


def test_nan_on_pure_silence_alone_is_no_reason_to_refuse(shelf: Shelf) -> None:
    findings = found(shelf, "normed")
    assert findings.streaming
    assert findings.batchable
    assert findings.seeded


def test_stereo_bank_takes_two_entries_a_row(shelf: Shelf) -> None:
    assert [buffer.per_row for buffer in found(shelf, "stereo_bank").decode.buffers] == [2]


@pytest.mark.parametrize(
    ("name", "told"), [("sick", "NaN or infinity"), ("shared", "both write the buffer")]
)
def test_unusable_model_is_refused(shelf: Shelf, name: str, told: str) -> None:
    with pytest.raises(ContractError, match=told):
        found(shelf, name)
