"""What a training computes on: the GPU where there is one, else the processor.

Crops are made on the processor and weights are kept, exported and measured there; in between all
tensors of a step are on one device.
"""

from typing import Any

import torch
from torch import Tensor

from latentwalk.domain.errors import ModelFileError

CPU = torch.device("cpu")


def choose_device(wanted: str = "auto") -> torch.device:
    """Choose what a training computes on.

    Args:
        wanted: ``auto``, or a device as torch names it: ``cpu``, ``cuda``.

    Raises:
        ModelFileError: If a GPU is wanted and there is none.
    """
    if wanted == "auto":
        return torch.device("cuda") if has_gpu() else CPU
    device = torch.device(wanted)
    if device.type == "cuda" and not has_gpu():
        raise ModelFileError(
            f"--device {wanted}", "", "there is no GPU here that torch can use",
            "Give --device cpu, or install the build of torch that is made for your GPU",
        )  # fmt: skip
    return device


def has_gpu() -> bool:
    """Say whether a GPU is there and does sums: one older than this torch is seen but fails."""
    if not torch.cuda.is_available():
        return False
    try:
        return float(torch.ones((), device="cuda") + 1.0) == 2.0
    except RuntimeError:
        return False


def gpu_name(device: torch.device) -> str:
    """Name the GPU; empty for the processor."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else ""


def on_cpu(state: Any) -> Any:
    """Bring every tensor of a state, a table of tables, to the processor: it loads anywhere."""
    if isinstance(state, dict):
        return {name: on_cpu(value) for name, value in state.items()}
    return state.cpu() if isinstance(state, Tensor) else state
