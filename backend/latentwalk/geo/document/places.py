"""Properties of a Feature, one class for each kind of thing on the ground."""

import re
from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import Field, StrictFloat, StrictInt

from latentwalk.domain.hush import HUSH_M, HushKind
from latentwalk.domain.sample import Playing
from latentwalk.geo.document.fields import (
    BOTH_LANGUAGES,
    MAX_LATENTS,
    NAME_RULE,
    SOUND_RULE,
    TITLE_RULE,
    Colour,
    Decibels,
    Document,
    Flag,
    Latent,
    Metre,
    Name,
    Radius,
    SoundName,
    Title,
)
from latentwalk.geo.document.sound import SoundDocument

# What map tools and people write beside ours: simplestyle, row numbers of GIS, own notes.
FOREIGN = (
    r"^(_.*|x-.*|@.*|fid|ogc_fid|stroke(-width|-opacity)?|fill(-opacity)?|"
    r"marker-(color|size|symbol))$"
)
FOREIGN_KIND = "x-"  # Features whose kind begins so are others': notes, layers of a survey

Half = Annotated[StrictFloat, Field(ge=0.01, le=1_000.0)]
METRES_ACROSS = "metres, 0.1 to 50000"


def own_properties(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is ours: neither foreign nor null, as map tools write for what is missing."""
    return {
        name: value
        for name, value in properties.items()
        if value is not None and not re.match(FOREIGN, name)
    }


def is_foreign(properties: Mapping[str, Any] | None) -> bool:
    """Return whether a Feature is somebody else's: kept where it is, and not read."""
    kind = (properties or {}).get("kind")
    return isinstance(kind, str) and kind.startswith(FOREIGN_KIND)


class PlaceDocument(Document):
    """Properties of any Feature."""

    id: Name | None = Field(None, description=NAME_RULE, examples=["lawn"])


class ShapedDocument(PlaceDocument):
    """Properties of a Feature that covers ground."""

    radius_m: Radius | None = Field(
        None, description=f"{METRES_ACROSS}; with a Point only", examples=[20]
    )
    width_m: Radius | None = Field(
        None, description=f"{METRES_ACROSS}; with a LineString only", examples=[8]
    )


class ZoneDocument(ShapedDocument):
    """Properties of a Feature that is a zone."""

    kind: Literal["zone"] = "zone"
    title: Title | None = Field(None, description=TITLE_RULE, examples=[BOTH_LANGUAGES])
    fade_m: Annotated[StrictFloat, Field(ge=0.0, le=10_000.0)] = Field(
        10.0, description="metres, 0 to 10000", examples=[10]
    )
    colour: Colour = Field("#8899aa", description="a colour #rrggbb", examples=["#8899aa"])
    priority: Annotated[StrictInt, Field(ge=-1000, le=1000)] = Field(
        0, description="a whole number, -1000 to 1000; the highest sounds first", examples=[1]
    )
    weight: Annotated[StrictFloat, Field(ge=0.0, le=1.0)] = Field(
        1.0, description="a number 0 to 1", examples=[1]
    )
    hysteresis_m: Annotated[StrictFloat, Field(ge=0.0, le=1_000.0)] = Field(
        3.0, description="metres, 0 to 1000", examples=[3]
    )
    dwell_s: Annotated[StrictFloat, Field(ge=0.0, le=3_600.0)] = Field(
        0.0, description="seconds, 0 to 3600", examples=[2]
    )
    is_open: Flag = Field(True, description="true or false", examples=[True])
    sound: SoundDocument | None = Field(
        None,
        description="an object with at least a mapping",
        examples=[{"mapping": "terrain"}],
    )


class LandmarkDocument(PlaceDocument):
    """Properties of a Feature that is a landmark."""

    kind: Literal["landmark"]
    title: Title = Field(description=TITLE_RULE, examples=[BOTH_LANGUAGES])
    radius_m: Half = Field(1.0, description="metres, 0.01 to 1000", examples=[1])
    radii_m: tuple[Half, Half, Half] | None = Field(
        None,
        description="three half axes in metres, east, north and up, 0.01 to 1000",
        examples=[[2, 1, 0.5]],
    )
    up_m: Metre = Field(0.0, description="metres above ground of its centre", examples=[1])
    colour: Colour = Field("#f2efe6", description="a colour #rrggbb", examples=["#f2efe6"])


class HushDocument(ShapedDocument):
    """Properties of a Feature before which sound falls silent."""

    kind: Literal["hush"]
    hush: HushKind = Field(
        description="one of road, rail, water, steps, cliff, private", examples=["road"]
    )
    title: Title | None = Field(None, description=TITLE_RULE, examples=[BOTH_LANGUAGES])
    hush_m: Annotated[StrictFloat, Field(ge=0.0, le=1_000.0)] = Field(
        HUSH_M, description="metres, 0 to 1000", examples=[15]
    )


class AnchorDocument(PlaceDocument):
    """Properties of a Feature that is a latent vector at a place of a zone."""

    kind: Literal["anchor"]
    zone: Name = Field(description="the id of a zone whose mapping is anchors", examples=["lawn"])
    values: tuple[Latent, ...] = Field(
        max_length=MAX_LATENTS,
        description="a list of numbers, -100 to 100",
        examples=[[0.5, -1.2]],
    )
    title: Title | None = Field(None, description=TITLE_RULE, examples=[BOTH_LANGUAGES])


class PlantedDocument(PlaceDocument):
    """Properties of a Feature that is a sound file at a place of a zone."""

    kind: Literal["planted"]
    zone: Name = Field(description="the id of a zone whose mapping is planted", examples=["lawn"])
    file: SoundName = Field(description=SOUND_RULE, examples=["creek.wav"])
    title: Title | None = Field(None, description=TITLE_RULE, examples=[BOTH_LANGUAGES])


class SampleDocument(PlaceDocument):
    """Properties of a Feature that is a located recording."""

    kind: Literal["sample"]
    file: SoundName = Field(description=SOUND_RULE, examples=["bell.wav"])
    title: Title | None = Field(None, description=TITLE_RULE, examples=[BOTH_LANGUAGES])
    radius_m: Radius = Field(20.0, description=METRES_ACROSS, examples=[20])
    gain_db: Decibels = Field(0.0, description="decibels, -60 to 12", examples=[-6])
    playing: Playing = Field(Playing.LOOP, description="one of loop, once, rule", examples=["loop"])
