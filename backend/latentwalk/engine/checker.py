"""``latentwalk models check``: what one file is, and whether a pool would play it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from latentwalk.domain.errors import InputFileError
from latentwalk.engine.calls import open_calls, proving
from latentwalk.engine.contract import ModelReport
from latentwalk.engine.delay import measure_delay_frames
from latentwalk.engine.introspect import Facts, read_facts
from latentwalk.engine.loader import load_module
from latentwalk.engine.manifest import manifest_of
from latentwalk.engine.model import check_card, require_streaming, rows_of
from latentwalk.engine.opening import ONE_BY_ONE
from latentwalk.engine.prior_probe import PriorFindings, open_prior
from latentwalk.engine.probe import Findings, probe


def check_model(path: Path | str) -> ModelReport:
    """Load a file, run it, and report; a bad file is an answer, not an error.

    The card beside it, if it names this file, is checked with it.

    Args:
        path: Of a ``.ts`` export.

    Returns:
        A report that holds what was learnt up to the first refusal.
    """
    report = ModelReport(ok=False, reason="", torch=torch.__version__)
    try:
        with proving(Path(path)):
            for learnt in _examine(Path(path)):
                report = replace(report, **learnt)
    except InputFileError as error:
        return replace(report, ok=False, reason=str(error))
    return report


def _examine(path: Path) -> Iterator[dict[str, Any]]:
    """Yield what is known after each step, so that a refusal still tells the rest."""
    manifest = manifest_of(path)
    module = load_module(path, manifest.model.sha256)
    facts = read_facts(module, path)
    yield _declared(facts)
    rate_hz = check_card(manifest, facts)
    calls = open_calls(module, facts, path)
    findings = probe(module, calls, facts, rate_hz, path)
    yield {"sample_rate_hz": rate_hz, **_found(findings)}
    require_streaming(findings, path)
    if not findings.batchable:
        yield {"max_rows": rows_of(manifest, module, calls, facts, findings, rate_hz)}
    told = open_prior(module, facts, findings, rate_hz, manifest.model.prior_rows)
    yield _generated(told)
    remarks = [] if findings.batchable else [ONE_BY_ONE]
    yield {
        "delay_frames": measure_delay_frames(module, calls, facts, rate_hz),
        "reason": "; ".join(remarks + ([f"its prior {told.problem}"] if told.problem else [])),
        "ok": True,
    }


def _declared(facts: Facts) -> dict[str, Any]:
    return {
        "sample_rate_hz": facts.sample_rate_hz,
        "ratio": facts.encode.ratio_out,
        "kind": facts.kind.value,
        "latent_size": facts.encode.channels_out,
        "full_latent_size": facts.full_latent_size,
        "channels_in": facts.encode.channels_in,
        "channels_out": facts.decode.channels_out,
        "methods": facts.methods,
    }


def _found(findings: Findings) -> dict[str, Any]:
    return {
        "streaming": findings.streaming,
        "batchable": findings.batchable,
        "seeded": findings.seeded,
        "max_rows": findings.max_rows,
    }


def _generated(told: PriorFindings) -> dict[str, Any]:
    return {
        "prior": told.way,
        "prior_rows": told.rows,
        "prior_call_ms": round(1e3 * told.call_s, 3),
    }
