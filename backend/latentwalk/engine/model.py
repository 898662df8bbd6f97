"""A loaded model: its contract, its rows, and the calls on whole batches."""

import logging
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch

from latentwalk.domain.block import Latents, Samples
from latentwalk.domain.errors import ContractError
from latentwalk.domain.ids import ModelId
from latentwalk.engine.calibration import calibrate
from latentwalk.engine.calls import Calls, engine_mode, open_calls, proving
from latentwalk.engine.contract import Contract
from latentwalk.engine.delay import measure_delay_frames
from latentwalk.engine.dice import Dice
from latentwalk.engine.introspect import Facts, read_facts
from latentwalk.engine.loader import load_module, read_sha256
from latentwalk.engine.manifest import Manifest
from latentwalk.engine.opening import Told, open_streams
from latentwalk.engine.options import DEFAULT_OPTIONS, EngineOptions
from latentwalk.engine.prior import Prior
from latentwalk.engine.prior_probe import PriorFindings, open_prior
from latentwalk.engine.probe import Findings, probe
from latentwalk.engine.rows import RowPlan
from latentwalk.engine.state import StateRecord
from latentwalk.engine.streams import Memory, Streams, affordable_streams
from latentwalk.latent.space import LatentSpace

WARM_ROWS = (1, 2, 4, 8)
WARM_CALLS = 2
log = logging.getLogger(__name__)


@dataclass(slots=True)
class Model:
    """One export in memory; one thread owns it.

    Attributes:
        contract: What it promises.
        space: Its calibration.
        decode_size: Latent channels of :meth:`decode`: F where the export takes them, else K.
        noise_std: Spread of the F - K noise axes, model units, shape [decode_size - K].
        prior: Its own generation, ``None`` without one.
        way: How it is played, and why.
    """

    contract: Contract
    space: LatentSpace
    decode_size: int
    noise_std: Latents
    prior: Prior | None
    way: Told
    _streams: dict[str, Streams]

    @property
    def precision(self) -> str:
        """``fp32`` or ``bf16``; the least exact of what is ready."""
        return min(streams.precision for streams in self._streams.values())

    @property
    def error_db(self) -> float | None:
        """The least signal-to-error ratio proved so far, ``None`` where nothing was lowered."""
        proved = [streams.error_db for streams in self._streams.values()]
        return min((db for db in proved if db is not None), default=None)

    def encode(self, sound: Samples, dice: Dice | None = None) -> Latents:
        """Encode rows 0..B-1: [B, C, T] to model units [B, K, N]."""
        return self._call("encode", sound, dice)

    def decode(self, latents: Latents, dice: Dice | None = None) -> Samples:
        """Decode rows 0..B-1: model units [B, decode_size, N] to [B, C, T]."""
        return self._call("decode", latents, dice)

    def _call(self, method: str, given: Samples, dice: Dice | None) -> Samples:
        with engine_mode():
            answer = self._streams[method].call(torch.from_numpy(given), dice)
        return np.asarray(answer.numpy())

    def ready_rows(self, method: str) -> int:
        """Return the rows of the largest call of ``encode`` or ``decode`` that is prepared."""
        ready = self._streams[method].ready_rows
        return self.contract.max_rows if ready is None else ready

    def most_rows(self, method: str) -> int:
        """Return the rows of the largest call of ``encode`` or ``decode`` that there can be."""
        most = self._streams[method].most_rows
        return self.contract.max_rows if most is None else most

    def missing(self, method: str, rows: int) -> int | None:
        """Return a size of calls to prepare, where so many rows play; ``None`` if none is."""
        return self._streams[method].missing(rows)

    def prepare(self, method: str, rows: int) -> None:
        """Make ready for calls of so many rows; another thread may play meanwhile.

        Raises:
            CaptureError, LoweringError, ProofError: If it cannot be; what is ready stays.
        """
        with engine_mode():
            self._streams[method].prepare(rows)

    def seat(self, plan: RowPlan) -> None:
        """Move and zero rows as one block's plan says."""
        for name, lane in (("encode", plan.encode), ("decode", plan.decode)):
            self._streams[name].seat(lane)
        if self.prior is not None:
            self.prior.seat(plan.prior)

    def reset(self, method: str, row: int) -> None:
        """Make one row of ``encode`` or ``decode`` as in a fresh model."""
        self._streams[method].reset(row)

    def save_row(self, method: str, row: int) -> Memory:
        """Return a copy of what one row of ``encode`` or ``decode`` remembers."""
        return self._streams[method].save_row(row)

    def load_row(self, method: str, row: int, memory: Memory) -> None:
        """Let a row of ``encode`` or ``decode`` go on from what :meth:`save_row` returned."""
        self._streams[method].load_row(row, memory)

    def is_poisoned(self, method: str, row: int) -> bool:
        """Say whether a row remembers NaN or infinity, and so would answer with it for ever."""
        return not self._streams[method].is_finite(row)


