import json
from pathlib import Path

import pytest
import torch

from latentwalk.engine.checker import check_model
from tests.fakes.models import Shelf
from tests.fakes.nets import RATIO, F, K

REFUSED = {
    "foreign": "nn~ method",
    "forgetful": "click at every block",
    "long": "expected [1, 1, 2048]",
    "rateless": "sample_rate_hz",
    "shared": "both write",
    "sick": "NaN",
    "surround": "6 audio channels",
    "two_ratios": "one ratio",
}
FIELDS = {
    "ok", "reason", "sample_rate_hz", "ratio", "latent_size", "full_latent_size", "channels_in",
    "channels_out", "streaming", "batchable", "methods", "delay_frames", "seeded", "torch",
    "kind", "max_rows", "prior", "prior_rows", "prior_call_ms",
    "on_time_rows", "call_ms", "block_ms", "way", "precision", "error_db",
}  # fmt: skip


ACCEPTED = ["nameless", "one_row", "stereo_bank", "tempered"]


@pytest.mark.parametrize("name", [*REFUSED, *ACCEPTED])
def test_good_and_bad_are_told_apart(shelf: Shelf, name: str) -> None:
    report = check_model(shelf.path(name))
    assert report.ok == (name not in REFUSED)
    assert REFUSED.get(name, "") in report.reason
    assert "\n" not in report.reason


def test_report_has_the_promised_fields(shelf: Shelf) -> None:
    told = json.loads(json.dumps(check_model(shelf.path("stereo")).to_json()))
    assert set(told) == FIELDS
    assert (told["ratio"], told["latent_size"], told["full_latent_size"]) == (RATIO, K, F)
    assert (told["channels_in"], told["channels_out"]) == (1, 2)
    assert (told["methods"], told["torch"]) == (["encode", "decode"], torch.__version__)


def test_refusal_tells_what_was_learnt_before_it(shelf: Shelf) -> None:
    report = check_model(shelf.path("forgetful"))
    assert (report.streaming, report.sample_rate_hz, report.ratio) == (False, 48_000, RATIO)


def test_models_that_run_once_for_each_walker_say_so(shelf: Shelf) -> None:
    report = check_model(shelf.path("one_row"))
    assert not report.batchable
    assert report.max_rows is not None
    assert report.max_rows > 1
    assert "each walker costs a call of its own" in report.reason


@pytest.mark.parametrize(
    ("name", "kind"), [("plain", "real"), ("spherical", "angle"), ("discrete", "index")]
)
def test_report_tells_what_latents_are(shelf: Shelf, name: str, kind: str) -> None:
    assert check_model(shelf.path(name)).kind == kind


@pytest.mark.parametrize(
    ("name", "way", "remark"),
    [
        ("plain", "none", ""),
        ("dreaming", "batched", ""),
        ("solo", "one by one", ""),
        ("unforgetting", "none", "its prior keeps a memory that cannot be reset"),
    ],
)
def test_report_tells_how_a_prior_runs_and_what_it_costs(
    shelf: Shelf, name: str, way: str, remark: str
) -> None:
    report = check_model(shelf.path(name))
    assert report.ok
    assert report.prior == way
    assert remark in report.reason
    assert (report.prior_rows or 0) >= (way != "none")
    assert ((report.prior_call_ms or 0.0) > 0.0) == (way != "none")


def test_missing_file_is_an_answer(tmp_path: Path) -> None:
    report = check_model(tmp_path / "gone.ts")
    assert not report.ok
    assert "gone.ts" in report.reason


def test_wrong_card_is_an_answer(shelf: Shelf, tmp_path: Path) -> None:
    (tmp_path / "model.toml").write_text("[model]\n")
    assert not check_model(tmp_path / "any.ts").ok
