"""The artist's object: a geometry and how it sounds there (DESIGN §6, §7)."""

from dataclasses import dataclass, field
from enum import StrEnum

from latentwalk.domain.ids import ModelId, ZoneId
from latentwalk.domain.pose import Position
from latentwalk.domain.words import Words


class MappingKind(StrEnum):
    """How a place becomes latents."""

    AXES = "axes"
    TERRAIN = "terrain"
    FIXED = "fixed"
    PRIOR = "prior"  # the model's own generation; terrain where it has none left
    SILENCE = "silence"


class Bound(StrEnum):
    """What happens to a latent beyond its range."""

    SOFT = "soft"  # ±3 with a soft knee
    MIRROR = "mirror"  # folds back at ±3
    OPEN = "open"  # to ±8, as the paper's barrier needs


class Axis(StrEnum):
    """What may drive a latent axis."""

    EAST = "east"
    NORTH = "north"
    UP = "up"
    SOUTH = "south"
    WEST = "west"
    HEADING_SIN = "heading_sin"


@dataclass(frozen=True, slots=True)
class Circle:
    """A disc on the ground.

    Attributes:
        centre: Its middle, local metres.
        radius_m: Its radius, > 0.
    """

    centre: Position
    radius_m: float


@dataclass(frozen=True, slots=True)
class Polygon:
    """A polygon with holes; rings are open (first vertex not repeated), local metres.

    Attributes:
        outline: At least three ``(east_m, north_m)`` vertices.
        holes: Rings cut out of it.
    """

    outline: tuple[tuple[float, float], ...]
    holes: tuple[tuple[tuple[float, float], ...], ...] = ()


Shape = Circle | Polygon


@dataclass(frozen=True, slots=True)
class Sound:
    """How ground sounds.

    Attributes:
        mapping: Which mapping makes ``place``.
        model: The model that decodes; ``None`` is the walk's own.
        scale_m: Metres per standard deviation of a latent, > 0.
        bound: What happens beyond the range.
        raw: Play the model's own units: no calibration, nothing but the limiter.
        axes: For ``axes``: what drives latent 0, 1, 2 …; ``None`` leaves that axis at 0.
        values: Standard deviations; missing axes are 0. For ``fixed`` the latents, for
            ``terrain`` their mean, for ``axes`` where those rest that nothing drives.
        spread: For ``terrain``: the deviation of each latent; the last value holds for all
            further axes.
        seed: Which landscape and which motion; mixed with the walk's seed.
        motion: How much moves while one stands still, standard deviations 0..1; 0 is still.
            A ``terrain`` moves by this share of itself, ``fixed`` around its values, ``axes``
            on the axes that nothing drives.
        motion_s: How fast: seconds per standard deviation of change (at ``motion`` 1), > 0.
        temperature: For ``prior``: how far it strays, 0..2; 1 is as it was trained.
        mic: Per latent axis, 0..1: how much the live mic replaces the place; the last
            value holds for all further axes.
        width: Stereo width 0..1 of a mono model (DESIGN §5.4); above 0 costs a second row.
        stage_deg: Azimuths of the two virtual speakers, clockwise from north.
        gain_db: Static gain of the zone.
        noise_m: Grain of the noise axes over ground, metres, > 0.
        noise_s: Grain of the noise axes over time, seconds, > 0.
    """

    mapping: MappingKind = MappingKind.SILENCE
    model: ModelId | None = None
    scale_m: float = 10.0
    bound: Bound = Bound.SOFT
    raw: bool = False
    axes: tuple[Axis | None, ...] = (Axis.EAST, Axis.NORTH, Axis.UP)
    values: tuple[float, ...] = ()
    spread: tuple[float, ...] = (1.0,)
    seed: int = 0
    motion: float = 0.0
    motion_s: float = 2.0
    temperature: float = 1.0
    mic: tuple[float, ...] = (0.0,)
    width: float = 0.0
    stage_deg: tuple[float, float] = (-60.0, 60.0)
    gain_db: float = 0.0
    noise_m: float = 10.0
    noise_s: float = 8.0


@dataclass(frozen=True, slots=True)
class Zone:
    """A shape on the ground and how it sounds inside.

    Attributes:
        id: Unique in the walk.
        title: What people read.
        shape: Where, local metres.
        sound: How.
        fade_m: Inner fade: weight grows from 0 at the edge to 1 this far inside.
        colour: ``#rrggbb`` for maps and worlds.
    """

    id: ZoneId
    title: Words
    shape: Shape
    sound: Sound = field(default_factory=Sound)
    fade_m: float = 10.0
    colour: str = "#8899aa"
