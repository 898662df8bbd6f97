"""The whole piece: a named set of zones on one local frame."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from latentwalk.domain.hush import Hush
from latentwalk.domain.ids import ModelId, WalkId
from latentwalk.domain.pose import GeoPoint, Position
from latentwalk.domain.rule import Rule
from latentwalk.domain.sample import Sample
from latentwalk.domain.sound import Sound
from latentwalk.domain.words import Words
from latentwalk.domain.zone import Zone


class Frame(StrEnum):
    """What the document's coordinates are."""

    GEOGRAPHIC = "geographic"  # WGS84 lon/lat; the origin is a point on Earth
    LOCAL = "local"  # metres east/north; planted where the walker stands


@dataclass(frozen=True, slots=True)
class Landmark:
    """Something to be seen (and later heard) at a place.

    Attributes:
        title: What people read.
        position: Local metres; ``up_m`` is the centre's height.
        radius_m: Size, > 0.
        colour: ``#rrggbb``.
        radii_m: Half axes of an ellipsoid, east, north and up, > 0; ``None`` is a sphere of
            ``radius_m``.
    """

    title: Words
    position: Position
    radius_m: float = 1.0
    colour: str = "#f2efe6"
    radii_m: tuple[float, float, float] | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """How a walk begins.

    Attributes:
        words: Spoken and written once.
        file: A recording of them in the walk's folder of sounds; empty speaks the words.
    """

    words: Words = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """How a walk ends: at a time, or where the walker stops it (DESIGN §7).

    Attributes:
        words: The last sentence.
        after_s: Sound thins out from here on; ``None`` leaves it to the walker.
    """

    words: Words = ""
    after_s: float | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """When the ground may be walked outdoors.

    Attributes:
        from_minute, to_minute: Local time of day, minutes; over midnight if the second is
            earlier. Equal is always.
        sun_deg: Least elevation of the sun; ``None`` does not ask.
    """

    from_minute: int = 0
    to_minute: int = 0
    sun_deg: float | None = None


@dataclass(frozen=True, slots=True)
class Cover:
    """What people read before they choose a walk.

    Attributes:
        picture: Name of a picture in the walk's folder; empty is none.
        minutes: About how long it takes; ``None`` does not say.
        is_step_free: Whether wheels can follow; ``None`` does not say.
        attribution: Whose recordings, texts and maps; empty is nobody's.
        language: Tag of the language it is written in.
        has_access_code: Whether a code is asked for; the code itself is never in a document.
    """

    picture: str = ""
    minutes: int | None = None
    is_step_free: bool | None = None
    attribution: Words = ""
    language: str = "en"
    has_access_code: bool = False


@dataclass(frozen=True, slots=True)
class Swatch:
    """A sound the artist kept.

    Attributes:
        title: In their words.
        model: Whose latents.
        values: Standard deviations.
    """

    title: Words
    model: ModelId
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Walk:
    """A piece that can be walked; all geometry is in local metres around ``origin``.

    Attributes:
        id: The document's file stem.
        title: What people read.
        frame: Whether ``origin`` is a point on Earth or is planted at the walker's feet.
        origin: WGS84 point of (0, 0); ``None`` for a local walk.
        start: Where an indoor walker begins.
        start_heading_deg: Where they face.
        model: The model every zone uses unless it names another.
        seed: Seed of all landscapes and noise.
        zones: In document order.
        outside: How ground sounds where no zone does (DESIGN §6, weights).
        landmarks: Things to see.
        description: One sentence.
        order: Place in a list of walks, lowest first; ``None`` comes after those with one.
        hushes: Where the street wins.
        samples: Located recordings.
        rules: In document order.
        opening, closing, hours, cover: What is around the walk.
        plants_here: Whether a local walk opened outdoors is planted where the walker stands.
        swatches: The artist's palette.
        axis_names: What the artist calls the latent axes, by model; missing ones are nameless.
    """

    id: WalkId
    title: Words
    frame: Frame
    origin: GeoPoint | None
    start: Position
    start_heading_deg: float
    model: ModelId
    seed: int
    zones: tuple[Zone, ...]
    outside: Sound = field(default_factory=Sound)
    landmarks: tuple[Landmark, ...] = ()
    description: Words = ""
    order: int | None = None
    hushes: tuple[Hush, ...] = ()
    samples: tuple[Sample, ...] = ()
    rules: tuple[Rule, ...] = ()
    opening: Opening = field(default_factory=Opening)
    closing: Closing = field(default_factory=Closing)
    hours: Hours = field(default_factory=Hours)
    cover: Cover = field(default_factory=Cover)
    plants_here: bool = True
    swatches: tuple[Swatch, ...] = ()
    axis_names: Mapping[ModelId, tuple[str, ...]] = field(default_factory=dict)
