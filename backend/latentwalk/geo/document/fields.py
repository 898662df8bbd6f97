"""Kinds of values that several parts of a walk document share."""

import re
from collections.abc import Callable
from typing import Annotated, Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    StrictFloat,
    StrictInt,
    StrictStr,
    WithJsonSchema,
)

from latentwalk.domain.words import Words

MAX_FEATURES = 10_000
MAX_VERTICES = 10_000  # a ring or a line; a hand-drawn one has under a hundred
MAX_LATENTS = 512  # no model exports more; keeps a document's lists bounded
SEED_RANGE = 2**53 - 1  # what a browser's numbers hold exactly
MIN_SCALE_M = 0.01
MAX_METRES = 100_000.0
MAX_LANGUAGES = 50
LANGUAGE = r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*"  # as in BCP 47: en, fr, pt-BR


def _worded(at_least: int, at_most: int) -> Callable[[Any], Words]:
    """Check a text, or an object of texts by language, each of that many characters."""

    def check(value: Any) -> Words:
        texts = value if isinstance(value, dict) else {"en": value}
        if not 1 <= len(texts) <= MAX_LANGUAGES:
            raise ValueError("no language, or too many")
        for language, text in texts.items():
            if not re.fullmatch(LANGUAGE, language):
                raise ValueError("not a language")
            if not isinstance(text, str) or not at_least <= len(text) <= at_most:
                raise ValueError("not a text of that length")
        return texts if isinstance(value, dict) else str(value)

    return check


def _texts_schema(at_least: int, at_most: int) -> WithJsonSchema:
    text = {"type": "string", "minLength": at_least, "maxLength": at_most}
    by_language = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": MAX_LANGUAGES,
        "propertyNames": {"pattern": f"^{LANGUAGE}$"},
        "additionalProperties": text,
    }
    return WithJsonSchema({"anyOf": [text, by_language]})


Latent = Annotated[StrictFloat, Field(ge=-100.0, le=100.0)]
Share = Annotated[StrictFloat, Field(ge=0.0, le=1.0)]
Azimuth = Annotated[StrictFloat, Field(ge=-360.0, le=360.0)]
Decibels = Annotated[StrictFloat, Field(ge=-60.0, le=12.0)]
Metre = Annotated[StrictFloat, Field(ge=-MAX_METRES, le=MAX_METRES)]
Radius = Annotated[StrictFloat, Field(ge=0.1, le=50_000.0)]
Grain = Annotated[StrictFloat, Field(ge=MIN_SCALE_M, le=MAX_METRES)]
Ramp = Annotated[StrictFloat, Field(ge=0.0, le=600.0)]
Seed = Annotated[StrictInt, Field(ge=-SEED_RANGE, le=SEED_RANGE)]
AxisIndex = Annotated[StrictInt, Field(ge=0, lt=MAX_LATENTS)]
Flag = Annotated[bool, Field(strict=True)]
Title = Annotated[Words, PlainValidator(_worded(1, 200)), _texts_schema(1, 200)]
Description = Annotated[Words, PlainValidator(_worded(0, 2000)), _texts_schema(0, 2000)]
Name = Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Colour = Annotated[StrictStr, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
ClockTime = Annotated[StrictStr, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
SOUND_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}\.(wav|flac|ogg|mp3)"
PICTURE_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]{0,95}\.(jpg|png|webp)"
SoundName = Annotated[StrictStr, Field(pattern=f"^{SOUND_NAME}$", max_length=96)]
SoundNameOrNone = Annotated[StrictStr, Field(pattern=f"^({SOUND_NAME})?$", max_length=96)]
PictureNameOrNone = Annotated[StrictStr, Field(pattern=f"^({PICTURE_NAME})?$", max_length=96)]

NAME_RULE = "1 to 64 letters, digits, '-', '_' or '.'"
TITLE_RULE = "1 to 200 characters, or an object of them by language"
TEXT_RULE = "at most 2000 characters, or an object of them by language"
SOUND_RULE = "the name of a sound file (.wav, .flac, .ogg, .mp3): letters, digits, '-', '_' and '.'"
PICTURE_RULE = "the name of a picture (.jpg, .png, .webp): letters, digits, '-', '_' and '.'"
BOTH_LANGUAGES = {"en": "The lawn", "fr": "La pelouse"}


class Document(BaseModel):
    """What every part of the document shares: nothing unknown, no NaN, no infinity."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


def minute_of(time: str) -> int:
    """Return the minute of the day of a time ``HH:MM``."""
    return int(time[:2]) * 60 + int(time[3:])
