"""The whole piece: a named set of zones on one local frame."""

from dataclasses import dataclass, field
from enum import StrEnum

from latentwalk.domain.ids import ModelId, WalkId
from latentwalk.domain.pose import GeoPoint, Position
from latentwalk.domain.words import Words
from latentwalk.domain.zone import Sound, Zone


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
