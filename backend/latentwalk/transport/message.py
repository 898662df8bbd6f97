"""What all JSON messages share: strictness, and the kinds of number and name they carry."""

from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
)

from latentwalk.domain.ids import ModelId, ResumeToken, WalkId
from latentwalk.transport.wire import MAX_MEDIA_TIME, Codec

SILENCE_DB = -120.0  # stands for minus infinity, which JSON cannot say


def _codec_named(value: object) -> object:
    names = {codec.name.lower(): codec for codec in Codec}
    if isinstance(value, str) and value in names:
        return names[value]
    if isinstance(value, Codec):
        return value
    raise ValueError(f"expected {' or '.join(sorted(names))}")


def _floored(level_db: float) -> float:
    return min(max(SILENCE_DB, level_db), -SILENCE_DB)  # in this order NaN becomes silence


CodecName = Annotated[
    Codec, BeforeValidator(_codec_named), PlainSerializer(lambda codec: codec.name.lower())
]
LevelDb = Annotated[float, Field(allow_inf_nan=True), AfterValidator(_floored)]
Millis = Annotated[float, Field(ge=0, le=MAX_MEDIA_TIME)]
Ratio = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=0, le=MAX_MEDIA_TIME)]
WalkName = Annotated[WalkId, Field(min_length=1, max_length=128)]
Token = Annotated[ResumeToken, Field(min_length=1, max_length=128)]
Latent = Annotated[float, Field(ge=-100.0, le=100.0)]
ModelName = Annotated[ModelId, Field(min_length=1, max_length=64)]


class Message(BaseModel):
    """Frozen and strict; unknown members are ignored, so that either side may say more."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore", allow_inf_nan=False)
