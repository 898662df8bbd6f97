"""How a pool may compute: with which precision and where. Importing it needs no torch."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Precision(StrEnum):
    """What the numbers inside a model may be.

    - ``auto``: the fastest way that was proved on this processor.
    - ``fp32``: single precision, never less.
    - ``torchscript``: the export as it came, neither captured nor lowered.
    """

    AUTO = "auto"
    FP32 = "fp32"
    TORCHSCRIPT = "torchscript"


class Device(StrEnum):
    """What computes."""

    CPU = "cpu"
    CUDA = "cuda"


class EngineOptions(BaseModel):
    """What the operator chose; it crosses to the engine's process as JSON.

    Attributes:
        precision: See :class:`Precision`.
        device: See :class:`Device`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    precision: Precision = Precision.AUTO
    device: Device = Device.CPU


DEFAULT_OPTIONS = EngineOptions()
EXACT = EngineOptions(precision=Precision.FP32)  # the same bytes each time (DESIGN §5.4)
