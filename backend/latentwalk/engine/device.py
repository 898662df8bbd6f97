"""Whether what the operator chose to compute on is there."""

import torch

from latentwalk.domain.errors import DeviceError
from latentwalk.engine.options import Device, EngineOptions


def require_device(options: EngineOptions) -> None:
    """Refuse a device that this machine, or this torch, does not have.

    Raises:
        DeviceError: With the remedy.
    """
    if options.device is Device.CUDA and not torch.cuda.is_available():
        built = torch.version.cuda
        why = f"is built for CUDA {built} and sees none" if built else "is built without CUDA"
        raise DeviceError(
            f"no CUDA device is present; torch {torch.__version__} {why}, use --device cpu"
        )
