"""How an export is called: deterministic encode, decode, one torch mode around both."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor

from latentwalk.domain.errors import ContractError
from latentwalk.engine.introspect import Facts
from latentwalk.engine.state import StateRecord

# A raise inside TorchScript is no RuntimeError.
CALL_ERRORS = (torch.jit.Error, RuntimeError, TypeError, ValueError, IndexError)
HEARING_STEPS = 16  # a RAVE decoder without causal training first reacts after two
Method = Callable[[Tensor], Tensor]


@contextmanager
def engine_mode() -> Iterator[None]:
    """Enter the mode of every model call; it is thread-local, so it is entered each time.

    The profiling executor re-specialises per shape and makes first calls slow; it stays off.
    Denormals are flushed, or tails that ring out below hearing would cost ten times as much.
    """
    quick_start = torch.jit.optimized_execution(False)  # type: ignore[attr-defined]  # unlisted
    torch.set_flush_denormal(True)
    try:
        with torch.inference_mode(), quick_start:
            yield
    finally:
        torch.set_flush_denormal(False)


@contextmanager
def proving(file: Path) -> Iterator[None]:
    """Turn whatever a foreign module raises while it is proved into a refusal.

    Raises:
        ContractError: With the end of TorchScript's story.
    """
    with engine_mode():
        try:
            yield
        except CALL_ERRORS as error:
            problem = f"fails while it is tried out: {last_line(error)}"
            raise ContractError(file, "", problem, "Export the model again") from error


@dataclass(frozen=True, slots=True)
class Calls:
    """The two methods the engine uses.

    Attributes:
        encode: Sound [B, C, T] to latents [B, K, N], the same each time where the export allows.
        decode: Latents [B, K or F, N] to sound [B, C, T].
        decode_size: Latent channels decode is given: F where it takes them (then it draws no
            noise of its own), else K.
    """

    encode: Method
    decode: Method
    decode_size: int


def open_calls(module: torch.jit.ScriptModule, facts: Facts, file: Path) -> Calls:
    """Choose how to call the export, trying each way once; its state stays as it was.

    Raises:
        ContractError: If encode or decode raises or answers with another length.
    """
    fresh = StateRecord(module)
    try:
        return _open_calls(module, facts, file, fresh)
    finally:
        fresh.restore()


def _open_calls(
    module: torch.jit.ScriptModule, facts: Facts, file: Path, fresh: StateRecord
) -> Calls:
    ratio, latent_size = facts.encode.ratio_out, facts.encode.channels_out
    sound = torch.zeros(1, facts.encode.channels_in, 2 * ratio)
    encode = _choose_encode(module, sound, [1, latent_size, 2])
    _prove(encode, "encode", sound, [1, latent_size, 2], file)
    expected = [1, facts.decode.channels_out, 2 * ratio]
    full = torch.zeros(1, facts.full_latent_size, 2)
    if _answers(module.decode, full, expected) and _hears(module.decode, facts, fresh):
        return Calls(encode, module.decode, facts.full_latent_size)
    _prove(module.decode, "decode", full[:, :latent_size], expected, file)
    return Calls(encode, module.decode, latent_size)


def _choose_encode(module: torch.jit.ScriptModule, sound: Tensor, expected: list[int]) -> Method:
    """Prefer the mean over a draw: an official variational encode samples its latents."""

    def temperate(x: Tensor) -> Tensor:
        return _first(module.encode_dist(x, 0.0))

    def amortized(x: Tensor) -> Tensor:
        return _first(module.encode_amortized(x))

    for name, way in (("encode_dist", temperate), ("encode_amortized", amortized)):
        if hasattr(module, name) and _answers(way, sound, expected):
            return way
    plain: Method = module.encode
    return plain


def _first(answer: object) -> Tensor:
    first = answer[0] if isinstance(answer, tuple) else answer
    if not isinstance(first, Tensor):
        raise TypeError(f"expected latents first, got {type(first).__name__}")
    return first


def _answers(method: Method, given: Tensor, expected: list[int]) -> bool:
    try:
        return list(method(given).shape) == expected
    except CALL_ERRORS:
        return False


def _hears(decode: Method, facts: Facts, fresh: StateRecord) -> bool:
    """Say whether the F - K further axes sound: a discrete decoder takes and ignores them."""
    quiet = torch.zeros(1, facts.full_latent_size, HEARING_STEPS)
    moved = quiet.clone()
    moved[:, facts.encode.channels_out :] = 1.0
    sounds: list[Tensor] = []
    for latents in (quiet, moved):
        fresh.restore()
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(0)
            sounds.append(decode(latents))
    return not torch.equal(*sounds)


def _prove(method: Method, name: str, given: Tensor, expected: list[int], file: Path) -> None:
    remedy = "Export the model again; `latentwalk models check` tells more"
    try:
        answer = method(given)
    except CALL_ERRORS as error:
        problem = f"raises on input {list(given.shape)}: {last_line(error)}"
        raise ContractError(file, name, problem, remedy) from error
    shape = list(answer.shape) if isinstance(answer, Tensor) else type(answer).__name__
    if shape != expected:
        problem = f"input {list(given.shape)} gives {shape}, expected {expected}"
        raise ContractError(file, name, problem, remedy)


def last_line(error: BaseException) -> str:
    """Return the end of a TorchScript error: the rest is its own traceback."""
    lines = [line for line in str(error).splitlines() if line.strip()]
    return lines[-1].strip() if lines else type(error).__name__
