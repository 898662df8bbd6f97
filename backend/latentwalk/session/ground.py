"""A walk made ready to sound: fences to weights, weights to one control per model.

In: walkers standing on this walk, and what it tells of them. Out: zone weights, and per
model the blended place, gains and level of DESIGN §6.
"""

from collections.abc import Mapping as Table
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from latentwalk.audio.reverb import Reverb
from latentwalk.domain.block import Weights
from latentwalk.domain.ids import ModelId
from latentwalk.domain.rule import UseModel
from latentwalk.domain.sound import MappingKind, Sound
from latentwalk.domain.walk import Walk
from latentwalk.domain.wall_clock import WallClock
from latentwalk.engine.contract import Contract
from latentwalk.geo.fence import FenceSet, normalise
from latentwalk.geo.hush import HushSet
from latentwalk.latent.mapping import Mapping, mapping_of
from latentwalk.latent.rules import RuleBook
from latentwalk.latent.trajectory import Trajectory
from latentwalk.session.control import Control
from latentwalk.session.standing import Standing
from latentwalk.session.told import Told
from latentwalk.session.voice import Voice

DRAFT_SUFFIX = "@draft"  # of the walk's id
Setting = TypeVar("Setting")
Trajectories = Table[tuple[ModelId, str], Trajectory]  # planted sounds, by model and file


class Ground:
    """One open walk. Stateless: the same place and time give the same control.

    Args:
        walk: The document.
        contracts: Every model that the walk names.
        trajectories: Planted sounds that are encoded; terrain stands in for the others.
    """

    def __init__(
        self,
        walk: Walk,
        contracts: Table[ModelId, Contract],
        trajectories: Trajectories | None = None,
    ) -> None:
        self.walk = walk
        self.fences, self.hushes = FenceSet(walk.zones), HushSet(walk.hushes)
        self.rules = RuleBook(walk.rules, walk.zones)
        self.sounds: tuple[Sound, ...] = (*(zone.sound for zone in walk.zones), walk.outside)
        self.filters = _or_none([sound.filter for sound in self.sounds])
        self.rooms = _or_none([sound.reverb for sound in self.sounds])
        Reverb.prepare({setting.room for setting in self.rooms or () if setting is not None})
        silent = [sound.mapping is MappingKind.SILENCE for sound in self.sounds]
        self._sounds_at_all = 1.0 - np.array(silent, np.float32)
        self._priorities = np.array([zone.priority for zone in walk.zones], np.intp)
        self._voices = _voices(walk, self.sounds, contracts, trajectories or {})
        stage = np.deg2rad([sound.stage_deg for sound in self.sounds])  # [Z+1, 2]
        self._stage = np.stack([np.sin(stage), np.cos(stage)], axis=-1)

    @property
    def is_draft(self) -> bool:
        """Whether this is an artist's draft, which only who composes it hears."""
        return self.walk.id.endswith(DRAFT_SUFFIX)

    @property
    def models(self) -> tuple[ModelId, ...]:
        """The models that this walk can sound with."""
        return tuple(self._voices)

    def weights(self, here: Standing, told: Told) -> Weights:
        """Weigh every zone, and last the ground outside them, for each walker.

        Args:
            here: The walkers; what their presence lacks is outside.
            told: What rules have closed or opened.

        Returns:
            Weights 0..1 that sum to one, [W, Z + 1].
        """
        if not self.walk.zones:
            return np.ones((len(here.time_s), 1), np.float32)
        columns, fenced = self.fences.weights_near(here.positions[:, :2])
        # A gain that goes straight becomes one whose sound keeps its power on the way.
        gates = np.sin(0.5 * np.pi * told.zone_gain[:, columns]) ** 2
        near = normalise(fenced * gates, self._priorities[columns]) * here.presence[:, None]
        weights = np.zeros((len(near), len(self.sounds)), np.float32)
        weights[:, columns] = near[:, :-1]
        weights[:, -1] = near[:, -1] + (1.0 - here.presence)
        return weights

    def control(
        self,
        model: ModelId,
        weights: Weights,
        here: Standing,
        gate: Weights,
        told: Told,
        clock: WallClock,
    ) -> Control | None:
        """Return what ``model`` should sound like here, or ``None`` if it never does.

        Args:
            model: One of the server's models.
            weights: From :meth:`weights`, [W, Z + 1].
            here: The walkers.
            gate: How open each mic's gate is, 0 without a mic .. 1, [W].
            told: What rules have done.
            clock: The wall's; a geographic walk's own place replaces its point.
        """
        voice = self._voices.get(model)
        if voice is None:
            return None
        point = clock.point if self.walk.origin is None else self.walk.origin
        placed = WallClock(clock.unix_s, clock.utc_offset_s, point)
        return voice.control(weights, here, gate, told, placed)

    def shares(self, weights: Weights) -> Weights:
        """Return each zone's share of what sounds, [W, Z + 1]; silent ground has none."""
        sounding = weights * self._sounds_at_all
        total = np.maximum(sounding.sum(axis=1, keepdims=True), 1e-9)
        return np.asarray(sounding / total, np.float32)

    def stage_deg(self, weights: Weights) -> NDArray[np.float64]:
        """Blend the azimuths of the two virtual speakers on the circle, [W, 2]."""
        mean = (weights @ self._stage.reshape(-1, 4)).reshape(-1, 2, 2)  # [W, 2, sin and cos]
        azimuths: NDArray[np.float64] = np.rad2deg(np.arctan2(mean[..., 0], mean[..., 1]))
        return azimuths


def _or_none(settings: Sequence[Setting | None]) -> Sequence[Setting | None] | None:
    """Return them, or ``None`` where no zone asks for any."""
    return settings if any(setting is not None for setting in settings) else None


def _voices(
    walk: Walk,
    sounds: Sequence[Sound],
    contracts: Table[ModelId, Contract],
    trajectories: Trajectories,
) -> dict[ModelId, Voice]:
    """Return by model what it may sound; a rule may give a zone to a further model."""
    own: dict[ModelId, list[int]] = {}
    may: dict[ModelId, dict[int, Sound]] = {}
    for column, sound in enumerate(sounds):
        if sound.mapping is not MappingKind.SILENCE:
            model = sound.model or walk.model
            own.setdefault(model, []).append(column)
            may.setdefault(model, {})[column] = sound
    for column, model in _lent(walk):
        if sounds[column].mapping is not MappingKind.SILENCE:
            may.setdefault(model, {})[column] = sounds[column]

    def mapping(model: ModelId, sound: Sound) -> Mapping:
        planted = [trajectories.get((model, place.file)) for place in sound.planted]
        return mapping_of(sound, walk.seed, planted, contracts[model].space)

    return {
        model: Voice(
            contracts[model],
            columns,
            {column: mapping(model, sound) for column, sound in columns.items()},
            own.get(model, []),
        )
        for model, columns in may.items()
    }


def _lent(walk: Walk) -> list[tuple[int, ModelId]]:
    """Return the zones that rules may give to a model, by column."""
    columns = {zone.id: column for column, zone in enumerate(walk.zones)}
    actions = [action for rule in walk.rules for action in rule.then]
    return [(columns[a.zone], a.model) for a in actions if isinstance(a, UseModel)]


def models_of(walk: Walk) -> list[ModelId]:
    """Return every model that a walk can sound with, in order of first mention."""
    sounds = [*(zone.sound for zone in walk.zones), walk.outside]
    named = [sound.model or walk.model for sound in sounds]
    return list(dict.fromkeys([*named, *(model for _, model in _lent(walk))]))