def load_model(
    manifest: Manifest, options: EngineOptions = DEFAULT_OPTIONS, block_frames: int | None = None
) -> Model:
    """Load, prove, measure and warm a model.

    Args:
        manifest: Which.
        options: How it may compute.
        block_frames: T of its calls; its pool's by default.

    Raises:
        ModelFileError: If the file is missing, foreign, changed, or cannot stream.
    """
    path = manifest.path
    module = load_module(path, manifest.model.sha256)
    with proving(path):
        facts = read_facts(module, path)
        rate_hz = check_card(manifest, facts)
        calls = open_calls(module, facts, path)
        findings = probe(module, calls, facts, rate_hz, path)
        require_streaming(findings, path)
        kind = manifest.model.latents or facts.kind
        space = calibrate(manifest, module, calls, rate_hz, kind)
        delay = manifest.model.delay_frames
        if delay is None:
            delay = measure_delay_frames(module, calls, facts, rate_hz)
        told = open_prior(module, facts, findings, rate_hz, manifest.model.prior_rows)
        rows = rows_of(manifest, module, calls, facts, findings, rate_hz)
        contract = _contract(manifest, facts, findings, space, rate_hz, delay, rows, told.rows)
        _warm(module, calls, contract, told)
        sha256 = manifest.model.sha256 or read_sha256(path)
        frames = block_frames or contract.block_frames
        streams, way = open_streams(calls, findings, contract, options, sha256, frames)
    if told.problem:
        log.warning("model %s plays without its prior, which %s", contract.model_id, told.problem)
    noise_std = _noise_std(manifest, calls.decode_size - contract.latent_size)
    contract = replace(contract, seeded=way.is_seeded, way=way.way, error_db=way.error_db)
    contract = replace(contract, precision=way.precision)
    return Model(contract, space, calls.decode_size, noise_std, told.prior, way, streams)


def rows_of(
    manifest: Manifest,
    module: torch.jit.ScriptModule,
    calls: Calls,
    facts: Facts,
    findings: Findings,
    rate_hz: int,
) -> int:
    """Return how many rows a pool carries: what one call holds, or what there is time for."""
    stated = manifest.model.max_rows
    if findings.batchable:
        return min(findings.max_rows, stated or findings.max_rows)
    return stated or affordable_streams(module, calls, facts, rate_hz)


def check_card(manifest: Manifest, facts: Facts) -> int:
    """Compare the card with the file; return the sample rate.

    Raises:
        ContractError: If they differ or neither knows the rate.
    """
    found = {
        "sample_rate_hz": facts.sample_rate_hz,
        "ratio": facts.encode.ratio_out,
        "latent_size": facts.encode.channels_out,
        "full_latent_size": facts.full_latent_size,
    }
    for name, value in found.items():
        stated = getattr(manifest.model, name)
        if stated is not None and value is not None and stated != value:
            problem = f"the file has {value}, its card states {stated}"
            raise ContractError(manifest.path, name, problem, f"Correct {name} in model.toml")
    rate_hz = facts.sample_rate_hz or manifest.model.sample_rate_hz
    if rate_hz is None:
        remedy = "Write sample_rate_hz under [model] in a model.toml beside it"
        raise ContractError(manifest.path, "sample_rate_hz", "the file does not say its", remedy)
    return rate_hz


def require_streaming(findings: Findings, path: Path) -> None:
    """Refuse an export that restarts at every block.

    Raises:
        ContractError: If two half blocks do not equal one.
    """
    if not findings.streaming:
        problem = "two half blocks differ from one whole, so it would click at every block"
        remedy = "Export it for streaming (RAVE: `rave export --streaming`)"
        raise ContractError(path, "streaming", problem, remedy)


def _contract(
    manifest: Manifest,
    facts: Facts,
    findings: Findings,
    space: LatentSpace,
    rate_hz: int,
    delay_frames: int,
    max_rows: int,
    prior_rows: int,
) -> Contract:
    if len(space.mean) != facts.encode.channels_out:
        problem = f"{len(space.mean)} values, expected one for each of {facts.encode.channels_out}"
        raise ContractError(manifest.card, "calibration", problem, "Calibrate the model again")
    return Contract(
        model_id=ModelId(manifest.model.id),
        title=manifest.model.title,
        sample_rate_hz=rate_hz,
        ratio=facts.encode.ratio_out,
        latent_size=facts.encode.channels_out,
        full_latent_size=facts.full_latent_size,
        channels_in=facts.encode.channels_in,
        channels_out=facts.decode.channels_out,
        methods=facts.methods,
        streaming=findings.streaming,
        batchable=findings.batchable,
        max_rows=max_rows,
        delay_frames=delay_frames,
        seeded=findings.seeded,
        mean=space.mean,
        std=space.std,
        sign=space.sign,
        reference_loudness_lufs=manifest.model.reference_loudness_lufs,
        gain_db=manifest.model.gain_db,
        prior_rows=prior_rows,
        kind=space.kind,
    )


def _noise_std(manifest: Manifest, n_axes: int) -> Latents:
    """Take the card's spread of the noise axes; official exports draw them with variance 1."""
    given = manifest.calibration_full
    if given is None or not n_axes:
        return np.ones(n_axes, np.float32)
    if len(given.std) != n_axes:
        problem = f"{len(given.std)} values, expected one for each of {n_axes} noise axes"
        raise ContractError(manifest.card, "calibration_full.std", problem, "Correct the card")
    return np.array(given.std, np.float32)


def _warm(
    module: torch.jit.ScriptModule, calls: Calls, contract: Contract, told: PriorFindings
) -> None:
    """Call each batch size a few times: first calls allocate and choose kernels."""
    fresh = StateRecord(module)
    shape = (contract.channels_in, contract.block_frames)
    holds = contract.max_rows if contract.batchable else 1
    for rows in (n for n in WARM_ROWS if n <= holds):
        for _ in range(WARM_CALLS):
            calls.encode(torch.zeros(rows, *shape))
            calls.decode(torch.zeros(rows, calls.decode_size, contract.latent_steps))
            if told.prior is not None and rows <= told.rows:
                told.prior.generate(np.ones(rows), contract.latent_steps)
    fresh.restore()
