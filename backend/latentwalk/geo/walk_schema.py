"""The members of a walk document, as pydantic checks them (DESIGN §7).

A field's description completes "expected …" in messages, and its example "write …".
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StrictFloat,
    StrictInt,
    StrictStr,
)

from latentwalk.domain.sound import Axis, Bound, MappingKind
from latentwalk.domain.walk import Frame
from latentwalk.domain.words import Words

MAX_LATENTS = 512  # no model exports more; keeps a document's lists bounded
SEED_RANGE = 2**53 - 1  # what a browser's numbers hold exactly
MIN_SCALE_M = 0.01
MAX_METRES = 100_000.0
MAX_LANGUAGES = 50
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")  # as in BCP 47: en, fr, pt-BR


def _listed(value: Any) -> Any:
    """Let a single number stand for a list of one."""
    return [value] if isinstance(value, int | float) else value


def _worded(at_least: int, at_most: int) -> Callable[[Any], Words]:
    """Check a text, or an object of texts by language, each of that many characters."""

    def check(value: Any) -> Words:
        texts = value if isinstance(value, dict) else {"en": value}
        if not 1 <= len(texts) <= MAX_LANGUAGES:
            raise ValueError("no language, or too many")
        for language, text in texts.items():
            if not LANGUAGE.fullmatch(language):
                raise ValueError("not a language")
            if not isinstance(text, str) or not at_least <= len(text) <= at_most:
                raise ValueError("not a text of that length")
        return texts if isinstance(value, dict) else str(value)

    return check


def _texts(at_least: int, at_most: int) -> PlainValidator:
    return PlainValidator(_worded(at_least, at_most), json_schema_input_type=str | dict[str, str])


Latent = Annotated[StrictFloat, Field(ge=-100.0, le=100.0)]
Spread = Annotated[StrictFloat, Field(ge=0.0, le=3.0)]
Share = Annotated[StrictFloat, Field(ge=0.0, le=1.0)]
Azimuth = Annotated[StrictFloat, Field(ge=-360.0, le=360.0)]
Metre = Annotated[StrictFloat, Field(ge=-MAX_METRES, le=MAX_METRES)]
Radius = Annotated[StrictFloat, Field(ge=0.01, le=1_000.0)]
Grain = Annotated[StrictFloat, Field(ge=MIN_SCALE_M, le=MAX_METRES)]
Seed = Annotated[StrictInt, Field(ge=-SEED_RANGE, le=SEED_RANGE)]
Title = Annotated[Words, _texts(1, 200)]
Description = Annotated[Words, _texts(0, 2000)]
Name = Annotated[StrictStr, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$")]
Colour = Annotated[StrictStr, Field(pattern=r"^#[0-9a-fA-F]{6}$")]

NAME_RULE = "1 to 64 letters, digits, '-', '_' or '.'"
TITLE_RULE = "1 to 200 characters, or an object of them by language"
BOTH_LANGUAGES = {"en": "The lawn", "fr": "La pelouse"}


class Document(BaseModel):
    """What every part of the document shares: nothing unknown, no NaN, no infinity."""

    model_config = ConfigDict(extra="forbid", allow_inf_nan=False, frozen=True)


class SoundDocument(Document):
    """How ground sounds; fields left out take the defaults of :class:`domain.zone.Sound`."""

    mapping: MappingKind = Field(
        description="one of axes, terrain, fixed, prior, silence", examples=["terrain"]
    )
    model: Name | None = Field(
        None, description=f"the id of a model: {NAME_RULE}", examples=["voices"]
    )
    scale_m: Grain | None = Field(
        None, description="metres per standard deviation, 0.01 to 100000", examples=[10]
    )
    bound: Bound = Field(Bound.SOFT, description="one of soft, mirror, open", examples=["soft"])
    raw: bool = Field(False, strict=True, description="true or false", examples=[False])
    axes: tuple[Axis | None, ...] = Field(
        (Axis.EAST, Axis.NORTH, Axis.UP),
        max_length=MAX_LATENTS,
        description="a list of east, north, up, south, west, heading_sin or null",
        examples=[["east", "north", None]],
    )
    values: tuple[Latent, ...] = Field(
        (),
        max_length=MAX_LATENTS,
        description="a list of numbers, -100 to 100",
        examples=[[0.5, -1.2]],
    )
    spread: Annotated[tuple[Spread, ...], BeforeValidator(_listed)] = Field(
        (1.0,),
        min_length=1,
        max_length=MAX_LATENTS,
        description="a number 0 to 3, or a list of them, one a latent",
        examples=[[0.5, 1]],
    )
    seed: Seed = Field(0, description="a whole number", examples=[7])
    motion: Share = Field(0.0, description="a number 0 (still) to 1", examples=[0.5])
    motion_s: Grain = Field(
        2.0,
        description="seconds per standard deviation of change, 0.01 to 100000",
        examples=[0.5],
    )
    temperature: Annotated[StrictFloat, Field(ge=0.0, le=2.0)] = Field(
        1.0, description="a number 0 to 2", examples=[1]
    )
    mic: Annotated[tuple[Share, ...], BeforeValidator(_listed)] = Field(
        (0.0,),
        min_length=1,
        max_length=MAX_LATENTS,
        description="a number 0 to 1, or a list of them, one a latent",
        examples=[0.5],
    )
    width: Share = Field(0.0, description="a number 0 to 1", examples=[0.5])
    stage_deg: tuple[Azimuth, Azimuth] = Field(
        (-60.0, 60.0),
        description="two azimuths in degrees clockwise from north, left and right speaker",
        examples=[[-30, 30]],
    )
    gain_db: Annotated[StrictFloat, Field(ge=-60.0, le=12.0)] = Field(
        0.0, description="decibels, -60 to 12", examples=[-6]
    )
    noise_m: Grain = Field(10.0, description="metres, 0.01 to 100000", examples=[10])
    noise_s: Grain = Field(8.0, description="seconds, 0.01 to 100000", examples=[8])


class ZoneDocument(Document):
    """Properties of a Feature that is a zone."""

    kind: Literal["zone"] = "zone"
    id: Name | None = Field(None, description=NAME_RULE, examples=["lawn"])
    title: Title | None = Field(None, description=TITLE_RULE, examples=[BOTH_LANGUAGES])
    radius_m: Annotated[StrictFloat, Field(ge=0.1, le=50_000.0)] | None = Field(
        None, description="metres, 0.1 to 50000", examples=[20]
    )
    fade_m: Annotated[StrictFloat, Field(ge=0.0, le=10_000.0)] = Field(
        10.0, description="metres, 0 to 10000", examples=[10]
    )
    colour: Colour = Field("#8899aa", description="a colour #rrggbb", examples=["#8899aa"])
    sound: SoundDocument | None = Field(
        None,
        description="an object with at least a mapping",
        examples=[{"mapping": "terrain"}],
    )


class LandmarkDocument(Document):
    """Properties of a Feature that is a landmark."""

    kind: Literal["landmark"]
    id: Name | None = Field(None, description=NAME_RULE, examples=["sphere"])
    title: Title = Field(description=TITLE_RULE, examples=[BOTH_LANGUAGES])
    radius_m: Radius = Field(1.0, description="metres, 0.01 to 1000", examples=[1])
    radii_m: tuple[Radius, Radius, Radius] | None = Field(
        None,
        description="three half axes in metres, east, north and up, 0.01 to 1000",
        examples=[[2, 1, 0.5]],
    )
    up_m: Metre = Field(0.0, description="metres above ground of its centre", examples=[1])
    colour: Colour = Field("#f2efe6", description="a colour #rrggbb", examples=["#f2efe6"])


class PieceDocument(Document):
    """The collection's member ``latentwalk``: settings of the whole piece."""

    version: Literal[1] = Field(description="1", examples=[1])
    title: Title = Field(description=TITLE_RULE, examples=[BOTH_LANGUAGES])
    description: Description = Field(
        "",
        description="at most 2000 characters, or an object of them by language",
        examples=[{"en": "One sentence.", "fr": "Une phrase."}],
    )
    order: Annotated[StrictInt, Field(ge=0, le=1_000_000)] | None = Field(
        None, description="a whole number, 0 to 1000000", examples=[1]
    )
    frame: Frame = Field(
        description="geographic (coordinates are lon, lat) or local (metres east, north)",
        examples=["geographic"],
    )
    origin: tuple[StrictFloat, StrictFloat] | None = Field(
        None, description="two numbers, [lon, lat]", examples=[[5.448, 43.522]]
    )
    start: Annotated[tuple[StrictFloat, ...], Field(min_length=2, max_length=3)] | None = Field(
        None,
        description="two numbers in the walk's frame and perhaps metres up",
        examples=[[0, -6]],
    )
    start_heading_deg: Annotated[StrictFloat, Field(ge=0.0, lt=360.0)] = Field(
        0.0, description="degrees clockwise from north, 0 up to 360", examples=[90]
    )
    model: Name = Field(description=f"the id of a model: {NAME_RULE}", examples=["voices"])
    seed: Seed = Field(0, description="a whole number", examples=[7])
    outside: SoundDocument | None = Field(
        None,
        description="an object with at least a mapping",
        examples=[{"mapping": "silence"}],
    )
