"""How a model's methods are played: lowered where that is proved, else as they came."""

from dataclasses import dataclass

import torch

from latentwalk.engine.calls import Calls
from latentwalk.engine.contract import Contract
from latentwalk.engine.lowering import Lowered, Lowering
from latentwalk.engine.options import EngineOptions, Precision
from latentwalk.engine.probe import Findings
from latentwalk.engine.streams import Streams

ONE_BY_ONE = "its rows are not independent, so each walker costs a call of its own"


@dataclass(frozen=True, slots=True)
class Told:
    """How a model is played, and why.

    Attributes:
        way: ``lowered``, ``torchscript`` or ``one by one``; of two, the slower.
        precision: ``fp32`` or ``bf16``; the least exact of its methods.
        error_db: Least signal-to-error ratio proved, ``None`` where nothing was lowered.
        reasons: Why a method was not lowered, empty where all were.
        is_seeded: Whether the same walk always gives the same sound.
    """

    way: str
    precision: str
    error_db: float | None
    reasons: tuple[str, ...]
    is_seeded: bool


def open_streams(
    calls: Calls,
    findings: Findings,
    contract: Contract,
    options: EngineOptions,
    sha256: str,
    block_frames: int,
) -> tuple[dict[str, Streams], Told]:
    """Lower encode and decode; what cannot be lowered plays as plain TorchScript.

    Args:
        calls: Its methods; their state stays as it was.
        findings: What it does.
        contract: What it promises.
        options: How it may compute.
        sha256: Of its file, for what was measured before.
        block_frames: T of its calls.
    """
    plain = {
        "encode": Streams(calls.encode, findings.encode, findings.batchable),
        "decode": Streams(calls.decode, findings.decode, findings.batchable),
    }
    if not findings.batchable:
        return plain, Told("one by one", "fp32", None, (ONE_BY_ONE,), findings.seeded)
    if options.precision is Precision.TORCHSCRIPT:
        return plain, Told("torchscript", "fp32", None, (), findings.seeded)
    limits = contract.max_rows, block_frames / contract.sample_rate_hz
    device = torch.device(options.device.value)
    lowering = Lowering(sha256, *limits, options.precision, device)
    encode = lowering.lower(
        "encode", calls.encode, findings.encode, (contract.channels_in, block_frames)
    )
    decode = lowering.lower(
        "decode", calls.decode, findings.decode, (calls.decode_size, block_frames // contract.ratio)
    )
    both = {"encode": encode, "decode": decode}
    done = {name: each for name, each in both.items() if isinstance(each, Lowered)}
    reasons = tuple(each for each in both.values() if isinstance(each, str))
    streams = {**plain, **{name: Streams.lowered(each) for name, each in done.items()}}
    return streams, Told(
        way="torchscript" if reasons else "lowered",
        precision="bf16" if any(each.precision == "bf16" for each in done.values()) else "fp32",
        error_db=min((each.error_db for each in done.values()), default=None),
        reasons=reasons,
        is_seeded=findings.seeded or (not reasons and all(x.is_seeded for x in done.values())),
    )
