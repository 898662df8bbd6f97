"""A walk made ready to sound: fences to weights, weights to one control per model.

In: positions and headings of walkers on this walk. Out: zone weights, and per
model the blended place, gains and level of DESIGN §6.
"""

from collections.abc import Mapping as Table

import numpy as np
from numpy.typing import NDArray

from latentwalk.domain.block import Latents, Metres, Weights
from latentwalk.domain.ids import ModelId
from latentwalk.domain.sound import MappingKind, Sound
from latentwalk.domain.walk import Walk
from latentwalk.engine.contract import Contract
from latentwalk.geo.fence import FenceSet, normalise
from latentwalk.latent.mapping import Mapping, mapping_of
from latentwalk.latent.mix import blend, mic_shares
from latentwalk.latent.space import LatentKind, LatentSpace
from latentwalk.session.control import Control

DRAFT_SUFFIX = "@draft"  # of the walk's id


class _Voice:
    """The sounds of one walk that share one model; columns index them."""

    def __init__(self, contract: Contract, sounds: dict[int, Sound], walk_seed: int) -> None:
        self.columns = np.array(list(sounds), dtype=np.intp)
        self._mappings: list[Mapping] = [mapping_of(s, walk_seed) for s in sounds.values()]
        self._raw = [s.raw for s in sounds.values()]
        self._latents = contract.latent_size
        self._space = contract.space
        shares = [mic_shares(s.mic, contract.latent_size) for s in sounds.values()]
        self._mic = np.stack(shares)  # [Z, K]
        model_db = contract.gain_db
        level_db = [s.gain_db + (0.0 if s.raw else model_db) for s in sounds.values()]
        self._level = np.power(10.0, np.array(level_db) / 20.0).astype(np.float32)  # [Z]
        self._width = np.array([s.width for s in sounds.values()], dtype=np.float32)
        self._noise_m = np.array([s.noise_m for s in sounds.values()], dtype=np.float32)
        self._noise_s = np.array([s.noise_s for s in sounds.values()], dtype=np.float32)
        is_prior = [s.mapping is MappingKind.PRIOR for s in sounds.values()]
        self._is_prior = np.array(is_prior, dtype=np.float32)  # [Z]
        self._temperature = np.array([s.temperature for s in sounds.values()], dtype=np.float32)

    def control(
        self,
        weights: Weights,
        positions: Metres,
        headings_deg: Metres,
        time_s: Metres,
        gate: Weights,
    ) -> Control:
        """Blend this model's sounds by weight; an edge turns the level down, never the latents."""
        mine = weights[:, self.columns]  # [W, Z]
        total = mine.sum(axis=1)  # [W]
        share = mine / np.maximum(total, 1e-9)[:, None]
        zones = range(len(self.columns))
        place = np.stack([self._place(z, positions, headings_deg, time_s) for z in zones], axis=1)
        # A closed gate gives the mic's share back to the place (latent/mix.py).
        gain_mic = share[:, :, None] * (gate[:, None, None] * self._mic)  # [W, Z, K]
        gain = share[:, :, None] - gain_mic
        gain_prior = gain * self._is_prior[:, None]
        gain_place = gain - gain_prior
        asked = share * self._is_prior  # [W, Z]
        heat = (asked @ self._temperature) / np.maximum(asked.sum(axis=1), 1e-6)
        return Control(
            place=_centre(gain_place, place, self._space),
            gain_place=gain_place.sum(axis=1).astype(np.float32),
            gain_mic=gain_mic.sum(axis=1).astype(np.float32),
            gain_prior=gain_prior.sum(axis=1).astype(np.float32),
            stand_in=_centre(gain_prior, place, self._space),
            temperature=heat.astype(np.float32),
            takes_mic=(share @ self._mic).max(axis=1) > 0.0,
            level=(np.sqrt(total) * (share @ self._level)).astype(np.float32),
            width=share @ self._width,
            noise_m=np.maximum(share @ self._noise_m, 1e-3),
            noise_s=np.maximum(share @ self._noise_s, 1e-3),
        )

    def _place(self, z: int, positions: Metres, headings_deg: Metres, time_s: Metres) -> Latents:
        """Latents of sound ``z`` in standard deviations, [W, K]; raw ones are converted."""
        speed_mps = np.zeros(len(positions))
        place = self._mappings[z].place(positions, headings_deg, time_s, self._latents, speed_mps)
        if not self._raw[z]:
            return place
        return self._space.to_units(place[:, :, None])[:, :, 0]


