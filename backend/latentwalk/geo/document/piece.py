"""The collection's member ``latentwalk``: settings of the whole piece."""

from typing import Annotated, Literal

from pydantic import Field, StrictFloat, StrictInt, StrictStr

from latentwalk.domain.ids import ModelId
from latentwalk.domain.walk import Closing, Cover, Frame, Hours, Opening, Swatch
from latentwalk.geo.document.fields import (
    BOTH_LANGUAGES,
    LANGUAGE,
    MAX_LATENTS,
    NAME_RULE,
    PICTURE_RULE,
    SOUND_RULE,
    TEXT_RULE,
    TITLE_RULE,
    ClockTime,
    Description,
    Document,
    Flag,
    Latent,
    Name,
    PictureNameOrNone,
    Seed,
    SoundNameOrNone,
    Title,
    minute_of,
)
from latentwalk.geo.document.rules import RuleDocument
from latentwalk.geo.document.sound import SoundDocument

MAX_RULES = 200
MAX_SWATCHES = 500
MAX_MODELS = 50

Degrees = Annotated[StrictFloat, Field(ge=-90.0, le=90.0)]
AxisName = Annotated[StrictStr, Field(max_length=80)]


class OpeningDocument(Document):
    """How the walk begins."""

    words: Description = Field("", description=TEXT_RULE, examples=["Turn slowly. Then walk."])
    file: SoundNameOrNone = Field("", description=SOUND_RULE, examples=["opening.wav"])

    def opening(self) -> Opening:
        return Opening(self.words, self.file)


class ClosingDocument(Document):
    """How the walk ends."""

    words: Description = Field("", description=TEXT_RULE, examples=["Take off your headphones."])
    after_s: Annotated[StrictFloat, Field(ge=1.0, le=86_400.0)] | None = Field(
        None, description="seconds, 1 to 86400, or null", examples=[1200]
    )

    def closing(self) -> Closing:
        return Closing(self.words, self.after_s)


class HoursDocument(Document):
    """When the ground may be walked outdoors."""

    opens: ClockTime = Field(
        "00:00", alias="from", description='a time of day, "HH:MM"', examples=["08:00"]
    )
    closes: ClockTime = Field(
        "00:00", alias="to", description='a time of day, "HH:MM"', examples=["20:00"]
    )
    sun_deg: Degrees | None = Field(
        None, description="degrees of the sun above the horizon, -90 to 90, or null", examples=[-6]
    )

    def hours(self) -> Hours:
        return Hours(minute_of(self.opens), minute_of(self.closes), self.sun_deg)


class CoverDocument(Document):
    """What people read before they choose the walk."""

    picture: PictureNameOrNone = Field("", description=PICTURE_RULE, examples=["cover.jpg"])
    minutes: Annotated[StrictInt, Field(ge=1, le=1440)] | None = Field(
        None, description="whole minutes, 1 to 1440, or null", examples=[20]
    )
    step_free: Flag | None = Field(None, description="true, false or null", examples=[True])
    attribution: Description = Field("", description=TEXT_RULE, examples=["Map: © OpenStreetMap"])
    language: Annotated[StrictStr, Field(pattern=f"^{LANGUAGE}$", max_length=35)] = Field(
        "en", description="a language: en, fr, pt-BR", examples=["fr"]
    )
    access_code: Flag = Field(
        False, description="true or false; the code itself is never in a walk", examples=[False]
    )

    def cover(self) -> Cover:
        return Cover(
            picture=self.picture,
            minutes=self.minutes,
            is_step_free=self.step_free,
            attribution=self.attribution,
            language=self.language,
            has_access_code=self.access_code,
        )


class SwatchDocument(Document):
    """A sound the artist kept."""

    title: Title = Field(description=TITLE_RULE, examples=["low and dark"])
    model: Name = Field(description=f"the id of a model: {NAME_RULE}", examples=["voices"])
    values: tuple[Latent, ...] = Field(
        max_length=MAX_LATENTS,
        description="a list of numbers, -100 to 100",
        examples=[[0.5, -1.2]],
    )

    def swatch(self) -> Swatch:
        return Swatch(self.title, ModelId(self.model), self.values)


class FrameDocument(Document):
    """What coordinates of the document are."""

    frame: Frame = Field(
        description="geographic (coordinates are lon, lat) or local (metres east, north)",
        examples=["geographic"],
    )
    origin: tuple[StrictFloat, StrictFloat] | None = Field(
        None, description="two numbers, [lon, lat]", examples=[[5.448, 43.522]]
    )


class PieceDocument(FrameDocument):
    """Settings of the whole piece."""

    version: Literal[1] = Field(description="1", examples=[1])
    title: Title = Field(description=TITLE_RULE, examples=[BOTH_LANGUAGES])
    description: Description = Field(
        "", description=TEXT_RULE, examples=[{"en": "One sentence.", "fr": "Une phrase."}]
    )
    order: Annotated[StrictInt, Field(ge=0, le=1_000_000)] | None = Field(
        None, description="a whole number, 0 to 1000000", examples=[1]
    )
    plant: Literal["here", "none"] = Field("here", description="here or none", examples=["here"])
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
    opening: OpeningDocument | None = Field(
        None, description="an object", examples=[{"words": "Turn slowly."}]
    )
    closing: ClosingDocument | None = Field(
        None, description="an object", examples=[{"words": "Listen.", "after_s": 900}]
    )
    open: HoursDocument | None = Field(
        None, description="an object", examples=[{"from": "08:00", "to": "20:00"}]
    )
    cover: CoverDocument | None = Field(
        None, description="an object", examples=[{"minutes": 20, "step_free": True}]
    )
    swatches: tuple[SwatchDocument, ...] = Field(
        (),
        max_length=MAX_SWATCHES,
        description=f"a list of at most {MAX_SWATCHES} objects with title, model and values",
        examples=[[{"title": "dark", "model": "voices", "values": [0.5, -1.2]}]],
    )
    axis_names: dict[Name, Annotated[tuple[AxisName, ...], Field(max_length=MAX_LATENTS)]] = Field(
        {},
        max_length=MAX_MODELS,
        description="an object of lists of texts (80 characters), by model",
        examples=[{"voices": ["breath", "vowel"]}],
    )
    rules: tuple[RuleDocument, ...] = Field(
        (),
        max_length=MAX_RULES,
        description=f"a list of at most {MAX_RULES} objects with when and then",
        examples=[[{"when": {"entered": "lawn"}, "then": [{"open": "pond"}]}]],
    )
