"""How ground sounds: a mapping, and what changes it while one walks (DESIGN §6)."""

from dataclasses import dataclass
from enum import StrEnum

from latentwalk.domain.ids import ModelId
from latentwalk.domain.pose import Position


class MappingKind(StrEnum):
    """How a place becomes latents."""

    AXES = "axes"
    ANCHORS = "anchors"  # latent vectors at points, smoothly interpolated
    PLANTED = "planted"  # sound files at points: their trajectories play and morph
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
    HEADING_COS = "heading_cos"
    SPEED = "speed"  # 0 at rest, one standard deviation at 1.2 m/s


class StillKind(StrEnum):
    """What comes in when a walker stands still (DESIGN §6)."""

    NONE = "none"
    SLOW = "slow"  # time in motion, cycles and planted trajectories runs at a quarter
    MIC = "mic"  # the mic's share grows to all
    QUIET = "quiet"  # the sound goes down by 12 dB


class CyclePreset(StrEnum):
    """Where a cycle takes its period and phase from."""

    PERIOD = "period"  # ``period_s`` of media time
    DAY = "day"  # local time of day, lowest at midnight
    YEAR = "year"  # lowest at the December solstice
    SUN = "sun"  # sine of the sun's elevation: no period of its own
    TIDE = "tide"  # lunar semidiurnal, 12 h 25.2 min, highest as the moon passes the meridian


class ReverbRoom(StrEnum):
    """Rooms whose impulse responses we synthesise."""

    COURTYARD = "courtyard"
    HALL = "hall"
    TUNNEL = "tunnel"
    FOREST = "forest"


class FilterKind(StrEnum):
    """One filter per zone."""

    LOWPASS = "lowpass"
    HIGHPASS = "highpass"
    BANDPASS = "bandpass"


@dataclass(frozen=True, slots=True)
class Anchor:
    """A latent vector at a place.

    Attributes:
        position: Local metres.
        values: Standard deviations; missing axes are 0.
    """

    position: Position
    values: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Planted:
    """A sound file at a place: its encoded latents loop there.

    Attributes:
        position: Local metres.
        file: Name of the file in the walk's folder of sounds.
    """

    position: Position
    file: str


@dataclass(frozen=True, slots=True)
class Cycle:
    """A slow change of one latent axis.

    Attributes:
        axis: Which latent, from 0.
        depth: Standard deviations added at the top, taken away at the bottom.
        preset: Where period and phase come from.
        period_s: For ``period``, > 0.
        phase: Turns, 0..1, added.
    """

    axis: int
    depth: float
    preset: CyclePreset = CyclePreset.PERIOD
    period_s: float = 600.0
    phase: float = 0.0


@dataclass(frozen=True, slots=True)
class Reverb:
    """A room around a zone's sound.

    Attributes:
        room: Which.
        wet: Its share, 0..1.
    """

    room: ReverbRoom
    wet: float = 0.3


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter over a zone's sound.

    Attributes:
        kind: Which.
        frequency_hz: Corner or centre.
        q: Sharpness, 0.3..10.
    """

    kind: FilterKind
    frequency_hz: float
    q: float = 0.707


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
            A ``terrain`` moves by this share of itself, ``axes`` on the axes that nothing
            drives, all others around their values.
        motion_s: How fast: seconds per standard deviation of change (at ``motion`` 1), > 0.
        temperature: For ``prior``: how far it strays, 0..2; 1 is as it was trained.
        anchors: For ``anchors``: at least one. Between them latents are means weighted by
            closeness, smooth over ``smooth_m``.
        planted: For ``planted``: at least one; morphs as anchors do.
        smooth_m: How far an anchor or a planted sound reaches into its neighbours, > 0: half
            way between two, this many metres are most of the change; four times as far from
            the others, each is heard alone.
        mic: Per latent axis, 0..1: how much the live mic replaces the place; the last
            value holds for all further axes.
        width: Stereo width 0..1 of a mono model (DESIGN §5.4); above 0 costs a second row.
        stage_deg: Azimuths of the two virtual speakers, clockwise from north.
        gain_db: Static gain of the zone.
        noise_m: Grain of the noise axes over ground, metres, > 0.
        noise_s: Grain of the noise axes over time, seconds, > 0.
        cycles: Slow changes added to the place.
        still: What comes in when the walker stands still.
        reverb: A room, or ``None``.
        filter: One filter, or ``None``.
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
    anchors: tuple[Anchor, ...] = ()
    planted: tuple[Planted, ...] = ()
    smooth_m: float = 8.0
    mic: tuple[float, ...] = (0.0,)
    width: float = 0.0
    stage_deg: tuple[float, float] = (-60.0, 60.0)
    gain_db: float = 0.0
    noise_m: float = 10.0
    noise_s: float = 8.0
    cycles: tuple[Cycle, ...] = ()
    still: StillKind = StillKind.NONE
    reverb: Reverb | None = None
    filter: Filter | None = None