def _centre(gains: Weights, places: Latents, space: LatentSpace) -> Latents:
    """Return the mean of places [W, Z, K] by their gains, [W, K]; 0 where all are zero."""
    whole = np.maximum(gains.sum(axis=1), 1e-6)
    if space.kind is LatentKind.REAL:
        return np.asarray((gains * places).sum(axis=1) / whole, np.float32)
    shares = gains / whole[:, None]
    zones = range(gains.shape[1])
    parts = [places[:, zone, :, None] for zone in zones]  # each [W, K, 1]
    return blend(parts, [shares[:, zone, :, None] for zone in zones], space)[..., 0]


class Ground:
    """One open walk. Stateless: the same place and time give the same control.

    Args:
        walk: The document.
        contracts: Every model that the walk names.
    """

    def __init__(self, walk: Walk, contracts: Table[ModelId, Contract]) -> None:
        self.walk = walk
        self._fences = FenceSet(walk.zones)
        sounds = [zone.sound for zone in walk.zones] + [walk.outside]
        by_model: dict[ModelId, dict[int, Sound]] = {}
        for column, sound in enumerate(sounds):
            if sound.mapping is not MappingKind.SILENCE:
                by_model.setdefault(sound.model or walk.model, {})[column] = sound
        self._voices = {m: _Voice(contracts[m], s, walk.seed) for m, s in by_model.items()}
        stage = np.deg2rad([sound.stage_deg for sound in sounds])  # [Z+1, 2]
        self._stage = np.stack([np.sin(stage), np.cos(stage)], axis=-1)

    @property
    def is_draft(self) -> bool:
        """Whether this is an artist's draft, which only who composes it hears."""
        return self.walk.id.endswith(DRAFT_SUFFIX)

    @property
    def models(self) -> tuple[ModelId, ...]:
        """The models that this walk can sound with."""
        return tuple(self._voices)

    def weights(self, positions: Metres, presence: Weights) -> Weights:
        """Weigh every zone, and last the ground outside them, for each walker.

        Args:
            positions: Local metres, [W, 3].
            presence: 0 (no trustworthy position) .. 1, [W]; what it lacks is outside.

        Returns:
            Weights 0..1 that sum to one, [W, Z + 1].
        """
        weights = normalise(self._fences.weights(positions[:, :2])) * presence[:, None]
        weights[:, -1] += 1.0 - presence
        return weights

    def control(
        self,
        model: ModelId,
        weights: Weights,
        positions: Metres,
        headings_deg: Metres,
        time_s: Metres,
        gate: Weights,
    ) -> Control | None:
        """Return what ``model`` should sound like here, or ``None`` if it never does.

        Args:
            model: One of the server's models.
            weights: From :meth:`weights`, [W, Z + 1].
            positions: Local metres, [W, 3].
            headings_deg: Clockwise from north, NaN when unknown, [W].
            time_s: Media time, seconds, [W].
            gate: How open each mic's gate is, 0 without a mic .. 1, [W].
        """
        voice = self._voices.get(model)
        if voice is None:
            return None
        return voice.control(weights, positions, headings_deg, time_s, gate)

    def stage_deg(self, weights: Weights) -> NDArray[np.float64]:
        """Blend the azimuths of the two virtual speakers on the circle, [W, 2]."""
        mean = np.einsum("wz,zec->wec", weights, self._stage)
        azimuths: NDArray[np.float64] = np.rad2deg(np.arctan2(mean[..., 0], mean[..., 1]))
        return azimuths
