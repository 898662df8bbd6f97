"""A place becomes latents: one small pure class a mapping (DESIGN §6)."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from latentwalk.domain.block import Latents, Metres
from latentwalk.domain.ids import stable_key
from latentwalk.domain.pose import Position
from latentwalk.domain.sound import MappingKind, Sound
from latentwalk.latent.anchors import AnchorsMapping
from latentwalk.latent.axes import AxesMapping
from latentwalk.latent.closeness import Closeness
from latentwalk.latent.fixed import FixedMapping, SilenceMapping
from latentwalk.latent.motion import Motion
from latentwalk.latent.planted import PlantedMapping
from latentwalk.latent.reach import Numbers, Reach
from latentwalk.latent.space import LatentKind, LatentSpace
from latentwalk.latent.terrain import TerrainMapping
from latentwalk.latent.trajectory import Trajectory


class Mapping(Protocol):
    """How ground sounds: a pure function of where, where to, when and how fast."""

    def place(
        self,
        positions: Metres,
        headings_deg: Numbers,
        time_s: Numbers,
        latent_size: int,
        speed_mps: Numbers,
    ) -> Latents:
        """Return the latents of each walker's place.

        Args:
            positions: East, north, up, finite local metres, shape [W, 3].
            headings_deg: Clockwise from true north, shape [W]; nan where unknown.
            time_s: Media time of each walker, seconds, shape [W].
            latent_size: K.
            speed_mps: Over ground, ≥ 0, shape [W]; nan where unknown counts as rest.

        Returns:
            Shape [W, K], float32: standard deviations within the zone's bound, or model
            units within ±100 when the zone is raw.
        """
        ...

    def steepest(self, latent_size: int) -> Numbers:
        """Return the stated slope: a bound on each latent's change a metre.

        Whoever moves d metres at one time, heading and speed changes latent k by at most
        d · ``steepest[k]``.

        Args:
            latent_size: K.

        Returns:
            Shape [K], in what :meth:`place` returns, per metre.
        """
        ...


def mapping_of(
    sound: Sound,
    walk_seed: int,
    planted: Sequence[Trajectory | None] = (),
    space: LatentSpace | None = None,
) -> Mapping:
    """Return the mapping a zone asks for.

    A planted sound that is not encoded yet is left out; where there is none, and where there
    is no anchor, terrain stands in, as it does for a prior.

    Args:
        sound: How the zone sounds.
        walk_seed: The walk's seed; landscapes and motion mix it with the zone's own.
        planted: The trajectory of each of ``sound.planted``; ``None`` and missing ones are
            not there yet.
        space: The model's; without one its latents are coordinates in standard deviations.
    """
    reach = Reach.of(sound)
    tide = stable_key("motion", walk_seed, sound.seed)
    motion = Motion(tide, sound.motion, sound.motion_s, sound.scale_m)
    places = [
        (place.position, trajectory)
        for place, trajectory in zip(sound.planted, planted, strict=False)
        if trajectory is not None
    ]
    match sound.mapping:
        case MappingKind.AXES:
            return AxesMapping(sound.axes, sound.scale_m, reach, motion, sound.values)
        case MappingKind.FIXED:
            return FixedMapping(sound.values, reach, motion)
        case MappingKind.ANCHORS if sound.anchors:
            return AnchorsMapping.of(sound, motion, _curved(sound, space))
        case MappingKind.PLANTED if places:
            return _planted(sound, motion, places, space)
        case MappingKind.SILENCE:
            return SilenceMapping()
        case _:  # terrain, also where it stands in for a prior or for what is not there yet
            key = stable_key("terrain", walk_seed, sound.seed)
            return TerrainMapping(key, sound.scale_m, reach, motion, sound.values, sound.spread)


def _planted(
    sound: Sound,
    motion: Motion,
    places: Sequence[tuple[Position, Trajectory]],
    space: LatentSpace | None,
) -> PlantedMapping:
    """Return the mapping of what is encoded; trajectories of raw ground in the model's units."""
    trajectories = tuple(trajectory for _, trajectory in places)
    if sound.raw and space is not None:
        trajectories = tuple(trajectory.in_model_units(space) for trajectory in trajectories)
    closeness = Closeness.of([position for position, _ in places], sound.smooth_m)
    reach, curved = Reach.of(sound), _curved(sound, space)
    return PlantedMapping(closeness, trajectories, reach, motion, curved)


def _curved(sound: Sound, space: LatentSpace | None) -> LatentSpace | None:
    """Return the space to mix in where a sound's latents are no coordinates."""
    if space is None or space.kind is LatentKind.REAL:
        return None
    return replace(LatentSpace.identity(len(space.mean)), kind=space.kind) if sound.raw else space
