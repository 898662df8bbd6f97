"""How ground sounds, as a document says it; names are those of :class:`domain.sound.Sound`."""

from typing import Annotated, Any

from pydantic import BeforeValidator, Field, StrictFloat

from latentwalk.domain.sound import (
    Axis,
    Bound,
    Cycle,
    CyclePreset,
    Filter,
    FilterKind,
    MappingKind,
    Reverb,
    ReverbRoom,
    Sound,
    StillKind,
)
from latentwalk.domain.walk import Frame
from latentwalk.geo.document.fields import (
    MAX_LATENTS,
    NAME_RULE,
    AxisIndex,
    Azimuth,
    Decibels,
    Document,
    Flag,
    Grain,
    Latent,
    Name,
    Seed,
    Share,
)

SCALE_M = {Frame.GEOGRAPHIC: 10.0, Frame.LOCAL: 4.0}  # DESIGN §6
MAX_CYCLES = 64

Spread = Annotated[StrictFloat, Field(ge=0.0, le=3.0)]


def _listed(value: Any) -> Any:
    """Let a single number stand for a list of one."""
    return [value] if isinstance(value, int | float) else value


class CycleDocument(Document):
    """A slow change of one latent axis."""

    axis: AxisIndex = Field(description="a latent axis, counted from 0", examples=[0])
    depth: Annotated[StrictFloat, Field(ge=-8.0, le=8.0)] = Field(
        description="standard deviations, -8 to 8", examples=[1]
    )
    preset: CyclePreset = Field(
        CyclePreset.PERIOD, description="one of period, day, year, sun, tide", examples=["period"]
    )
    period_s: Annotated[StrictFloat, Field(ge=0.1, le=1e8)] = Field(
        600.0, description="seconds, 0.1 to 100000000", examples=[600]
    )
    phase: Share = Field(0.0, description="turns, 0 to 1", examples=[0.25])


class ReverbDocument(Document):
    """A room around a zone's sound."""

    room: ReverbRoom = Field(
        description="one of courtyard, hall, tunnel, forest", examples=["courtyard"]
    )
    wet: Share = Field(0.3, description="a number 0 to 1", examples=[0.3])


class FilterDocument(Document):
    """One filter over a zone's sound."""

    kind: FilterKind = Field(description="one of lowpass, highpass, bandpass", examples=["lowpass"])
    frequency_hz: Annotated[StrictFloat, Field(ge=20.0, le=20_000.0)] = Field(
        description="hertz, 20 to 20000", examples=[800]
    )
    q: Annotated[StrictFloat, Field(ge=0.3, le=10.0)] = Field(
        0.707, description="sharpness, 0.3 to 10", examples=[0.707]
    )


class SoundDocument(Document):
    """How ground sounds; what is left out takes its default."""

    mapping: MappingKind = Field(
        description="one of axes, anchors, planted, terrain, fixed, prior, silence",
        examples=["terrain"],
    )
    model: Name | None = Field(
        None, description=f"the id of a model: {NAME_RULE}", examples=["voices"]
    )
    scale_m: Grain | None = Field(
        None, description="metres per standard deviation, 0.01 to 100000", examples=[10]
    )
    bound: Bound = Field(Bound.SOFT, description="one of soft, mirror, open", examples=["soft"])
    raw: Flag = Field(False, description="true or false", examples=[False])
    axes: tuple[Axis | None, ...] = Field(
        (Axis.EAST, Axis.NORTH, Axis.UP),
        max_length=MAX_LATENTS,
        description=(
            "a list of east, north, up, south, west, heading_sin, heading_cos, speed or null"
        ),
        examples=[["east", "north", None]],
    )
    values: tuple[Latent, ...] = Field(
        (),
        max_length=MAX_LATENTS,
        description="a list of numbers, -100 to 100",
        examples=[[0.5, -1.2]],
    )
    spread: Annotated[tuple[Spread, ...], BeforeValidator(_listed, float | tuple[Spread, ...])] = (
        Field(
            (1.0,),
            min_length=1,
            max_length=MAX_LATENTS,
            description="a number 0 to 3, or a list of them, one a latent",
            examples=[[0.5, 1]],
        )
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
    smooth_m: Grain = Field(
        8.0,
        description="metres that an anchor reaches into its neighbours, 0.01 to 100000",
        examples=[8],
    )
    mic: Annotated[tuple[Share, ...], BeforeValidator(_listed, float | tuple[Share, ...])] = Field(
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
    gain_db: Decibels = Field(0.0, description="decibels, -60 to 12", examples=[-6])
    noise_m: Grain = Field(10.0, description="metres, 0.01 to 100000", examples=[10])
    noise_s: Grain = Field(8.0, description="seconds, 0.01 to 100000", examples=[8])
    cycles: tuple[CycleDocument, ...] = Field(
        (),
        max_length=MAX_CYCLES,
        description=f"a list of at most {MAX_CYCLES} objects with axis and depth",
        examples=[[{"axis": 0, "depth": 1, "preset": "period", "period_s": 600}]],
    )
    still: StillKind = Field(
        StillKind.NONE, description="one of none, slow, mic, quiet", examples=["slow"]
    )
    reverb: ReverbDocument | None = Field(
        None,
        description="an object with a room, or null",
        examples=[{"room": "courtyard", "wet": 0.3}],
    )
    filter: FilterDocument | None = Field(
        None,
        description="an object with kind and frequency_hz, or null",
        examples=[{"kind": "lowpass", "frequency_hz": 800}],
    )


def sound_of(sound: SoundDocument | None, frame: Frame) -> Sound:
    """Return how ground sounds; nothing said is silence, no scale the frame's own."""
    if sound is None:
        return Sound()
    fields = dict(sound)
    if sound.scale_m is None:
        fields["scale_m"] = SCALE_M[frame]
    fields["cycles"] = tuple(Cycle(**dict(cycle)) for cycle in sound.cycles)
    fields["reverb"] = Reverb(**dict(sound.reverb)) if sound.reverb else None
    fields["filter"] = Filter(**dict(sound.filter)) if sound.filter else None
    return Sound(**fields)
