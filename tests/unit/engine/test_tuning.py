"""What is fastest is measured once; a cache that is gone, broken or shut costs only time."""

import math
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from latentwalk.engine import tuning
from latentwalk.engine.calls import engine_mode
from latentwalk.engine.operators import Step
from latentwalk.engine.options import Precision
from latentwalk.engine.tuning import EXTRA, Tuning
from tests.unit.engine.test_gemm import error_of, job_of

SIGNATURE = "a convolution"


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with engine_mode():
        yield tmp_path


def fresh(model: str = "model", is_half: bool = False) -> Tuning:
    return Tuning(model, Precision.AUTO, is_half)


def timed(monkeypatch: pytest.MonkeyPatch, *times_s: float) -> list[int]:
    """Let ways take so long, in the order in which they are tried; return which were."""
    tried: list[int] = []

    def time_of(steps: list[Step], device: torch.device) -> float:
        tried.append(len(tried))
        return times_s[tried[-1]] if tried[-1] < len(times_s) else math.inf

    monkeypatch.setattr(tuning, "_time", time_of)
    return tried


def test_the_fastest_goes_and_the_next_load_does_not_try_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = fresh()
    tried = timed(monkeypatch, 3.0, 1.0, 2.0)
    steps = first.choose(SIGNATURE, job := job_of())
    assert error_of(steps, job) < 1e-5
    assert len(tried) > 2
    assert first._known == {SIGNATURE: "taps"}
    first.save()
    again, tried = fresh(), timed(monkeypatch)
    again.choose(SIGNATURE, job_of())
    assert tried == []
    assert not again.is_changed


def test_a_layout_that_lies_there_already_is_taken_unless_another_is_much_faster(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for faster, expected in ((1.05 * EXTRA, "packed"), (0.95 * EXTRA, "plain")):
        job = job_of()
        job.weights.keep("plain")
        timed(monkeypatch, faster, 9.0, 1.0)  # plain, taps, packed
        first = fresh()
        first.choose(SIGNATURE, job)
        assert first._known[SIGNATURE] == expected


def test_what_two_measured_at_once_is_kept_of_both(monkeypatch: pytest.MonkeyPatch) -> None:
    timed(monkeypatch, *[1.0] * 99)
    one, other = fresh(), fresh()
    one.choose("one", job_of())
    other.choose("other", job_of())
    one.save()
    other.save()
    assert set(fresh()._known) == {"one", "other"}


def test_models_precisions_and_processors_are_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    paths = {fresh()._path, fresh("other")._path, fresh(is_half=True)._path}
    paths.add(Tuning("model", Precision.FP32, False)._path)
    monkeypatch.setattr(tuning, "cpu_flags", lambda: frozenset({"avx512_bf16"}))
    paths.add(fresh()._path)
    assert len(paths) == 5
    assert tuning.has_bf16()


@pytest.mark.parametrize("text", ["", "[]", '{"a convolution": "by magic"}', "\x00\xff"])
def test_broken_cache_is_measured_anew(text: str) -> None:
    path = fresh()._path
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    again = fresh()
    job = job_of()
    assert error_of(again.choose(SIGNATURE, job), job) < 1e-5
    assert again._known[SIGNATURE] in again.names
    again.save()
    assert fresh()._known == again._known


def test_shut_disk_costs_only_time(cache: Path) -> None:
    (cache / "latentwalk").write_text("a file where a folder should be")
    shut = fresh()
    shut.choose(SIGNATURE, job_of())
    shut.save()
    assert fresh()._known == {}


def test_half_precision_competes_only_where_it_may() -> None:
    assert "half" in fresh(is_half=True).names
    assert not any(name.startswith("half") for name in fresh().names)
