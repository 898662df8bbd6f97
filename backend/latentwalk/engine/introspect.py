"""What a TorchScript file says about itself, read before anything is called.

References:
    facts of the nn~ contract: ``M_params`` = in channels, in ratio, out channels, out ratio.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from latentwalk.domain.errors import ContractError
from latentwalk.latent.space import LatentKind

PARAMS = "_params"
RATE_IN_NAME = re.compile(r"_r(\d{4,6})(?:_|\.|$)")  # IIL names: …_b2048_r48000_z16.ts
KINDS = {"SphericalEncoder": LatentKind.ANGLE, "DiscreteEncoder": LatentKind.INDEX}
NOT_A_NAME = "none"  # nn_tilde ≤ 1.5.6 lists it among attributes


@dataclass(frozen=True, slots=True)
class MethodParams:
    """One method's declared shape: ``[B, channels_in, n / ratio_in]`` and the same out."""

    channels_in: int
    ratio_in: int
    channels_out: int
    ratio_out: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What the file declares; behaviour is judged elsewhere.

    Attributes:
        sample_rate_hz: ``None`` where the file does not say.
        encode: Of the encoder.
        decode: Of the decoder.
        full_latent_size: F as declared, at least K.
        methods: Callable methods that declare parameters.
        prior: Of the unconditional generation, ``None`` without one.
        kind: What its latents are, as the class of its encoder tells.
    """

    sample_rate_hz: int | None
    encode: MethodParams
    decode: MethodParams
    full_latent_size: int
    methods: tuple[str, ...]
    prior: MethodParams | None = None
    kind: LatentKind = LatentKind.REAL


def read_facts(module: torch.jit.ScriptModule, file: Path) -> Facts:
    """Read the declarations of a loaded export.

    No setter is ever called: ``set_sample_rate`` would overwrite the model's own rate.

    Raises:
        ContractError: If it declares no usable encode and decode.
    """
    rate_hz = _sample_rate_hz(module, file)
    methods = _methods(module)
    encode, decode = (_declared(module, file, name, methods) for name in ("encode", "decode"))
    if (encode.ratio_in, encode.ratio_out) != (decode.ratio_out, decode.ratio_in):
        problem = (
            f"encode makes 1 latent step of {encode.ratio_out} frames, decode makes "
            f"{decode.ratio_in} frames of 1 step; expected one ratio"
        )
        raise ContractError(file, "decode_params", problem, "Export the model again")
    if decode.channels_in != encode.channels_out:
        problem = f"{decode.channels_in} latents in, but encode gives {encode.channels_out}"
        raise ContractError(file, "decode_params", problem, "Export the model again")
    full = _full_latent_size(module, decode.channels_in)
    # Official exports have a callable `prior` even without one trained; only its four
    # numbers prove it.
    prior = MethodParams(*_params(module, "prior")) if "prior" in methods else None
    return Facts(rate_hz, encode, decode, full, methods, prior, _kind(module))


def _declared(
    module: torch.jit.ScriptModule, file: Path, name: str, methods: tuple[str, ...]
) -> MethodParams:
    if name not in methods:
        found = ", ".join(methods) or "none"
        problem = f"expected an nn~ method {name!r} with a buffer {name}{PARAMS}, found {found}"
        remedy = "Export it as an nn~ model (RAVE: `rave export --streaming`)"
        raise ContractError(file, "", problem, remedy)
    params = MethodParams(*_params(module, name))
    place = f"{name}{PARAMS}"
    audio, latent, channels = params.ratio_out, params.ratio_in, params.channels_out
    if name == "encode":
        audio, latent, channels = params.ratio_in, params.ratio_out, params.channels_in
    if channels not in (1, 2):
        problem = f"{channels} audio channels, expected 1 or 2"
        raise ContractError(file, place, problem, "Export a mono or stereo model")
    if audio != 1 or latent < 1:
        problem = f"{audio} frames of sound to {latent} of latents, expected 1 to 1 or more"
        raise ContractError(file, place, problem, "Export the model again")
    return params


def _params(module: torch.jit.ScriptModule, name: str) -> list[int]:
    value = getattr(module, name + PARAMS, None)
    if not isinstance(value, torch.Tensor) or value.numel() != 4:
        return []
    return [int(element) for element in value.reshape(-1).tolist()]


def _methods(module: torch.jit.ScriptModule) -> tuple[str, ...]:
    """Name what is callable and declares four numbers; both alone prove nothing."""
    names = [name.removesuffix(PARAMS) for name, _ in module.named_buffers(recurse=False)]
    listed = _call(module, "get_methods")
    if isinstance(listed, (list, tuple)):
        names = [str(name) for name in listed]
    return tuple(
        name
        for name in dict.fromkeys(names)
        if name != NOT_A_NAME and _params(module, name) and callable(getattr(module, name, None))
    )


def _sample_rate_hz(module: torch.jit.ScriptModule, file: Path) -> int | None:
    candidates = [getattr(module, "sr", None), getattr(module, "sampling_rate", None)]
    candidates.append(_call(module, "get_sample_rate"))
    inner = getattr(module, "_rave", None)  # combined exports nest the model
    candidates += [getattr(inner, "sr", None), getattr(inner, "sampling_rate", None)]
    named = RATE_IN_NAME.search(file.name)
    candidates.append(int(named.group(1)) if named else None)
    return next((rate for rate in map(_whole, candidates) if rate is not None and rate > 0), None)


def _full_latent_size(module: torch.jit.ScriptModule, latent_size: int) -> int:
    """Return F; ``latent_size`` is the full size in v1 exports and the cropped one since."""
    sources = (module, getattr(module, "_rave", None))
    for name in ("full_latent_size", "latent_size"):
        for source in sources:
            size = _whole(getattr(source, name, None))
            if size is not None and size > latent_size:
                return size
    for source in sources:
        pca = getattr(source, "latent_pca", None)
        if isinstance(pca, torch.Tensor) and pca.ndim == 2:
            return max(latent_size, pca.shape[0])
    return latent_size


def _kind(module: torch.jit.ScriptModule) -> LatentKind:
    for source in (module, getattr(module, "_rave", None)):
        name = getattr(getattr(source, "encoder", None), "original_name", "")
        if name in KINDS:
            return KINDS[name]
    return LatentKind.REAL


def _whole(value: Any) -> int | None:  # an untyped attribute of a foreign file
    if isinstance(value, torch.Tensor):
        value = value.item() if value.numel() == 1 else None
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return int(value) if is_number else None


def _call(module: torch.jit.ScriptModule, name: str) -> object:
    method = getattr(module, name, None)
    if not callable(method):
        return None
    try:
        return method()
    except (torch.jit.Error, RuntimeError):
        return None
